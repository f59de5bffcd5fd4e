"""The project one stands in: its pyproject.toml, and the functions that it has checked.

Files and modules are found from the folder of the pyproject.toml, wherever in the project one
stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from stabcheck.catalogue import beside, quantities
from stabcheck.config import Config, ConfigMistake, ConfiguredCheck, read_config
from stabcheck.config_values import closest
from stabcheck.foreign import PageFile, read_page_file
from stabcheck.target.checking import check_function
from stabcheck.target.report import Report
from stabcheck.target.settings import Settings, settings_from

__all__ = ["PYPROJECT", "Project", "find_project"]

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

    def check(
        self, check: ConfiguredCheck, progress: Callable[[str], None] = lambda _: None
    ) -> Report:
        """Check one of the project's functions.

        Raises ConfigMistake for a quantity that the catalogue has not, PagesRefused for the
        project's own pages that cannot be used, and what `check_function` raises.
        """
        with beside(self.page_files):
            return self._checked(check, progress)

    def _checked(self, check: ConfiguredCheck, progress: Callable[[str], None]) -> Report:
        known = quantities()
        if check.quantity not in known:
            raise ConfigMistake(
                f"there is no quantity {check.quantity!r} to judge {check.function} as",
                closest(check.quantity, known),
            )
        settings = replace(self._placed(settings_from(check.options)), progress=progress)
        report = check_function(self._found(check.function), known[check.quantity], settings)
        return replace(report, subject=replace(report.subject, name=check.name))

    def _placed(self, settings: Settings) -> Settings:
        """The settings with the other functions they name found from the folder too."""
        return replace(
            settings,
            gradient=settings.gradient and self._found(settings.gradient),
            against=settings.against and self._found(settings.against),
            path=(str(self.folder), *settings.path),
        )

    def _found(self, function: str) -> str:
        """``path/to/file.py:function`` from the working directory; a module's name as it stands."""
        place, colon, name = function.rpartition(":")
        if not place.endswith(".py"):
            return function
        return f"{from_here(self.folder / place)}{colon}{name}"


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
