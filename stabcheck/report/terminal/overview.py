"""Many pages at a glance: one line a form where they were swept, one line a page where proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
#: Said of a form without a failure there.
HOLDS = "holds"
#: The widest error, and the least room for the name of a form, where there is not room for all.
ULP_COLUMNS, SHORTEST_NAME = 8, 20
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
    by_group = [
        (name, [_glance(results, formats, shown, screen) for results in forms])
        for name, forms in _forms(run)
    ]
    table = screen.table("", *formats, "worst, ulp", f"first failure in {shown}")
    table.columns[-2].justify = "right"
    for k, (group, glances) in enumerate(by_group):
        if k:
            table.add_row()
        table.add_row(screen.text((group, "bold")))
        for glance in glances:
            table.add_row(glance.name, *glance.signs, glance.worst, glance.first)
    if screen.fits(table):
        screen.show(table)
        said = SIGNS_LEGEND
    else:
        _show_in_two_lines(by_group, formats, screen)
        said = f"{SIGNS_LEGEND}; ulp: the worst error in {shown}, below it the failure nearest to 0"
    screen.blank()
    screen.line((f"{', '.join(CONTRACTS)}: {said}", "dim"))
    _say_more("sweep", next(iter(run.pages)), screen)


def _forms(run: Run) -> Iterator[tuple[str, list[list[SweepResult]]]]:
    """The results form by form, the forms by the groups of their pages."""
    forms = [list(own) for _, own in groupby(run.results, key=lambda r: (r.quantity, r.form))]
    for group, of_group in groupby(forms, key=lambda own: _group(run.pages, own[0].quantity)):
        yield group, list(of_group)


@dataclass(frozen=True)
class _Glance:
    """What is said of one form."""

    name: Text
    signs: list[Text]
    worst: str
    first: Text


def _glance(
    results: Sequence[SweepResult], formats: Sequence[str], shown: str, screen: Screen
) -> _Glance:
    by_format = {name: [r for r in results if r.format == name] for name in formats}
    beside = by_format[shown] or results
    return _Glance(
        screen.text(f"  {results[0].quantity}/", (results[0].form, "bold")),
        [_signs(by_format[name], screen) for name in formats],
        _worst(beside),
        screen.text(_first(beside)),
    )


def _show_in_two_lines(
    by_group: Sequence[tuple[str, list[_Glance]]], formats: Sequence[str], screen: Screen
) -> None:
    """Print the first failure of a form below it; where a name is too long, break it at its /."""
    widths = [max(len(name), len(CONTRACTS)) + 2 for name in formats]
    beside = sum(widths) + ULP_COLUMNS
    longest = max(each.name.cell_len for _, glances in by_group for each in glances)
    column = max(min(longest + 2, screen.columns - beside), SHORTEST_NAME)

    def row(name: Text, cells: Sequence[Text], worst: str) -> None:
        name.pad_right(max(column - name.cell_len, 0))
        for cell, width in zip(cells, widths, strict=True):
            cell.pad_right(width - cell.cell_len)
        screen.line(name, *cells, worst.rjust(ULP_COLUMNS))

    for k, (group, glances) in enumerate(by_group):
        if k:
            screen.blank()
        row(screen.text((group, "bold")), [screen.text((name, "dim")) for name in formats], "ulp")
        for glance in glances:
            page, form = glance.name, Text()
            if page.cell_len + 2 > column:
                page, form = page.divide([page.plain.index("/") + 1])
                form = Text("    ").append_text(form)
            row(page, glance.signs, glance.worst)
            if form:
                screen.show(form)
            if glance.first.plain != HOLDS:
                screen.line(glance.first, indent=6)


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
    return HOLDS, "green"


def _distance(failure: Failure) -> int:
    return min(abs(failure.first.ordinal), abs(failure.last.ordinal))


# --- prove ----------------------------------------------------------------------------------


def show_claims_at_a_glance(run: Run, checks: Sequence[ClaimCheck], screen: Screen) -> None:
    """Print the pages by groups, with how many of their claims came out how."""
    table = screen.table("", "", *VERDICT_STYLES, "conditional")
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
