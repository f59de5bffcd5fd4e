"""All sweeps of one function summed up, contract by contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from stabcheck.quantity import CONTRACTS
from stabcheck.sweeping.contracts import ACCURACY_CONTRACTS
from stabcheck.target.report import CHECKED, ContractReport, Witness

if TYPE_CHECKING:
    from stabcheck.quantity import Quantity
    from stabcheck.sweeping.result import SweepResult

__all__ = ["special_witness", "summarised"]

Verdict = Literal["holds", "fails", "undecided", "not judged"]


def summarised(
    quantity: Quantity,
    sweeps: Sequence[SweepResult],
    gradients: Sequence[SweepResult],
    witnesses: Mapping[str, Witness],
    require: Sequence[str],
) -> tuple[ContractReport, ...]:
    """One `ContractReport` for each contract; ``witnesses`` are by contract."""
    return tuple(
        _summary(quantity, contract, sweeps, gradients, witnesses.get(contract), require)
        for contract in CHECKED
    )


def _summary(
    quantity: Quantity,
    contract: str,
    sweeps: Sequence[SweepResult],
    gradients: Sequence[SweepResult],
    witness: Witness | None,
    require: Sequence[str],
) -> ContractReport:
    # the derivative is held to what is asked of the function itself, special values excepted
    judged = gradients if contract == "gradient" else sweeps
    parts = ("range", "absolute") if contract == "gradient" else (contract,)
    failing = tuple(
        dict.fromkeys(r.format for r in judged if any(r.contracts[p] == "fail" for p in parts))
    )
    measured = contract in ACCURACY_CONTRACTS or contract == "gradient"
    errors = [r.max_error_ulp.value for r in judged if r.max_error_ulp is not None]
    needed = [r.needed_ulp[part] for r in judged for part in parts if part in r.needed_ulp]
    return ContractReport(
        contract=contract,
        verdict=_verdict(judged, parts, failing),
        required=contract in require,
        worst_ulp=max(errors) if errors and measured else None,
        needed_ulp=max(needed, default=None),
        failing=failing,
        witness=witness,
        instead=_instead(quantity, contract) if failing else "",
    )


def _verdict(
    judged: Sequence[SweepResult], parts: Sequence[str], failing: tuple[str, ...]
) -> Verdict:
    if failing:
        return "fails"
    relevant = [r for r in judged if any(r.contracts[part] == "pass" for part in parts)]
    if not relevant:
        return "not judged"
    is_open = parts != ("special",) and any(r.undecided for r in relevant)
    return "undecided" if is_open else "holds"


def _instead(quantity: Quantity, contract: str) -> str:
    """The form of the page that promises this contract, and of those the one that promises most."""
    if contract not in CONTRACTS:
        return ""
    forms = [form for form in quantity.forms if contract in form.holds]
    best = max(forms, key=lambda form: len(form.holds), default=None)
    return "" if best is None else f"{quantity.name}/{best.name}"


def special_witness(result: SweepResult, replay: str) -> Witness | None:
    """The first row of the table of special values that came out wrong; None where none did."""
    for outcome in result.specials:
        if not outcome.passed:
            return Witness(
                format=result.format,
                probe="",
                at=None,
                arguments=outcome.arguments,
                outcome="special",
                cause=outcome.note,
                got=outcome.got,
                truth=" or ".join(outcome.accepted),
                error_ulp=float("inf"),
                replay=replay,
            )
    return None
