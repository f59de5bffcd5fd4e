"""The project one stands in: its pyproject.toml, and what that says.

Files and modules are found from the folder of the pyproject.toml, wherever in the project one
stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stabcheck.config import Config, ConfigMistake, read_config
from stabcheck.foreign import PageFile, read_page_file

__all__ = ["PYPROJECT", "Project", "find_project", "from_here"]

PYPROJECT = "pyproject.toml"


@dataclass(frozen=True)
class Project:
    """A folder whose pyproject.toml has a ``[tool.stabcheck]``, and what that says."""

    folder: Path
    config: Config

    @property
    def budget(self) -> Path:
        """Where the project's budget is kept, whether or not it is there."""
        return self.folder / self.config.budget

    @property
    def page_files(self) -> tuple[PageFile, ...]:
        """The project's files of pages; raises PagesRefused for one that cannot be read."""
        return tuple(read_page_file(from_here(self.folder / each)) for each in self.config.pages)


def from_here(path: Path) -> Path:
    """A path as it is written in the working directory, if it is below that."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def find_project(start: Path) -> Project | None:
    """The project of the nearest pyproject.toml from ``start`` upwards, if it has our table.

    Raises ConfigMistake, with the file's name, for one that cannot be read.
    """
    for folder in (start, *start.parents):
        path = folder / PYPROJECT
        if path.is_file():
            return _read(path)
    return None


def _read(path: Path) -> Project | None:
    try:
        config = read_config(path.read_text(encoding="utf-8"))
    except ConfigMistake as mistake:
        raise ConfigMistake(f"{path}: {mistake.message}", mistake.hint) from mistake
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigMistake(f"cannot read {path}: {error}") from error
    return None if config is None else Project(path.parent, config)
