r"""Equations on lines of their own: broken where they are wide, reasons beside them or below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stabcheck.report.latex_text import prose

__all__ = ["Line", "aligned"]

#: Signs on a line of print: of a formula, and of a left side that others stand below.
_WIDE, _WIDE_LEFT = 64, 8
_COMMAND = re.compile(r"\\[A-Za-z]+")
_TOKEN = re.compile(r"\\(?:left|begin|right|end)(?![A-Za-z])|\\.|[{}()\[\]]| [+-] ", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """An equation in LaTeX and its reason in words; without ``left`` it goes on the one above."""

    left: str
    right: str
    reason: str = ""
    remark: str = ""


def aligned(lines: Iterable[Line]) -> str:
    """The lines as one ``align*``, the equality signs below one another."""
    every = list(lines)
    left = max(_breadth(line.left) for line in every)
    right = max(_breadth(part) for line in every for part in _broken(line.right))
    is_wide = left > _WIDE_LEFT and left + right > _WIDE
    left = 0 if is_wide else left
    beside = all(left + _breadth(line.right) + len(_reason(line)) <= _WIDE + 8 for line in every)
    rows: list[str] = []
    for line in every:
        rows += _rows(line, is_wide=is_wide, beside=beside)
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def _rows(line: Line, *, is_wide: bool, beside: bool) -> Iterator[str]:
    first, *more = _broken(line.right)
    head, indent = f"{line.left} &", ""
    if is_wide:
        head, indent = "&", r" \quad"
        if line.left:
            start, *rest = _broken(line.left)
            yield f"& {start}"
            yield from (rf"& \quad {part}" for part in rest)
    shown = rf"\text{{{_reason(line)}}}" if _reason(line) else ""
    ending = f" && {shown}" if shown and beside else ""
    yield f"{head}{indent} = {first}{ending}"
    yield from (rf"&{indent} \quad {part}" for part in more)
    if shown and not beside:
        yield rf"&{indent} \quad {{\small {shown}}}"


def _reason(line: Line) -> str:
    """The reason, and what is to be said besides, which is LaTeX already."""
    return prose(line.reason) + (f" {line.remark}" if line.remark else "")


def _broken(text: str) -> list[str]:
    """A wide formula in parts that fit, each but the first beginning with its sign."""
    parts = [""]
    for term in _terms(text):
        if parts[-1] and _breadth(parts[-1] + term) > _WIDE:
            parts.append("{}" + term)
        else:
            parts[-1] += term
    return parts


def _terms(text: str) -> Iterator[str]:
    """The terms of the outermost sum, each with the sign before it."""
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in {r"\left", r"\begin", "{", "(", "["}:
            depth += 1
        elif token[0] in {r"\right", r"\end", "}", ")", "]"}:
            depth -= 1
        elif token[0] in {" + ", " - "} and depth == 0:
            yield text[start : token.start()]
            start = token.start()
    yield text[start:]


def _breadth(text: str) -> int:
    """About how many signs stand side by side in print."""
    plain = _COMMAND.sub("x", re.sub(r"\\(?:left|right)", "", text))
    return sum(sign not in "{}_^\\ " for sign in plain)
