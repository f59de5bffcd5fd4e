"""The float line as a strip of cells from −MAX to MAX, coloured by what happens there."""

from __future__ import annotations

from itertools import groupby

from rich.text import Text

from stabcheck.report.terminal.screen import Screen
from stabcheck.sweeping.strips import CELLS as WIDTH

__all__ = ["CELLS", "axis", "legend", "strip_text"]

#: Per cell of a `SweepResult.strip`: what it says, how it is drawn, and in which colours.
CELLS = {
    ".": ("holds", "─", "green"),
    "~": ("inaccurate", "≈", "black on yellow"),
    "0": ("zero", "0", "black on yellow"),
    "I": ("infinite", "∞", "bold white on red"),
    "N": ("nan", "N", "bold white on magenta"),
    "F": ("finite where the truth overflows", "F", "bold white on red"),
    "?": ("undecided", "?", "reverse"),
    " ": ("outside the domain", " ", ""),
}


def strip_text(strip: str, screen: Screen) -> Text:
    """A strip of cells in the glyphs and colours that ``screen`` has."""
    text = Text()
    for cell, run in groupby(strip):
        _, glyph, style = CELLS[cell]
        text.append((cell if screen.is_ascii else glyph) * len(list(run)), style)
    return text


def axis() -> str:
    """The scale above a strip: −MAX at the left, 0 in the middle, MAX at the right."""
    half = WIDTH // 2
    return "−MAX".ljust(half) + "0" + "MAX".rjust(half - 1)


def legend(cells: set[str], screen: Screen) -> Text:
    """What the ``cells`` met in this report mean."""
    text = Text()
    for cell, (meaning, glyph, style) in CELLS.items():
        if cell in cells and glyph.strip():
            text.append(cell if screen.is_ascii else glyph, style)
            text.append(f" {meaning}   ", "dim")
    return text
