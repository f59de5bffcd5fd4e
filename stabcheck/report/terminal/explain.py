"""``stabcheck explain`` on the terminal: one page, read as a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from stabcheck.ci import ClaimCheck
from stabcheck.quantity import Form, Page, Prediction, Quantity
from stabcheck.report.run import Explanation, Run
from stabcheck.report.source import body_lines
from stabcheck.report.terminal.prove import show_claims
from stabcheck.report.terminal.screen import Screen
from stabcheck.report.terminal.steps import show_derivation
from stabcheck.report.terminal.verdicts import verdict_text
from stabcheck.sweeping.result import Failure, SweepResult

__all__ = ["show"]


def show(run: Run, screen: Screen) -> None:
    """Print the explanation of every selected page."""
    for explanation in run.results:
        _show_page(explanation, screen)


def _show_page(explanation: Explanation, screen: Screen) -> None:
    page = explanation.page
    screen.line((page.name, "bold"), "  ", (page.title, "dim"))
    screen.blank()
    _show_prose(page.prose, screen)
    made = _made_claims(explanation)
    if isinstance(page, Quantity):
        _heading("definition", screen)
        first = next(iter(made.values()), None)
        _show_formula(first.proof.rhs if first else "", body_lines(page.meaning), screen)
        if first is not None:
            screen.line(("for ", "dim"), ", ".join(first.proof.assumptions), indent=2)
            screen.blank()
        if page.scale_formula is not None:
            _heading("scale of the absolute contract", screen)
            _show_formula("", body_lines(page.scale_formula), screen)
    _show_loops(page, screen)
    _show_claims([c for c in explanation.checks if c.proof.name not in made], screen)
    if isinstance(page, Quantity):
        for form in page.forms:
            results = [r for r in explanation.sweeps if r.form == form.name]
            _show_form(page, form, made.get(f"{page.name}/{form.name}"), results, screen)
        _show_specials(explanation.sweeps, screen)
        if page.gradient:
            command = (f"stabcheck explain {page.gradient}", "cyan")
            screen.line(("gradient  ", "dim"), f"{page.gradient}: ", command)
    if page.source:
        screen.hanging(("source    ", "dim"), page.source)


def _made_claims(explanation: Explanation) -> dict[str, ClaimCheck]:
    """The claims that the page makes by having forms, by name: each form equals the definition."""
    page = explanation.page
    made = {claim.name for claim in page.made_claims} if isinstance(page, Quantity) else set()
    return {check.proof.name: check for check in explanation.checks if check.proof.name in made}


def _show_prose(prose: str, screen: Screen) -> None:
    """Print paragraphs as wide as the screen; what is indented stays as it was typed."""
    for paragraph in prose.split("\n\n"):
        if paragraph.startswith(" ") or "\n " in paragraph:
            for line in paragraph.splitlines():
                screen.line(line, indent=2)
        else:
            screen.line(" ".join(paragraph.split()), indent=2)
        screen.blank()


def _show_loops(page: Page, screen: Screen) -> None:
    """The loops that forms run: how they begin, how they go on, and what they leave."""
    for loop in page.loops:
        _heading(f"loop {loop.name}: {', '.join(loop.state)}", screen)
        for word, function in (("first", loop.first), ("step", loop.step), ("after", loop.after)):
            screen.line((word, "dim"), indent=2)
            _show_formula("", body_lines(function), screen)


def _heading(text: str, screen: Screen) -> None:
    screen.line((text, "bold"))


def _show_formula(formula: str, code: Sequence[str], screen: Screen) -> None:
    """Print a formula as mathematics, and as the code that is run."""
    if formula:
        screen.line(formula, indent=2)
    for line in code:
        screen.line((line.replace("return ", "", 1) if len(code) == 1 else line, "cyan"), indent=4)
    screen.blank()


def _show_claims(checks: Sequence[ClaimCheck], screen: Screen) -> None:
    """Print the claims that the page writes down, and then the derivations."""
    if not checks:
        return
    _heading("claims", screen)
    show_claims(checks, screen)
    screen.blank()
    for check in checks:
        for derivation in check.proof.derivations:
            _heading(check.proof.name, screen)
            show_derivation(derivation, screen)
            screen.blank()


def _show_form(
    page: Quantity,
    form: Form,
    claim: ClaimCheck | None,
    results: Sequence[SweepResult],
    screen: Screen,
) -> None:
    promises = ", ".join(form.holds) or "nothing"
    screen.line((f"form {form.name}", "bold"), (f"  promises {promises}", "dim"))
    _show_formula(claim.proof.lhs if claim else "", body_lines(form.function), screen)
    if claim is not None:
        conditions = f" if {', '.join(claim.proof.conditions)}" if claim.proof.conditions else ""
        screen.line(verdict_text(claim, screen), f" equal to the definition{conditions}", indent=2)
    screen.line(form.why, indent=2)
    if form.approximates is not None:
        declared = f"{form.approximates:g} of max(scale, |{page.symbol}|)"
        screen.line(("approximates: ", "yellow"), f"by no more than {declared}", indent=2)
    if form.formats:
        screen.line(("written for: ", "yellow"), ", ".join(form.formats), indent=2)
    for prediction in form.breaks:
        screen.line(("breaks: ", "yellow"), _predicted(prediction), indent=2)
    _show_smallest(results, screen)
    if form.source:
        screen.hanging(("source  ", "dim"), form.source, indent=2)
    screen.blank()


def _show_specials(results: Sequence[SweepResult], screen: Screen) -> None:
    """Print the table of special values: what is accepted, and which forms give something else."""
    rows: dict[tuple[str, tuple[str, ...], str], dict[str, str]] = {}
    for result in results:
        for outcome in result.specials:
            row = rows.setdefault((outcome.arguments, outcome.accepted, outcome.note), {})
            if not outcome.passed:
                row[result.form] = outcome.got
    if not rows:
        return
    _heading("special values", screen)
    table = screen.table("", "accepted", "but")
    for (arguments, accepted, note), others in rows.items():
        wrong = ", ".join(f"{form} gives {got}" for form, got in others.items())
        meant = " or ".join(accepted) + (f"  ({note})" if note else "")
        table.add_row(screen.text(arguments), screen.text(meant), screen.text((wrong, "yellow")))
    screen.show(table, indent=2)
    screen.blank()


def _predicted(prediction: Prediction) -> str:
    side = "above" if prediction.above is not None else "below"
    boundary = f", {side} {prediction.formula}" if prediction.formula else ""
    return f"{prediction.outcome} by {prediction.cause} on {prediction.on}{boundary}"


def _show_smallest(results: Sequence[SweepResult], screen: Screen) -> None:
    """Print, per format, the failing input nearest to zero among all contracts and probes."""
    table = screen.table("", "s", "bits", "on", "comes out")
    for column in table.columns[:3]:
        column.no_wrap = True  # a number is whole, whatever else must fold
    for name, group in groupby(results, key=lambda r: r.format):
        failing = [(result, failure) for result in group for failure in result.failures]
        if not failing:
            continue
        result, failure = min(failing, key=lambda pair: _distance(pair[1]))
        point = min((failure.first, failure.last), key=lambda p: abs(p.ordinal))
        outcome = f"{failure.outcome} by {failure.cause}"
        cells = (name, point.value, point.bits, result.probe, outcome)
        table.add_row(*map(screen.text, cells))
    if table.row_count:
        screen.line(("smallest failing input", "dim"), indent=2)
        screen.show(table, indent=2)


def _distance(failure: Failure) -> int:
    return min(abs(failure.first.ordinal), abs(failure.last.ordinal))
