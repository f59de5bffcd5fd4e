"""The README's picture: real output of two commands, as an SVG drawn by rich."""

from __future__ import annotations

import html
import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

sys.path.insert(0, str(Path(__file__).parent))
from terminal import run  # beside this file

__all__ = ["COMMANDS", "PICTURE", "draw", "text_of"]

PICTURE = Path(__file__).with_name("stabcheck.svg")
COLUMNS = 108
COMMANDS = ("stabcheck prove 'lse*'", "stabcheck sweep logsumexp --form naive --probe '(s, 0)'")

#: Width of a character and height of a line, in the units of rich's drawing.
CELL, LINE = 12.2, 24.4
_TEXT = re.compile(
    r'<text class="(stabcheck-r\d+)" x="([\d.]+)" y="([\d.]+)" '
    r'textLength="[\d.]+"([^>]*)>(.*?)</text>'
)


def draw(commands: tuple[str, ...] = COMMANDS) -> str:
    """The commands and what they print, as SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for number, command in enumerate(commands):
        if number:
            console.print()
        console.print(Text.assemble(("$ ", "bright_black"), (command, "bold")))
        console.print(Text.from_ansi(run(command, COLUMNS, colour=True).rstrip()))
    svg = console.export_svg(title="stabcheck", unique_id="stabcheck")
    # The reader's own monospaced font will do: nothing is fetched to show a picture.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    # A font may join 0x into one sign, 0×: bits are to be read as they are written.
    svg = svg.replace("font-family:", "font-variant-ligatures: none; font-family:")
    return _TEXT.sub(_trimmed, svg)


def _trimmed(match: re.Match[str]) -> str:
    """A piece of text begun at its first visible letter; some renderers drop leading blanks."""
    style, x, y, rest, content = match.groups()
    text = _plain(content)
    visible = text.lstrip()
    left = float(x) + CELL * (len(text) - len(visible))
    visible = visible.rstrip()
    if not visible:
        return ""
    escaped = html.escape(visible).replace(" ", "&#160;")
    width = f"{CELL * len(visible):.6g}"
    return (
        f'<text class="{style}" x="{left:.6g}" y="{y}" textLength="{width}"{rest}>{escaped}</text>'
    )


def _plain(content: str) -> str:
    return html.unescape(content).replace("\xa0", " ")


def text_of(svg: str) -> list[str]:
    """The lines of text that an SVG drawn by `draw` shows."""
    lines: dict[int, str] = {}
    for _, x, y, _, content in _TEXT.findall(svg):
        row = round(float(y) / LINE)
        lines[row] = lines.get(row, "").ljust(round(float(x) / CELL)) + _plain(content)
    return [lines.get(row, "") for row in range(min(lines), max(lines) + 1)]
