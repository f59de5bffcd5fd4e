"""``stabcheck ci``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stabcheck.cli.accumulating import accumulate_option
from stabcheck.cli.exit_codes import EXIT_CODES_HELP, exit_code
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.report.run import Run

if TYPE_CHECKING:
    from stabcheck.carriers.rounded import Accumulate

__all__ = ["command"]


@click.command("ci", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@accumulate_option
@click.option("--jobs", type=click.IntRange(1), help="Processes to sweep in; default: one per CPU.")
@output_option
def command(
    names: tuple[str, ...], accumulate: Accumulate, jobs: int | None, outputs: tuple[str, ...]
) -> int:
    """Assert everything that the pages called NAMES say; all pages without a name.

    Every claim has its expected verdict and conditions; every form keeps the contracts that its
    page promises, and breaks where its page predicts.
    """
    with reporting(outputs) as write:
        from stabcheck.ci import claim_findings, sweep_findings
        from stabcheck.cli.proving import prove_all
        from stabcheck.cli.selection import forms_of, select_pages
        from stabcheck.cli.sweeping import sweep_all

        pages = select_pages(names)
        checks = prove_all([(page, claim) for page in pages.values() for claim in page.all_claims])
        pairs = [pair for page in pages.values() for pair in forms_of(page)]
        results = sweep_all(pairs, jobs=jobs, accumulate=accumulate)
        findings = (
            *(finding for check in checks for finding in claim_findings(check)),
            *(finding for result in results for finding in sweep_findings(result)),
        )
        return write(Run("ci", findings, exit_code(findings), pages=pages))
