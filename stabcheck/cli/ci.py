"""``stabcheck ci``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stabcheck.cli.accumulating import accumulate_option
from stabcheck.cli.exit_codes import EXIT_CODES_HELP, exit_code
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.cli.page_files import pages_option, the_project
from stabcheck.report.run import Run

if TYPE_CHECKING:
    from stabcheck.carriers.rounded import Accumulate

__all__ = ["command"]


@click.command("ci", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@click.option("--catalogue", is_flag=True, help="Assert the catalogue, in a project too.")
@click.option(
    "--budget",
    "budget_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Fail on what is worse than FILE says; in a project its stabcheck-budget.json, if there.",
)
@click.option("--update-budget", is_flag=True, help="Write the budget, and hold nothing to it.")
@accumulate_option
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to sweep in; default: one per CPU.",
)
@pages_option
@output_option("ci")
def command(
    names: tuple[str, ...],
    catalogue: bool,
    budget_path: Path | None,
    update_budget: bool,
    accumulate: Accumulate,
    jobs: int | None,
    outputs: tuple[str, ...],
) -> int:
    """Assert what the project's [tool.stabcheck] requires, or what the catalogue's pages say.

    In a project whose pyproject.toml has checks, those called NAMES are run, all without a name:
    each function must keep what is required of it, and what is expected to fail must fail.

    Elsewhere, or with --catalogue, NAMES are pages: every claim has its expected verdict and
    conditions; every form keeps the contracts that its page promises, and breaks where its page
    predicts.
    """
    with reporting(outputs) as write:
        from stabcheck.cli.asserting import (
            assert_catalogue,
            assert_project,
            refuse_options_of_the_catalogue,
        )
        from stabcheck.cli.budgets import hold_to_budget, write_budget

        project = None if catalogue else the_project()
        if budget_path is None and project is not None:
            budget_path = project.budget if update_budget or project.budget.exists() else None
        if update_budget and budget_path is None:
            raise Mistake("the catalogue has no budget of its own", "name a file: --budget FILE")
        if project is not None:
            refuse_options_of_the_catalogue(accumulate, jobs)
            asserted = assert_project(project, names)
        else:
            asserted = assert_catalogue(names, accumulate, jobs)
        findings, is_whole = asserted.findings, not names
        if budget_path is not None and update_budget:
            write_budget(budget_path, asserted.functions, is_whole=is_whole)
        elif budget_path is not None:
            held = hold_to_budget(budget_path, asserted.functions, is_whole=is_whole)
            findings = (*findings, *held)
        return write(Run("ci", findings, exit_code(findings), pages=asserted.pages))
