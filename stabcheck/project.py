"""The project one stands in: its pyproject.toml, and the functions that it has checked.

Files and modules are found from the folder of the pyproject.toml, wherever in the project one
stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from stabcheck.catalogue import quantities
from stabcheck.config import Config, ConfigMistake, ConfiguredCheck, read_config
from stabcheck.config_values import closest
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

    def check(
        self, check: ConfiguredCheck, progress: Callable[[str], None] = lambda _: None
    ) -> Report:
        """Check one of the project's functions.

        Raises ConfigMistake for a quantity that the catalogue has not, and what `check_function`
        raises.
        """
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
        path, here = self.folder / place, Path.cwd()
        shown = path.relative_to(here) if path.is_relative_to(here) else path
        return f"{shown}{colon}{name}"


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
