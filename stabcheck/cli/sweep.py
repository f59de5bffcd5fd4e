"""``stabcheck sweep``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stabcheck.cli.accumulating import accumulate_option
from stabcheck.cli.distributing import distributing_options
from stabcheck.cli.exhausting import exhaustive_options, floats_between
from stabcheck.cli.exit_codes import EXIT_CODES_HELP, ExitCode, exit_code
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.outputs import output_option, reporting
from stabcheck.cli.page_files import pages_option
from stabcheck.cli.plotting import plot_option, plot_sweep, refuse_plot
from stabcheck.cli.searching import search_options
from stabcheck.report.run import Run, switched_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.quantity import Form, Quantity

__all__ = ["command"]


@click.command("sweep", epilog=EXIT_CODES_HELP)
@click.argument("names", nargs=-1)
@click.option(
    "--form",
    "forms",
    metavar="NAME",
    multiple=True,
    help="Only forms of this name or glob; repeatable.",
)
@click.option(
    "--format",
    "formats",
    metavar="FORMAT",
    multiple=True,
    help="A floating-point format, such as float32; repeatable.  [default: float16, bfloat16, "
    "float32, float64]",
)
@click.option(
    "--probe",
    "probes",
    metavar="PROBE",
    multiple=True,
    help="A line of inputs, such as 'x=s', '(s, 0)' or, for long sums, '(s, ..., s) n=100000'.",
)
@click.option("--at", metavar="BITS", help="Replay one input: its bits in hex, or its decimal.")
@click.option("--all", "every", is_flag=True, help="Show every failure, not only the telling ones.")
@click.option("--full", is_flag=True, help="Show every form in full, however many pages there are.")
@exhaustive_options
@search_options
@accumulate_option
@distributing_options
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to sweep in; default: one per CPU.",
)
@plot_option
@pages_option
@output_option("sweep")
def command(
    names: tuple[str, ...],
    forms: tuple[str, ...],
    formats: tuple[str, ...],
    probes: tuple[str, ...],
    at: str | None,
    every: bool,
    full: bool,
    exhaustive: bool,
    first: str | None,
    last: str | None,
    search: tuple[int, int] | None,
    accumulate: Accumulate,
    executor: str,
    journal: Path | None,
    jobs: int | None,
    plot: Path | None,
    outputs: tuple[str, ...],
) -> int:
    """Sweep the forms of the quantities called NAMES over the floats; all without a name.

    NAMES may be globs, and may name one form in full (sigmoid/naive).  A probe is a line through
    the inputs that is walked with s over the floats of a format.

    \b
      stabcheck sweep sigmoid/naive --format float32
      stabcheck sweep logsumexp --probe '(s, 0)'
    """
    with reporting(outputs) as write:
        from stabcheck.ci import sweep_findings
        from stabcheck.cli.selection import select_forms
        from stabcheck.cli.sweeping import sweep_all

        selection = select_forms(names, forms)
        chosen = _chosen(formats)
        pages = {quantity.name: quantity for quantity, _ in selection}
        if at is not None:
            _refuse_beside_at(exhaustive, first, last, plot, search)
            named = chosen if formats else []
            return write(_replayed(selection, named, probes, at, accumulate, outputs))
        refuse_plot(plot, selection)
        between = floats_between(chosen, exhaustive, first, last, named=bool(formats))
        chosen = list(between) or chosen
        results = sweep_all(
            selection, chosen, probes, jobs, accumulate, between, executor, journal, search
        )
        plot_sweep(plot, selection, results, accumulate)
        code = exit_code(finding for result in results for finding in sweep_findings(result))
        options = switched_on(all=every, full=full)
        return write(Run("sweep", tuple(results), code, options=options, pages=pages))


def _chosen(formats: Sequence[str]) -> list[str]:
    """The formats named, or those that are swept where none is."""
    from stabcheck.cli.selection import match
    from stabcheck.formats import FORMATS
    from stabcheck.sweeping.engine import DEFAULT_FORMATS

    lowered = [name.lower() for name in formats]
    return match(lowered, list(FORMATS), "format") or list(DEFAULT_FORMATS)


def _refuse_beside_at(*others: object) -> None:
    if any(others):
        raise Mistake("--at replays one input, and no range", "give one or the other")


def _replayed(
    selection: Sequence[tuple[Quantity, Form]],
    formats: Sequence[str],
    probes: Sequence[str],
    at: str,
    accumulate: Accumulate,
    outputs: Sequence[str],
) -> Run:
    """The replay of the one input; its code says whether the form keeps there what is promised."""
    from stabcheck.cli.replaying import only, refuse_formats_for_ci, replay_at

    refuse_formats_for_ci(outputs)
    quantity, form = only(selection, "form", "--form")
    fmt = only(formats, "format", "--format")
    replayed = replay_at(quantity, form, fmt, probes, at, accumulate)
    keeps = all(replayed.contracts[contract] != "fail" for contract in form.holds)
    code = ExitCode.AS_EXPECTED if keeps else ExitCode.NOT_AS_EXPECTED
    return Run("sweep", (replayed,), code, pages={quantity.name: quantity})
