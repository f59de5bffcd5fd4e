"""The check of one of a project's functions, by the name and the settings that its table gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stabcheck.catalogue import beside, quantities
from stabcheck.config import ConfigMistake, ConfiguredCheck
from stabcheck.config_values import closest
from stabcheck.project import Project, from_here
from stabcheck.target.checking import check_function
from stabcheck.target.report import Report
from stabcheck.target.settings import Settings, settings_from

__all__ = ["check_in"]


def check_in(
    project: Project, check: ConfiguredCheck, progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Check one of the project's functions.

    Raises ConfigMistake for a quantity that the catalogue has not, PagesRefused for the project's
    own pages that cannot be used, and what `check_function` raises.
    """
    with beside(project.page_files):
        known = quantities()
        if check.quantity not in known:
            raise ConfigMistake(
                f"there is no quantity {check.quantity!r} to judge {check.function} as",
                closest(check.quantity, known),
            )
        settings = replace(_placed(project, settings_from(check.options)), progress=progress)
        function = _found(project, check.function)
        report = check_function(function, known[check.quantity], settings)
        return replace(report, subject=replace(report.subject, name=check.name))


def _placed(project: Project, settings: Settings) -> Settings:
    """The settings with the other functions they name found from the project's folder too."""
    return replace(
        settings,
        gradient=settings.gradient and _found(project, settings.gradient),
        against=settings.against and _found(project, settings.against),
        path=(str(project.folder), *settings.path),
    )


def _found(project: Project, function: str) -> str:
    """``path/to/file.py:function`` from the working directory; a module's name as it stands."""
    place, colon, name = function.rpartition(":")
    if not place.endswith(".py"):
        return function
    return f"{from_here(project.folder / place)}{colon}{name}"
