"""``stabcheck check`` on the terminal: the proof, the contracts by format, then what is wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.text import Text

from stabcheck.quantity import CONTRACTS, Quantity
from stabcheck.report.run import Run
from stabcheck.report.source import one_line
from stabcheck.report.terminal.incidents import FAULTS, show_incidents
from stabcheck.report.terminal.one_input import show_one_input
from stabcheck.report.terminal.screen import Part, Screen
from stabcheck.report.terminal.specials import show_specials
from stabcheck.sweeping.result import SweepResult
from stabcheck.target.report import Comparison, ContractReport, Report, Witness

__all__ = ["show"]

PROOF_STYLES = {"PROVED": "bold green", "REFUTED": "bold yellow", "UNDECIDED": "yellow"}
#: Whether a contract is required and whether it is kept, as a mark.
MARKS = {
    (True, "pass"): ("✓", "bold green"),
    (False, "pass"): ("(✓)", "green"),
    (False, "fail"): ("(✗)", "yellow"),
    (True, "fail"): ("✗", "bold white on red"),
}
LEGEND = "required: ✓ holds, ✗ fails;  not required: (✓) holds, (✗) fails;  ✓ 1.5 needs t = 1.5 ulp"
#: Longer numbers are cut.
LONGEST_NUMBER = 40
#: Errors up to this are written out; larger ones by their size alone.
PLAIN_ULP = 10_000
#: A number of the size of MAX where the truth is next to nothing.
COUNTLESS_ULP = 1e300


def show(run: Run, screen: Screen) -> None:
    """Print every report, or the one input that was judged alone."""
    for result in run.results:
        if isinstance(result, Report):
            page = run.pages.get(result.quantity)
            show_check(result, page if isinstance(page, Quantity) else None, screen)
        else:
            show_one_input(result, screen)


def show_check(report: Report, page: Quantity | None, screen: Screen) -> None:
    """Print one report; ``page`` lends the formulas of the forms that hold instead."""
    subject = report.subject
    arrays = f"on {subject.library} {subject.version} arrays"
    screen.line((subject.name, "bold"), " as ", (report.quantity, "bold"), (f"   {arrays}", "dim"))
    screen.blank()
    _show_proof(report, screen)
    screen.hanging(("called     ", "dim"), "; ".join(report.assumptions), indent=2)
    for fmt, reason in report.refused:
        screen.hanging(("not taken  ", "dim"), f"{fmt}: {reason}", indent=2)
    screen.blank()
    _show_table(report, screen)
    for witness, broken in _by_witness(report.contracts).items():
        screen.blank()
        _show_failure(broken, witness, page, screen)
    if report.unblamed:
        screen.blank()
        screen.hanging(("no cause   ", "dim"), report.unblamed, indent=2)
    show_specials(report.sweeps, screen)
    for comparison in report.comparisons:
        _show_comparison(comparison, screen)
    show_incidents(report.incidents, screen)
    screen.blank()
    screen.line((LEGEND, "dim"))
    screen.line(*_summary(report))


def _show_proof(report: Report, screen: Screen) -> None:
    proof = report.proof
    verdict = proof.verdict.partition(" ")[0]
    said: list[str] = []
    if verdict == "PROVED":
        said.append("equal to the definition over the reals")
        said += [f"if {', '.join(proof.conditions)}"] if proof.conditions else []
    elif proof.reason:
        said.append(proof.reason)
    if proof.counterexample is not None:
        at = ", ".join(f"{name} = {value}" for name, value in proof.counterexample.point.items())
        sides = (proof.counterexample.lhs, proof.counterexample.rhs)
        said.append(f"at {at}: {' ≠ '.join(map(_shortened, sides))}")
    if proof.largest_difference:
        said.append(f"largest difference found {proof.largest_difference}")
    if verdict == "UNDECIDED":
        said.append("judged by the sweep alone")
    style = PROOF_STYLES.get(verdict, "")
    screen.hanging(("proof      ", "dim"), (f"{proof.verdict}  ", style), "; ".join(said), indent=2)
    if proof.assumptions:
        screen.hanging(
            ("           ", ""), (f"assuming {'; '.join(proof.assumptions)}", "dim"), indent=2
        )
    if proof.line and verdict != "PROVED":
        screen.line((f"           {proof.line}", "dim"), indent=2)


def _shortened(number: str) -> str:
    """A number without the zeros at its end, and a long one by its beginning."""
    if "." in number and "e" not in number and not number.endswith("]"):
        number = number.rstrip("0").rstrip(".")
    return number if len(number) <= LONGEST_NUMBER else f"{number[:LONGEST_NUMBER]}…"


# --- the table ------------------------------------------------------------------------------


def _show_table(report: Report, screen: Screen) -> None:
    """One row for each format: every contract over all probes, and the worst error."""
    table = screen.table("", *CONTRACTS, "worst error", "judged")
    for fmt in report.formats:
        results = [result for result in report.sweeps if result.format == fmt]
        marks = [_mark(results, contract, report, screen) for contract in CONTRACTS]
        table.add_row(fmt, *marks, screen.text(_worst(results)), screen.text(_judged(results)))
    if report.gradients:
        for fmt in report.formats:
            results = [result for result in report.gradients if result.format == fmt]
            marks = [_mark(results, c, report, screen, "gradient") for c in CONTRACTS]
            name = screen.text(f"{fmt} ", ("gradient", "dim"))
            table.add_row(name, *marks, screen.text(_worst(results)), screen.text(_judged(results)))
    screen.show(table, indent=2)


def _mark(
    results: Sequence[SweepResult],
    contract: str,
    report: Report,
    screen: Screen,
    required_as: str = "",
) -> Text:
    verdicts = {result.contracts.get(contract, "n/a") for result in results}
    verdict = "fail" if "fail" in verdicts else "pass" if "pass" in verdicts else ""
    if not verdict:
        return screen.text(("–", "dim"))
    required = (required_as or contract) in report.require
    if required_as:
        required = required and contract in ("range", "absolute")
    needed = max((r.needed_ulp.get(contract, 0.0) for r in results), default=0.0)
    return screen.text(MARKS[required, verdict], (f" {_plainly(needed)}" if needed else "", "dim"))


def _plainly(needed_ulp: float) -> str:
    """A t in two digits; a large one by its size alone."""
    if needed_ulp < PLAIN_ULP:
        return f"{needed_ulp:.2g}" if needed_ulp < 10 else f"{needed_ulp:,.0f}"
    return f"{needed_ulp:.0e}".replace("e+0", "e").replace("e+", "e")


def _worst(results: Sequence[SweepResult]) -> str:
    errors = [(r.max_error_ulp, r.probe) for r in results if r.max_error_ulp is not None]
    if not errors:
        return ""
    worst, probe = max(errors, key=lambda pair: pair[0].value)
    return f"{ulps(worst.value)} at s = {worst.at} on {probe}"


def ulps(error: float) -> str:
    """An error in ulp, as many digits as say something."""
    if not math.isfinite(error):
        return ""
    if error > COUNTLESS_ULP:
        return "beyond all ulp"
    if error >= PLAIN_ULP:
        return f"{error:.1e} ulp".replace("e+0", "e").replace("e+", "e")
    return f"{error:.1f} ulp" if error < 100 else f"{error:,.0f} ulp"


def _judged(results: Sequence[SweepResult]) -> str:
    kinds = {result.evidence for result in results}
    count = sum(result.inputs for result in results)
    how = "all of them" if kinds == {"exhaustive"} else "from every binade"
    if len(kinds) > 1:
        how = "all of them for short vectors"
    open_ = sum(result.undecided for result in results)
    return f"{count:,} floats, {how}" + (f"; {open_:,} undecided" if open_ else "")


# --- failures -------------------------------------------------------------------------------


def _by_witness(contracts: Sequence[ContractReport]) -> dict[Witness, list[ContractReport]]:
    """The contracts broken, by the input that shows it; of special values there is a table."""
    found: dict[Witness, list[ContractReport]] = {}
    for contract in sorted(contracts, key=lambda each: not each.required):
        if contract.witness is not None and contract.contract != "special":
            found.setdefault(contract.witness, []).append(contract)
    return found


def _show_failure(
    broken: Sequence[ContractReport], witness: Witness, page: Quantity | None, screen: Screen
) -> None:
    """One failing input: the contracts it breaks, what came out, what holds, how to replay it."""
    heading: list[Part] = []
    for contract in broken:
        mark, style = ("✗", "bold red") if contract.required else ("(✗)", "yellow")
        formats = f" fails in {', '.join(contract.failing)}"
        heading += [(f"{mark} {contract.contract}", style), (f"{formats}   ", "dim")]
    screen.line(*heading, indent=2)
    screen.line(*_came_out(witness), indent=4)
    instead = broken[-1].instead  # the strongest of them
    if instead and page is not None:
        form = page.find_form(instead.partition("/")[2])
        screen.hanging(
            ("holds instead: ", "dim"), f"{instead}   {one_line(form.function)}", indent=4
        )
    screen.command(witness.replay, indent=4)


def _came_out(witness: Witness) -> list[Part]:
    off = ulps(witness.error_ulp)
    error = f", {off} off" if off else ""
    cause = f" by {witness.cause}" if witness.cause else ""
    cause += f" in {witness.operation}" if witness.operation else ""
    beside = f" beside {witness.beside} in one batch" if witness.beside else ""
    return [
        (f"{witness.format}  ", "dim"),
        (witness.arguments, "bold"),
        f"{beside} gives {witness.got}, true is {witness.truth}",
        (f"   {witness.outcome}{cause}{error}", "dim"),
    ]


def _show_comparison(comparison: Comparison, screen: Screen) -> None:
    screen.blank()
    share = f"{comparison.differing:,} of {comparison.inputs:,} inputs differ"
    screen.line((f"against  {comparison.format} on {comparison.probe}: ", "bold"), share, indent=2)
    if comparison.at is not None:
        screen.line(
            f"at s = {comparison.at.value}: {comparison.got} ({ulps(comparison.error_ulp)} off) "
            f"against {comparison.other} ({ulps(comparison.other_error_ulp)} off), "
            f"true is {comparison.truth}",
            indent=4,
        )


# --- the last line --------------------------------------------------------------------------


def _summary(report: Report) -> list[Part]:
    required = [each for each in report.contracts if each.required]
    by_verdict: dict[str, list[str]] = {}
    for each in required:
        by_verdict.setdefault(each.verdict, []).append(each.contract)
    parts: list[Part] = []
    styles = {"holds": "green", "fails": "bold red"}
    for verdict, names in by_verdict.items():
        text = f"{', '.join(names)} {_inflected(verdict, len(names))}"
        parts += [(text, styles.get(verdict, "bold yellow")), "; "]
    for done in dict.fromkeys(FAULTS[fault.kind] for fault in report.faults):
        parts += [(f"it {done}", "bold red"), "; "]
    ending = ("passes", "bold green") if report.passed else ("does not pass", "bold red")
    if report.status == "undecided":
        ending = ("undecided", "bold yellow")
    return [
        ending,
        ": ",
        *parts,
        (f"t = {report.tolerance}, in {report.seconds:.1f} s", "dim"),
    ]


def _inflected(verdict: str, count: int) -> str:
    plural = {"holds": "hold", "fails": "fail"}
    return verdict if count == 1 else plural.get(verdict, verdict)
