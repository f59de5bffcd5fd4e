"""``--pages``: pages beside the catalogue's own, from files, in every verb."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stabcheck.cli.mistakes import Mistake

if TYPE_CHECKING:
    from stabcheck.project import Project

__all__ = ["pages_option", "the_project"]


def the_project() -> Project | None:
    """The project one stands in, if it has a table of ours; raises Mistake where it is wrong."""
    from stabcheck.config import ConfigMistake
    from stabcheck.project import find_project

    try:
        return find_project(Path.cwd())
    except ConfigMistake as mistake:
        raise Mistake(mistake.message, mistake.hint) from mistake


def _put_beside(context: click.Context, _option: click.Parameter, paths: tuple[Path, ...]) -> None:
    """Put the pages of ``paths``, and those of the project, into the catalogue for this command.

    Raises Mistake for a file that cannot be used.
    """
    if context.resilient_parsing:  # a shell completes the command: nothing is run
        return
    from stabcheck.catalogue import beside
    from stabcheck.foreign import PagesRefused, read_page_file

    project = the_project()
    try:
        files = [read_page_file(path) for path in paths]
        files += project.page_files if project is not None else ()
        context.with_resource(beside(files))
    except PagesRefused as refusal:
        raise Mistake(refusal.message, refusal.hint) from refusal


pages_option: Callable[[Any], Any] = click.option(
    "--pages",
    metavar="FILE.py",
    type=click.Path(path_type=Path),
    multiple=True,
    expose_value=False,
    callback=_put_beside,
    help="Take the pages of FILE.py into the catalogue, for this command; repeatable. A project's "
    "are named in its pyproject.toml.",
)
