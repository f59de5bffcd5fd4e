"""What a check of one function says: plain data, as the results of a sweep are.

A report holds the proof, the sweeps and everything the function did besides returning values, and
sums them up contract by contract.  What decides is ``require``; all else is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stabcheck.quantity import CONTRACTS

if TYPE_CHECKING:
    from stabcheck.sweeping.result import Point, SweepResult
    from stabcheck.target.tracing import TracedProof

__all__ = [
    "CHECKED",
    "DEFAULT_REQUIRE",
    "FAULTS",
    "Comparison",
    "ContractReport",
    "Incident",
    "IncidentKind",
    "Report",
    "Subject",
    "Witness",
]

#: The contracts that a function is held to, in the order in which every report shows them.
CHECKED = (*CONTRACTS, "gradient")
#: What decides unless something else is required: relative accuracy is more than most promise.
DEFAULT_REQUIRE = ("range", "absolute", "special")

IncidentKind = Literal[
    "raised",
    "exited",
    "crashed",
    "hung",
    "memory",
    "wrong shape",
    "wrong dtype",
    "modified its input",
    "depends on the batch",
    "depends on the layout",
    "refuted point",
    "not taken",
    "promoted",
    "demoted",
    "warned",
    "printed",
]

#: The incidents that fail a check whatever is required; the others are only told.
FAULTS: tuple[IncidentKind, ...] = (
    "raised",
    "exited",
    "crashed",
    "hung",
    "memory",
    "wrong shape",
    "wrong dtype",
    "modified its input",
    "depends on the batch",
    "depends on the layout",
    "refuted point",
)


@dataclass(frozen=True)
class Subject:
    """The function checked: its name as it was given, where it stands, whose arrays it takes.

    ``file`` and ``line`` are None for compiled code.  ``library`` and ``version`` are those of the
    arrays it is given; ``package`` and ``package_version`` those it comes from, if it is installed.
    """

    name: str
    file: str | None
    line: int | None
    library: str
    version: str
    package: str = ""
    package_version: str = ""


@dataclass(frozen=True)
class Incident:
    """Something the function did besides returning what it should, with the simplest input of it.

    ``arguments`` is that input written out, ``bits`` that of s on ``probe``; both are empty for
    what is not tied to one input.  ``what`` is what happened, ``count`` at how many inputs.
    """

    kind: IncidentKind
    format: str
    probe: str
    arguments: str
    bits: str
    what: str
    count: int = 1

    @property
    def is_fault(self) -> bool:
        """Whether it fails the check."""
        return self.kind in FAULTS


@dataclass(frozen=True)
class Witness:
    """The simplest input at which one contract is broken: roundest, then nearest to 1.

    ``at`` is s on ``probe`` (None in the table of special values), ``arguments`` what the function
    is given there.  ``cause`` is what went wrong first, in the ``operation`` written out, as far as
    the function can be recorded.  ``replay`` is the command that runs this one input again.  Where
    the input fails only together with another in one batch, that one stands ``beside`` it, and the
    command runs the whole line again.
    """

    format: str
    probe: str
    at: Point | None
    arguments: str
    outcome: str
    cause: str
    got: str
    truth: str
    error_ulp: float
    replay: str
    beside: str = ""
    operation: str = ""


@dataclass(frozen=True)
class ContractReport:
    """One contract over all formats and probes.

    ``worst_ulp`` is the largest finite error met, ``needed_ulp`` the smallest t with which the
    contract would hold but for the range (None where the contract measures no error).  ``failing``
    are the formats in which it is broken, ``instead`` is the form of the catalogue that promises
    and keeps it in every one of them (empty if none is needed, or there is none).
    """

    contract: str
    verdict: Literal["holds", "fails", "undecided", "not judged"]
    required: bool
    worst_ulp: float | None
    needed_ulp: float | None
    failing: tuple[str, ...]
    witness: Witness | None
    instead: str


@dataclass(frozen=True)
class Comparison:
    """Two implementations on the same inputs of one line: how often they differ, and who is off.

    ``at``, ``got``, ``other`` and ``truth`` are those of the largest difference.
    """

    format: str
    probe: str
    inputs: int
    differing: int
    at: Point | None
    got: str
    other: str
    truth: str
    error_ulp: float
    other_error_ulp: float


@dataclass(frozen=True)
class Report:
    """Everything that was found of one function, held against one quantity.

    ``assumptions`` say how it was called.  ``sweeps`` has one result for each format and probe;
    ``gradients`` the same for its derivative.  ``unblamed`` says why a witness has no
    cause.  ``tolerance`` is t; ``approximates`` the error
    the user declares, None where equality is claimed.  ``refused`` are formats the function does
    not take, each with the reason.
    """

    subject: Subject
    quantity: str
    formats: tuple[str, ...]
    require: tuple[str, ...]
    tolerance: str
    approximates: float | None
    assumptions: tuple[str, ...]
    proof: TracedProof
    sweeps: tuple[SweepResult, ...]
    gradients: tuple[SweepResult, ...]
    incidents: tuple[Incident, ...]
    contracts: tuple[ContractReport, ...]
    comparisons: tuple[Comparison, ...]
    refused: tuple[tuple[str, str], ...]
    seconds: float
    unblamed: str = ""

    @property
    def faults(self) -> tuple[Incident, ...]:
        """The incidents that fail the check."""
        return tuple(incident for incident in self.incidents if incident.is_fault)

    @property
    def status(self) -> Literal["as expected", "unexpected", "undecided"]:
        """What decides the exit code: the required contracts, and that there is no fault."""
        verdicts = {each.verdict for each in self.contracts if each.required}
        if self.faults or "fails" in verdicts:
            return "unexpected"
        return "undecided" if verdicts & {"undecided", "not judged"} else "as expected"

    @property
    def passed(self) -> bool:
        """Whether every required contract holds, and nothing else went wrong."""
        return self.status == "as expected"

    def contract(self, name: str) -> ContractReport:
        """The summary of the contract called ``name``; raises KeyError."""
        for each in self.contracts:
            if each.contract == name:
                return each
        raise KeyError(name)
