"""``stabcheck sweep`` on the terminal: per form what it promises, keeps and breaks, and where."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.table import Table
from rich.text import Text

from stabcheck.quantity import CONTRACTS, Form, Quantity
from stabcheck.report.run import Run
from stabcheck.report.source import one_line
from stabcheck.report.terminal.breaks import show_breaks
from stabcheck.report.terminal.density import failing
from stabcheck.report.terminal.kinds import is_plain
from stabcheck.report.terminal.mishaps import show_mishaps
from stabcheck.report.terminal.overview import (
    is_glance,
    show_forms_at_a_glance,
    unexpected_forms,
)
from stabcheck.report.terminal.replay import show_replay
from stabcheck.report.terminal.screen import Screen
from stabcheck.report.terminal.search import show_search
from stabcheck.report.terminal.specials import show_specials
from stabcheck.report.terminal.strip import axis, legend, strip_text
from stabcheck.report.terminal.sums import sums_of
from stabcheck.report.terminal.sweep_summary import evidence, of_bound, show_summary, worst
from stabcheck.sweeping.result import SweepResult

__all__ = ["MARKS_LEGEND", "show", "show_form", "telling_probe"]

#: Whether a contract is promised and whether it is kept, as a mark.
MARKS = {
    (True, "pass"): ("✓", "bold green"),
    (False, "pass"): ("(✓)", "green"),
    (False, "fail"): ("✗", "yellow"),
    (True, "fail"): ("✗!", "bold white on red"),
}
MARKS_LEGEND = "promised: ✓ kept, ✗! broken;  not promised: (✓) kept, ✗ broken"


def show(run: Run, screen: Screen) -> None:
    """Print every form, then the legends and what came of all; or one replay, if it is one."""
    if run.results and not isinstance(run.results[0], SweepResult):
        show_replay(run.results[0], screen)
        return
    shown = run.results
    if is_glance(run):
        told = unexpected_forms(run.results)
        shown = tuple(r for r in run.results if (r.quantity, r.form) in told)
        show_forms_at_a_glance(run, screen)
        screen.blank()
    for (quantity, form), group in groupby(shown, key=lambda r: (r.quantity, r.form)):
        page = run.pages.get(quantity)
        found = page.find_form(form) if isinstance(page, Quantity) else None
        show_form(list(group), found, screen, every="all" in run.options)
        screen.blank()
    if shown:
        screen.line((MARKS_LEGEND, "dim"))
        screen.show(legend({cell for result in shown for cell in result.strip}, screen))
    show_summary(run.results, screen)


def show_form(
    results: Sequence[SweepResult], form: Form | None, screen: Screen, *, every: bool = False
) -> None:
    """Print one form on every format and probe: verdicts, the float line, then its failures."""
    formula = one_line(form.function) if form else ""
    screen.line((f"{results[0].quantity}/{results[0].form}", "bold"), f"   {formula}")
    if form:
        screen.line((form.why, "italic dim"), indent=2)
    show_mishaps(results, screen)
    by_format = [list(group) for _, group in groupby(results, key=lambda r: r.format)]
    probe = telling_probe(results)
    whole = _table(by_format, probe, screen)
    if screen.fits(whole, indent=2):
        screen.show(whole, indent=2)
    else:
        _show_in_two(by_format, probe, screen)
    judged = ";  ".join(evidence(group) for group in by_format)
    screen.hanging(("judged  ", "dim"), (judged, "dim"), indent=2)
    fails = ";  ".join(filter(None, map(failing, by_format)))
    if fails:
        screen.hanging(("fails   ", "dim"), (fails, "dim"), indent=2)
    for sums in sums_of(results):
        screen.hanging(("sums    ", "dim"), (sums, "dim"), indent=2)
    show_breaks(results, screen, every=every)
    show_specials(results, screen)
    show_search(results, screen, every=every)


def _table(by_format: list[list[SweepResult]], probe: str, screen: Screen) -> Table:
    """Verdicts, the float line and the errors, one row a format."""
    errors = _errors_header(by_format, screen)
    table = screen.table("", *CONTRACTS, probe, *errors)
    table.add_row("", *[""] * len(CONTRACTS), screen.text((axis(), "dim")), *[""] * len(errors))
    for group in by_format:
        strip, cells = _strip(group, probe, screen), _errors(group, errors, screen)
        table.add_row(group[0].format, *_marks(group, screen), strip, *cells)
    return table


def _errors_header(by_format: list[list[SweepResult]], screen: Screen) -> list[str]:
    """The worst error, and beside it, where the page derives one, its a-priori bound."""
    has_bound = any(result.theory for group in by_format for result in group)
    return ["worst error, ulp", *([screen.spell("÷ bound")] if has_bound else [])]


def _errors(group: Sequence[SweepResult], header: list[str], screen: Screen) -> list[Text]:
    return [screen.text(worst(group)), screen.text(of_bound(group))][: len(header)]


def _show_in_two(by_format: list[list[SweepResult]], probe: str, screen: Screen) -> None:
    """Print the verdicts first, then the float lines below one another."""
    errors = _errors_header(by_format, screen)
    verdicts = screen.table("", *CONTRACTS, *errors)
    strips = screen.table(None, None)
    strips.add_row("", screen.text((probe, "dim")))
    strips.add_row("", screen.text((axis(), "dim")))
    for group in by_format:
        cells = _errors(group, errors, screen)
        verdicts.add_row(group[0].format, *_marks(group, screen), *cells)
        strips.add_row(group[0].format, _strip(group, probe, screen))
    screen.show(verdicts, indent=2)
    screen.show(strips, indent=2)


def _marks(group: Sequence[SweepResult], screen: Screen) -> list[Text]:
    """One mark per contract for one form in one format, over all its probes and off them."""
    marks = []
    for contract in CONTRACTS:
        verdicts = {result.contracts.get(contract, "n/a") for result in group}
        if any(r.search is not None and r.search.breaking(contract) for r in group):
            verdicts.add("fail")
        verdict = "fail" if "fail" in verdicts else "pass" if "pass" in verdicts else "n/a"
        mark = MARKS.get((contract in group[0].promised, verdict), ("", ""))
        marks.append(screen.text(mark))
    return marks


def _strip(group: Sequence[SweepResult], probe: str, screen: Screen) -> Text:
    return next((strip_text(r.strip, screen) for r in group if r.probe == probe), Text())


def telling_probe(results: Sequence[SweepResult]) -> str:
    """The probe whose float line shows the most: predicted failures, then any, then the first."""
    weights: dict[str, tuple[int, bool, int]] = {}
    for result in results:
        predicted, plain, failing = weights.get(result.probe, (0, is_plain(result.probe), 0))
        predicted += sum(check.found is not None for check in result.predictions)
        failing += len(set(result.strip) - {".", "?", " "})
        weights[result.probe] = (predicted, plain, failing)
    return max(weights, key=lambda probe: weights[probe])
