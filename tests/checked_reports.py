"""Reports on one function, made by hand."""

from __future__ import annotations

from typing import Any, Literal

from report_examples import BOUNDARY, sweep_result

from stabcheck.target.report import ContractReport, Incident, IncidentKind, Report, Subject, Witness
from stabcheck.target.tracing import TracedProof

NAME = "mylib.losses:total"

WITNESS = Witness(
    format="float32",
    probe="x=s",
    at=BOUNDARY,
    arguments="x = 88.72284",
    outcome="nan",
    cause="overflow",
    got="nan",
    truth="1.00000000000",
    error_ulp=float("inf"),
    replay="stabcheck check mylib.losses:total --as quantity --at 0x42b17218",
)


def contract(
    name: str,
    verdict: Literal["holds", "fails", "undecided", "not judged"] = "holds",
    *,
    required: bool = True,
) -> ContractReport:
    """One contract, failing with a witness where it fails."""
    fails = verdict == "fails"
    return ContractReport(
        name,
        verdict,
        required,
        None,
        None,
        ("float32",) if fails else (),
        WITNESS if fails else None,
        "quantity/stable" if fails else "",
    )


def fault(kind: IncidentKind = "raised") -> Incident:
    """Something that fails a check whatever is required."""
    return Incident(kind, "float32", "x=s", "x = 0.0", "0x00000000", "ValueError: no")


def report(
    *contracts: ContractReport, incidents: tuple[Incident, ...] = (), **changes: Any
) -> Report:
    """A report that comes to these contracts and incidents."""
    values: dict[str, Any] = {
        "subject": Subject(NAME, __file__, 7, "numpy", "2"),
        "quantity": "quantity",
        "formats": ("float32",),
        "require": tuple(each.contract for each in contracts if each.required),
        "tolerance": "64 ulp",
        "approximates": None,
        "assumptions": (),
        "proof": TracedProof("UNDECIDED"),
        "sweeps": (sweep_result(),),
        "gradients": (),
        "incidents": incidents,
        "contracts": contracts,
        "comparisons": (),
        "refused": (),
        "seconds": 0.5,
    }
    return Report(**(values | changes))
