"""``stabcheck prove``."""

from __future__ import annotations

import click

from stabcheck.cli.exit_codes import EXIT_CODES_HELP, exit_code
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.report.run import Run

__all__ = ["command"]


@click.command("prove", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@click.option("--steps", is_flag=True, help="Write out every derivation and every step.")
@output_option
def command(names: tuple[str, ...], steps: bool, outputs: tuple[str, ...]) -> int:
    """Prove the claims called NAMES, or those of the pages called NAMES; all without a name.

    NAMES may be globs ('lse*').  That each form of a quantity equals its definition is a claim
    too, called quantity/form.
    """
    with reporting(outputs) as write:
        from stabcheck.ci import claim_findings
        from stabcheck.cli.proving import prove_all
        from stabcheck.cli.selection import select_claims

        selection = select_claims(names)
        checks = prove_all(selection)
        code = exit_code(finding for check in checks for finding in claim_findings(check))
        pages = {page.name: page for page, _ in selection}
        options = frozenset({"steps"} if steps else ())
        return write(Run("prove", tuple(checks), code, options=options, pages=pages))
