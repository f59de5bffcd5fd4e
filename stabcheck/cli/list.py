"""``stabcheck list``."""

from __future__ import annotations

import click

from stabcheck.cli.exit_codes import EXIT_CODES_HELP, ExitCode
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.cli.page_files import pages_option
from stabcheck.report.run import Run

__all__ = ["command"]


@click.command("list", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Show the forms and claims of every page.")
@pages_option
@output_option("list")
def command(names: tuple[str, ...], every: bool, outputs: tuple[str, ...]) -> int:
    """List the catalogue's pages by groups, or those called NAMES with their forms and claims.

    NAMES may be globs ('log*'), and groups, whose pages are then listed.
    """
    with reporting(outputs) as write:
        from stabcheck.cli.selection import is_group, select_pages

        pages = select_pages(names)
        whole = every or (names and not any(map(is_group, names)))
        options = frozenset({"all"} if whole else ())
        results = tuple(pages.values())
        return write(Run("list", results, ExitCode.AS_EXPECTED, options=options, pages=pages))
