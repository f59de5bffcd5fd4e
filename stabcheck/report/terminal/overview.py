"""Many pages at a glance: one line a form where they were swept, one line a page where proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.text import Text

from stabcheck.ci import ClaimCheck, claim_findings, overall, sweep_findings
from stabcheck.quantity import CONTRACTS, Page
from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import Part, Screen
from stabcheck.report.terminal.verdicts import MARKS, VERDICT_STYLES
from stabcheck.sweeping.result import Failure, SweepResult

__all__ = ["is_glance", "show_claims_at_a_glance", "show_forms_at_a_glance", "unexpected_forms"]

#: So many pages are still shown in full; more are shown at a glance.
FEW_PAGES = 5
#: The format whose worst error and first failure stand beside a form, if it was swept.
SHOWN = "float32"
#: One contract of one form in one format, by whether it is promised and whether it is kept.
SIGNS = {
    (True, "pass"): ("✓", "bold green"),
    (False, "pass"): ("+", "green"),
    (False, "fail"): ("✗", "yellow"),
    (True, "fail"): ("!", "bold white on red"),
}
SIGNS_LEGEND = "✓ promised and kept, + kept, ✗ broken, ! a broken promise, – not judged"


def is_glance(run: Run) -> bool:
    """Whether a run is of so many pages that only an overview is wanted."""
    return len(run.pages) > FEW_PAGES and not run.options & {"full", "all", "steps"}


# --- sweep ----------------------------------------------------------------------------------


def show_forms_at_a_glance(run: Run, screen: Screen) -> None:
    """Print the forms by groups: contracts in each format, the worst error, the first failure."""
    formats = list(dict.fromkeys(result.format for result in run.results))
    shown = SHOWN if SHOWN in formats else formats[-1]
    table = screen.table("", *formats, "worst, ulp", f"first failure in {shown}")
    table.columns[-2].justify = "right"
    forms = {
        key: list(results)
        for key, results in groupby(run.results, key=lambda r: (r.quantity, r.form))
    }
    group = None
    for (quantity, form), results in forms.items():
        found = _group(run.pages, quantity)
        if found != group:
            if group is not None:
                table.add_row()
            table.add_row(screen.text((found, "bold")))
            group = found
        by_format = {name: [r for r in results if r.format == name] for name in formats}
        signs = [_signs(by_format[name], screen) for name in formats]
        beside = by_format[shown] or results
        name = screen.text(f"  {quantity}/", (form, "bold"))
        table.add_row(name, *signs, _worst(beside), screen.text(_first(beside)))
    screen.show(table)
    screen.blank()
    screen.line((f"{', '.join(CONTRACTS)}: {SIGNS_LEGEND}", "dim"))
    _say_more("sweep", next(iter(run.pages)), screen)


def unexpected_forms(results: Iterable[SweepResult]) -> set[tuple[str, str]]:
    """The forms, by quantity and name, of which something is not as expected: these are told."""
    return {
        (result.quantity, result.form)
        for result in results
        if any(finding.status != "as expected" for finding in sweep_findings(result))
    }


def _signs(results: Sequence[SweepResult], screen: Screen) -> Text:
    parts: list[Part] = []
    for contract in CONTRACTS if results else ():
        verdicts = {result.contracts.get(contract, "n/a") for result in results}
        verdict = "fail" if "fail" in verdicts else "pass" if "pass" in verdicts else "n/a"
        parts.append(SIGNS.get((contract in results[0].promised, verdict), ("–", "dim")))
    return screen.text(*parts)


def _worst(results: Sequence[SweepResult]) -> str:
    errors = [r.max_error_ulp.value for r in results if r.max_error_ulp is not None]
    return f"{max(errors):.3g}" if errors else ""


def _first(results: Sequence[SweepResult]) -> Part:
    """The failure nearest to 0 over a form's probes, or that it holds."""
    failures = [(_distance(f), k, f) for k, r in enumerate(results) for f in r.failures]
    if failures:
        _, k, failure = min(failures, key=lambda each: each[:2])
        point = min((failure.first, failure.last), key=lambda p: abs(p.ordinal))
        return f"{failure.outcome} at {point.value} on {results[k].probe}"
    if any("fail" in result.contracts.values() for result in results):
        return "a special value", "dim"
    return "holds", "green"


def _distance(failure: Failure) -> int:
    return min(abs(failure.first.ordinal), abs(failure.last.ordinal))


# --- prove ----------------------------------------------------------------------------------


def show_claims_at_a_glance(run: Run, checks: Sequence[ClaimCheck], screen: Screen) -> None:
    """Print the pages by groups, with how many of their claims came out how."""
    table = screen.table("", "", *VERDICT_STYLES, "under conditions")
    for column in table.columns[2:]:
        column.justify = "right"
    pages = {name: list(own) for name, own in groupby(checks, key=lambda check: check.page)}
    group = None
    for name, own in pages.items():
        found = _group(run.pages, name)
        if found != group:
            if group is not None:
                table.add_row()
            table.add_row("", screen.text((found, "bold")))
            group = found
        verdicts: Counter[str] = Counter(check.proof.verdict for check in own)
        counts = [str(verdicts[verdict] or "") for verdict in VERDICT_STYLES]
        under = sum(bool(check.proof.conditions) for check in own)
        mark = screen.text(MARKS[overall([f for c in own for f in claim_findings(c)])])
        table.add_row(mark, f"  {name}", *counts, str(under or ""))
    screen.show(table)
    screen.blank()
    _say_more("prove", next(iter(pages)), screen)


# --- both -----------------------------------------------------------------------------------


def _group(pages: Mapping[str, Page], name: str) -> str:
    page = pages.get(name)
    return page.group.name if page is not None else ""


def _say_more(verb: str, name: str, screen: Screen) -> None:
    screen.line((f"A page in full: stabcheck {verb} {name}; all of them: --full", "dim"))
