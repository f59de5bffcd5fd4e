"""``stabcheck list``."""

from __future__ import annotations

import click

from stabcheck.cli.exit_codes import EXIT_CODES_HELP, ExitCode
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.report.run import Run

__all__ = ["command"]


@click.command("list", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@output_option
def command(names: tuple[str, ...], outputs: tuple[str, ...]) -> int:
    """List the pages called NAMES (all without a name) with their forms and their claims."""
    with reporting(outputs) as write:
        from stabcheck.cli.selection import select_pages

        pages = select_pages(names)
        return write(Run("list", tuple(pages.values()), ExitCode.AS_EXPECTED, pages=pages))
