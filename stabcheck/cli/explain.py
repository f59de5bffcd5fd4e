"""``stabcheck explain``."""

from __future__ import annotations

import click

from stabcheck.cli.exit_codes import EXIT_CODES_HELP, ExitCode
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.cli.page_files import pages_option
from stabcheck.report.run import Explanation, Run

__all__ = ["command"]


@click.command("explain", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@pages_option
@output_option("explain")
def command(names: tuple[str, ...], outputs: tuple[str, ...]) -> int:
    """Explain the pages called NAME: what is computed, why it is so, where its forms break.

    The page's claims are proved and its forms swept, so that what is shown is what is so.
    """
    with reporting(outputs) as write:
        from stabcheck.cli.proving import prove_all
        from stabcheck.cli.selection import forms_of, select_pages
        from stabcheck.cli.sweeping import sweep_all

        pages = select_pages(names)
        explanations = [
            Explanation(
                page,
                tuple(prove_all([(page, claim) for claim in page.all_claims])),
                tuple(sweep_all(forms_of(page))),
            )
            for page in pages.values()
        ]
        return write(Run("explain", tuple(explanations), ExitCode.AS_EXPECTED, pages=pages))
