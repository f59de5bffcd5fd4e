"""The page on CI: its project is made from its own blocks, and its samples are run in it."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from samples import COLUMNS, refreshed  # beside this file
from terminal import run  # beside this file

__all__ = ["PAGE", "files_of", "make_project", "refreshed_page"]

PAGE = Path(__file__).parent / "ci.md"

_FILE = re.compile(r"```(?:python|toml|yaml)\n# ([^\n]+)\n(.*?)```", re.DOTALL)


def files_of(page: str) -> dict[str, str]:
    """The files that the page shows, by the path in their first line."""
    return dict(_FILE.findall(page))


def make_project(page: str, folder: Path) -> None:
    """Write the page's files into ``folder``."""
    for path, text in files_of(page).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def refreshed_page(page: str) -> str:
    """The page with the output of each command as it is today, one after another."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_project(page, folder)

        def output(command: str) -> str:
            lines = run(command, COLUMNS, folder=folder).rstrip().split("\n")
            return "\n".join(line.rstrip() for line in lines) + "\n"

        return refreshed(page, output)
