"""The terminal as the reports see it: how wide, in which colours, and whether it has a σ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stabcheck.report.terminal.ascii import to_ascii

__all__ = ["NATURAL_COLUMNS", "Part", "Screen", "counted_as", "painted"]

#: A string in a style, a bare string in the surrounding style, or a text made before.
Part = str | tuple[str, str] | Text

#: Where there is no terminal there is no edge: nothing is wrapped, nothing is cut.
NATURAL_COLUMNS = 20_000


class Screen:
    """Prints renderables on one console; spells everything in ASCII where it must."""

    def __init__(self, console: Console, *, is_ascii: bool) -> None:
        self.console = console
        self.is_ascii = is_ascii

    @property
    def columns(self) -> int:
        """The width in columns."""
        return self.console.width

    def fits(self, renderable: RenderableType, *, indent: int = 0) -> bool:
        """Whether a renderable can be printed ``indent`` columns in without folding anything."""
        unbounded = self.console.options.update(width=NATURAL_COLUMNS)
        natural = Measurement.get(self.console, unbounded, renderable).maximum
        return natural + indent <= self.columns

    def spell(self, text: str) -> str:
        """``text`` in the characters that this screen has."""
        return to_ascii(text) if self.is_ascii else text

    def text(self, *parts: Part) -> Text:
        """One text of several parts, each a string or a (string, style) pair."""
        line = Text()
        for part in parts:
            if isinstance(part, Text):
                line.append_text(part)
                continue
            content, style = (part, "") if isinstance(part, str) else part
            line.append(self.spell(content), style or None)
        return line

    def line(self, *parts: Part, indent: int = 0) -> None:
        """Print one line; where it must wrap, its continuation keeps the indent."""
        self.show(self.text(*parts), indent=indent)

    def command(self, text: str, *, indent: int = 0) -> None:
        """Print a command to copy: however narrow the terminal, it stays one line."""
        line = self.text(" " * indent, (text, "cyan"))
        self.console.print(line, soft_wrap=True, highlight=False)

    def hanging(self, lead: Part, *parts: Part, indent: int = 0) -> None:
        """Print ``lead`` and the rest beside it, the rest wrapping in its own column."""
        row = self.table(None, None, gap=0)
        row.add_row(self.text(lead), self.text(*parts))
        self.show(row, indent=indent)

    def show(self, renderable: RenderableType, *, indent: int = 0) -> None:
        """Print a renderable, ``indent`` columns in."""
        padded = Padding(renderable, (0, 0, 0, indent), expand=False) if indent else renderable
        self.console.print(padded, highlight=False, markup=False)

    def blank(self) -> None:
        """Print an empty line."""
        self.console.print()

    def table(self, *headers: str | None, gap: int = 2) -> Table:
        """A table without rules; a header None is no header, and all None no header row."""
        table = Table(
            box=None,
            show_header=any(header is not None for header in headers),
            padding=(0, gap, 0, 0),
            pad_edge=False,
            header_style="dim",
        )
        for header in headers:
            table.add_column(self.text(header or ""), overflow="fold")
        return table


def counted_as(number: int, singular: str, plural: str = "") -> str:
    """``1 form``, ``4 forms``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


@contextmanager
def painted(stream: TextIO) -> Iterator[Screen]:
    """A screen whose picture is written to ``stream`` in one piece when the block ends."""
    encoding = (stream.encoding or "utf-8").lower()
    is_ascii = not encoding.startswith("utf")
    console = Console(file=stream)
    if not stream.isatty():
        # FORCE_COLOR still makes this a terminal to rich; its width stays unknown all the same.
        console = Console(file=stream, width=NATURAL_COLUMNS)
    screen = Screen(console, is_ascii=is_ascii)
    with console.capture() as capture:
        yield screen
    picture = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    stream.write(to_ascii(picture) if is_ascii else picture)
