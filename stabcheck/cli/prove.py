"""``stabcheck prove``."""

from __future__ import annotations

from pathlib import Path

import click

from stabcheck.carriers.budget import TIMEOUT_SECONDS
from stabcheck.cli.exit_codes import EXIT_CODES_HELP, exit_code
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.cli.page_files import pages_option
from stabcheck.report.run import Run, switched_on

__all__ = ["command"]

VERDICTS = ("proved", "refuted", "undecided")
NOT_OF_SHEETS = "certificates are written of claims, not of a sheet's equalities"
READABLE = click.Path(path_type=Path)


@click.command("prove", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@click.option("--steps", is_flag=True, help="Write out every derivation and every step.")
@click.option("--full", is_flag=True, help="Show every claim, however many pages there are.")
@click.option(
    "--assume",
    "assumptions",
    metavar="INEQUALITY",
    multiple=True,
    help="Assume this of the formulas given, such as 'x > 0'; repeatable.",
)
@click.option(
    "--vector",
    "vectors",
    metavar="NAME",
    multiple=True,
    help="In the formulas given, NAME is a vector of symbolic length; repeatable.",
)
@click.option(
    "--expect",
    type=click.Choice(VERDICTS, case_sensitive=False),
    default="proved",
    help="The verdict expected of the formulas given (proved).",
)
@click.option(
    "--claims",
    "claim_files",
    type=READABLE,
    multiple=True,
    help="Prove the claims of a file, one a line; repeatable.",
)
@click.option(
    "--sheet",
    "sheets",
    type=READABLE,
    multiple=True,
    help="Check every equality of a Markdown or LaTeX sheet; repeatable.",
)
@click.option(
    "--timeout",
    "timeout_seconds",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=TIMEOUT_SECONDS,
    help=f"What a claim may take before it is UNDECIDED ({TIMEOUT_SECONDS:g}).",
)
@click.option(
    "--certificate",
    "certificates",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what is PROVED as theorems for the proof assistant Coq, one file a claim, to DIR.",
)
@click.option("--verify", is_flag=True, help="Have Coq check these theorems, if it is installed.")
@pages_option
@output_option("prove")
def command(
    names: tuple[str, ...],
    steps: bool,
    full: bool,
    assumptions: tuple[str, ...],
    vectors: tuple[str, ...],
    expect: str,
    claim_files: tuple[Path, ...],
    sheets: tuple[Path, ...],
    timeout_seconds: float,
    certificates: Path | None,
    verify: bool,
    outputs: tuple[str, ...],
) -> int:
    """Prove the claims called NAMES, or those of the pages called NAMES; all without a name.

    NAMES may be globs ('lse*').  That each form of a quantity equals its definition is a claim
    too, called quantity/form.  A NAME with an equality sign is a formula of your own:

    \b
      stabcheck prove 'log(1+exp(x)) = max(x,0) + log1p(exp(-|x|))'
      stabcheck prove --vector x 'logsumexp(x) = a + logsumexp(x - a)'
    """
    with reporting(outputs) as write:
        from stabcheck.ci import claim_findings, sheet_findings
        from stabcheck.cli.certifying import certify_all, require_coq
        from stabcheck.cli.proving import Own, prove_all, read_own, read_sheets
        from stabcheck.cli.selection import select_claims

        if sheets and (verify or certificates):
            raise Mistake(
                NOT_OF_SHEETS, "give its equalities as formulas, or one a line (--claims)"
            )
        coq = require_coq() if verify else None
        formulas = tuple(name for name in names if "=" in name)
        own = Own(formulas, assumptions, vectors, expect, claim_files)
        selection = read_own(own)
        catalogued = tuple(name for name in names if "=" not in name)
        if catalogued or not (selection or sheets):
            selection = [*select_claims(catalogued), *selection]
        checks = prove_all(selection, timeout_seconds)
        if verify or certificates:
            checks = certify_all(selection, checks, certificates, coq)
        read = read_sheets(sheets, timeout_seconds)
        findings = [finding for check in checks for finding in claim_findings(check)]
        findings += [finding for sheet in read for finding in sheet_findings(sheet)]
        pages = {page.name: page for page, _ in selection}
        options = switched_on(steps=steps, full=full)
        results = (*checks, *read)
        return write(Run("prove", results, exit_code(findings), options=options, pages=pages))
