"""The tutorial on pages: its blocks grow the files step by step, and its samples are run between.

A block whose first line is ``# PATH`` is added to that file, ``# PATH, in place of NAME`` takes the
place of the statement that makes NAME.
"""

from __future__ import annotations

import ast
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from samples import COLUMNS  # beside this file
from terminal import run  # beside this file

__all__ = ["TUTORIAL", "followed", "grown", "refreshed_tutorial"]

TUTORIAL = Path(__file__).parent / "page.md"

_BLOCK = re.compile(r"```(python|console)\n(.*?)```", re.DOTALL)
_FIRST_LINE = re.compile(r"# ([\w./]+)(?:, in place of (\w+))?\n")


def grown(text: str, block: str) -> tuple[str, str]:
    """The path a block belongs to, and that file's ``text`` with the block in it.

    Raises ValueError for a block that names no file, and where nothing makes the name it replaces.
    """
    path, name, code = _named(block)
    if name is None:
        return path, f"{text}\n\n{code}" if text else code
    lines = text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return path, "".join([*lines[: node.lineno - 1], code, *lines[node.end_lineno :]])
    raise ValueError(f"nothing in {path} makes {name}")


def _named(block: str) -> tuple[str, str | None, str]:
    """The file that a block's first line names, what it is in place of, and the rest."""
    first = _FIRST_LINE.match(block)
    if first is None:
        raise ValueError(f"no file is named in the first line of {block!r}")
    return first[1], first[2], block[first.end() :]


def followed(page: str) -> Iterator[tuple[str, str]]:
    """Follow the tutorial: each command, and what it prints at that point."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts: dict[str, str] = {}
        for kind, block in _BLOCK.findall(page):
            if kind == "python":
                path, _, _ = _named(block)
                _, texts[path] = grown(texts.get(path, ""), block)
                (folder / path).write_text(texts[path], encoding="utf-8")
                continue
            command = block.partition("\n")[0].removeprefix("$ ")
            lines = run(command, COLUMNS, folder=folder).rstrip().split("\n")
            yield command, "\n".join(line.rstrip() for line in lines) + "\n"


def refreshed_tutorial(page: str) -> str:
    """The tutorial with the output of each command as it is today."""
    outputs = followed(page)

    def replace(match: re.Match[str]) -> str:
        if match[1] == "python":
            return match[0]
        command, output = next(outputs)
        return f"```console\n$ {command}\n{output}```"

    return _BLOCK.sub(replace, page)
