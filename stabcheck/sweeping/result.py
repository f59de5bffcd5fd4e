"""What a sweep finds: failures with their exact floats, predictions beside them, evidence.

Everything here is plain data (numbers, strings, tuples), so that it pickles small and prints
without the engine.  Floats of a format are `Point`s: a decimal that reads back, and the bits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from stabcheck.sweeping.counterexamples import Search

__all__ = [
    "Binade",
    "ContractVerdict",
    "Evidence",
    "Failure",
    "Mishap",
    "MishapKind",
    "Point",
    "PredictionCheck",
    "SpecialOutcome",
    "Stagnation",
    "SweepResult",
    "TheoryCheck",
    "TheoryVerdict",
    "WorstError",
]

ContractVerdict = Literal["pass", "fail", "n/a"]
Evidence = Literal["exhaustive", "certified", "sampled"]


Counted = Literal["floats", "floats walked"]


@dataclass(frozen=True)
class Point:
    """One float of a format: its shortest decimal, its bits in hex, its place on the lattice."""

    value: str
    bits: str
    ordinal: int


@dataclass(frozen=True)
class Binade:
    """How dense failures are in one binade: ``failing`` of the floats ``walked`` in it.

    It is the floats s with 2^``exponent`` ≤ |s| < 2^(``exponent`` + 1) and the sign ``sign``; the
    two zeros have the sign 0, and no exponent.  ``worst`` is the failing float with the largest
    error, ``error_ulp``.
    """

    sign: int
    exponent: int | None
    failing: int
    walked: int
    worst: Point
    error_ulp: float

    @property
    def density(self) -> float:
        """The part of the floats that fail."""
        return self.failing / self.walked


@dataclass(frozen=True)
class Failure:
    """A maximal run of consecutive floats where a form breaks one contract in one way.

    ``first`` ≤ ``last`` in the order of the lattice.  Where ``exact_edges`` holds, both edges have
    been judged: the float inside fails so, its neighbour outside does not.  Otherwise the failures
    of one kind are scattered over ``runs`` runs, and ``binades`` says where they are dense; or the
    walk ends where they do.  ``count`` is how many ``floats`` fail, or, where errors come and go
    between the floats of a stratified walk, how many of the ``floats walked`` (``counted``).
    ``witness`` is the failing float shown: what came out there (``got``), what is true
    (``truth``), the error in ulp of the truth.  ``predicted`` and ``deviation_floats`` repeat the
    matching prediction.
    """

    contract: str
    outcome: str
    cause: str
    first: Point
    last: Point
    count: int
    runs: int
    exact_edges: bool
    counted: Counted
    witness: Point
    got: str
    truth: str
    error_ulp: float
    predicted: Point | None
    deviation_floats: int | None
    binades: tuple[Binade, ...] = ()


@dataclass(frozen=True)
class WorstError:
    """The largest error met, in ulp of the truth, and the input at which it was met."""

    value: float
    at: str
    bits: str


@dataclass(frozen=True)
class PredictionCheck:
    """A page's prediction beside what the sweep found.

    ``predicted`` is the first float inside the predicted set (None for a prediction that states
    no boundary), ``found`` the edge of the failure nearest to it, ``ideal`` the edge when the
    same formula runs in correctly rounded arithmetic.  ``deviation_floats`` is found minus
    predicted, in floats; ``allowed_floats`` how far the page lets the rounding of sums move the
    edge.  The verdict is ``met`` where ideal arithmetic breaks where the page says and this CPU
    too; ``kernel`` where ideal arithmetic does but this CPU's kernel departs, within what the
    page states for it; ``missed`` otherwise.
    """

    outcome: str
    cause: str
    formula: str
    predicted: Point | None
    found: Point | None
    ideal: Point | None
    deviation_floats: int | None
    allowed_floats: int
    verdict: Literal["met", "kernel", "missed"]


@dataclass(frozen=True)
class SpecialOutcome:
    """One row of a page's table of special values, and what the form returned for it."""

    arguments: str
    got: str
    accepted: tuple[str, ...]
    passed: bool
    note: str


