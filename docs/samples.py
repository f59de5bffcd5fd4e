"""The README's samples: every ``console`` block is one command and what it really prints."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from terminal import run  # beside this file

__all__ = ["README", "output_of", "refreshed", "samples", "stable"]

README = Path(__file__).parent.parent / "README.md"
COLUMNS = 100

_BLOCK = re.compile(r"```console\n\$ (stabcheck [^\n]*)\n(.*?)```", re.DOTALL)

#: What may differ from run to run, or from one machine's kernels to another's.
_UNSTABLE = (
    r"\bin \d+\.\d s",
    r'"seconds": [\d.e-]+',
    r"[\d.]+(e[+-]\d+)? at -?[\d.]+(e[+-]\d+)?",
    r"[\d,]+(?= (inputs|exhaustive|certified))",
    r".*moved by this machine's kernels.*",
)


def samples(readme: str) -> list[tuple[str, str]]:
    """Every command that the README shows, with the output it shows."""
    return [(command, shown) for command, shown in _BLOCK.findall(readme)]


def output_of(command: str) -> str:
    """What a command prints on a terminal as wide as the README's blocks."""
    lines = [line.rstrip() for line in run(command, COLUMNS).rstrip().split("\n")]
    return "\n".join(lines) + "\n"


def refreshed(readme: str, output: Callable[[str], str] = output_of) -> str:
    """The README with the output of each command as it is today."""

    def replace(match: re.Match[str]) -> str:
        return f"```console\n$ {match[1]}\n{output(match[1])}```"

    return _BLOCK.sub(replace, readme)


def stable(text: str) -> list[str]:
    """The words of each line of an output that hold on every machine.

    Where a form breaks without a prediction, and where a kernel departs from one, the floats are
    this machine's; such paragraphs are left out.
    """
    paragraphs = [p for p in text.split("\n\n") if not _is_this_machines(p)]
    text = "\n".join(paragraphs)
    for pattern in _UNSTABLE:
        text = re.sub(pattern, "", text)
    words = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in words if line]


def _is_this_machines(paragraph: str) -> bool:
    first = paragraph.strip("\n").partition("\n")[0]
    is_break = re.fullmatch(r"\s+\w+ by .* on .*  breaks .*", first) is not None
    return is_break and ("predicted at" not in paragraph or "kernel" in paragraph)