MishapKind = Literal["raised", "hung", "wrong shape", "wrong dtype", "warned"]


@dataclass(frozen=True)
class Mishap:
    """What a form did besides returning floats, and the first input at which it did it."""

    kind: MishapKind
    what: str
    at: Point | None


@dataclass(frozen=True)
class Stagnation:
    """A sum that stopped growing, its addends too small beside it: what it came to, and should."""

    at: Point
    got: str
    truth: str

    @property
    def lost(self) -> float:
        """Which part of the sum is missing."""
        return abs(1 - float(self.got) / float(self.truth))


TheoryVerdict = Literal["exceeded", "undecided", "kept"]

_GRAVEST_FIRST: tuple[TheoryVerdict, ...] = ("exceeded", "undecided", "kept")


@dataclass(frozen=True)
class TheoryCheck:
    """The largest ratio of a form's error to the a-priori bound its page states, and where.

    ``inputs`` counts the floats of which the bound speaks.  It is ``exceeded`` where the error is
    larger for certain, ``undecided`` where it may be; ``kept`` otherwise.
    """

    ratio: float
    at: Point
    inputs: int
    verdict: TheoryVerdict

    def __add__(self, above: TheoryCheck) -> TheoryCheck:
        """This and the same of floats that stand ``above`` these: of equal ratios the first."""
        worse = above if above.ratio > self.ratio else self
        verdicts = {self.verdict, above.verdict}
        verdict = next(v for v in _GRAVEST_FIRST if v in verdicts)
        return TheoryCheck(worse.ratio, worse.at, self.inputs + above.inputs, verdict)


@dataclass(frozen=True)
class SweepResult:
    """A form × format × probe: every contract's verdict, every failure, on stated evidence.

    ``inputs`` counts the floats judged, ``undecided`` those whose truth stayed undecided at the
    precision cap (neither pass nor fail), ``filtered`` those that needed no ball of their own.
    ``counted`` says what of: every float of the format, or those that a stratified walk chose.
    ``accumulate`` is how the form's sums add up, ``accumulated_in`` the format they are kept in,
    both empty where it has none; ``stagnation`` a sum that stopped growing, looked for where the
    error is largest.
    ``counts`` says for each contract judged how many of the ``inputs`` hold, fail in which way,
    and are undecided.
    ``between`` are the first and the last float of a walk from one to the other, None for a walk
    from −MAX to MAX.
    ``promised`` are the contracts the page promises.  ``strip`` draws the float line from −MAX
    to MAX in 48 cells.  ``error`` is why the form could not be run, empty where it could;
    ``mishaps`` are that and its warnings, each with its first input.
    ``theory`` is the error beside the a-priori bound, None where the page states none.
    ``search`` is what a search off the probes found in this format, with its first probe only.
    ``pages`` is the file that the quantity's page is in, empty for a page of the catalogue.
    ``needed_ulp`` is, for a function of one's own, the smallest t with which each accuracy contract
    would hold.
    """

    quantity: str
    form: str
    format: str
    probe: str
    evidence: Evidence
    evidence_note: str
    inputs: int
    undecided: int
    filtered: int
    contracts: dict[str, ContractVerdict]
    promised: tuple[str, ...]
    max_error_ulp: WorstError | None
    failures: tuple[Failure, ...]
    predictions: tuple[PredictionCheck, ...]
    specials: tuple[SpecialOutcome, ...]
    strip: str
    seconds: float
    error: str = ""
    accumulate: str = ""
    accumulated_in: str = ""
    stagnation: Stagnation | None = None
    mishaps: tuple[Mishap, ...] = ()
    theory: TheoryCheck | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    between: tuple[Point, Point] | None = None
    search: Search | None = None
    pages: str = ""
    needed_ulp: dict[str, float] = field(default_factory=dict)

    @property
    def counted(self) -> Counted:
        """What ``inputs`` counts: ``floats`` of the format, or ``floats walked``."""
        return "floats" if self.evidence == "exhaustive" else "floats walked"
