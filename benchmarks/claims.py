"""Claims decided here and by SymPy's simplify, in one run: verdicts, seconds, and their ratio.

simplify is asked whether lhs − rhs is 0, as it stands and after rewriting to exponentials; where
it needs longer than the time limit it is stopped.  As it often does, every tenth claim is looked
at, and all with ``--all``, which takes an hour.
"""

from __future__ import annotations

import math
import multiprocessing
import queue
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Index, Term
from stabcheck.catalogue import pages
from stabcheck.proof import prove_claim
from stabcheck.proof.claim import traced
from stabcheck.quantity import Claim

LIMIT_SECONDS = 10.0
EVERY = 10

_PLAIN = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negative": lambda a: -a,
    "power": lambda a, b: a**b,
    "square": lambda a: a**2,
    "log1p": lambda a: sympy.log(1 + a),
    "expm1": lambda a: sympy.exp(a) - 1,
    "derivative": sympy.diff,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "tanh": sympy.tanh,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "absolute": sympy.Abs,
    "maximum": sympy.Max,
    "minimum": sympy.Min,
    "greater_equal": sympy.Ge,
    "greater": sympy.Gt,
    "less": sympy.Lt,
    "less_equal": sympy.Le,
}


class Unwritten(ValueError):
    """SymPy has no expression for the term."""


def in_sympy(term: Term) -> Any:
    """The term as a SymPy expression; raises Unwritten where there is none."""
    match term.op:
        case "rational":
            value: Fraction = term.parts[0]
            return sympy.Rational(value.numerator, value.denominator)
        case "real":
            return sympy.Symbol(term.parts[0], real=True)
        case "entry":
            name, *indices = term.parts
            return sympy.IndexedBase(name, real=True)[tuple(map(_index, indices))]
        case "size":
            return _size(term.parts[0].name)
        case "sum":
            index, body = term.parts
            return sympy.Sum(in_sympy(body), (_index(index), 1, _size(index.set.name)))
        case "where":
            condition, then, otherwise = map(in_sympy, term.parts)
            return sympy.Piecewise((then, condition), (otherwise, True))
        case "named":
            return in_sympy(term.parts[3])
    if term.op not in _PLAIN:
        raise Unwritten(f"SymPy has no {term.op} over a symbolic index set")
    return _PLAIN[term.op](*map(in_sympy, term.parts))


def _index(index: Index) -> Any:
    if index.attains is not None or index.set.removed:
        raise Unwritten("SymPy has no index at which a maximum is attained")
    return sympy.Symbol(f"{index.name}{index.uid or ''}", integer=True, positive=True)


def _size(name: str) -> Any:
    return sympy.Symbol(name, integer=True, positive=True)


def _ask(difference: Any, answer: Any) -> None:
    try:
        answer.put("PROVED" if sympy.simplify(difference) == 0 else "-")
    except Exception as error:  # noqa: BLE001  (whatever simplify raises is its answer)
        answer.put(type(error).__name__)


def simplify(difference: Any) -> tuple[str, float]:
    """simplify's answer and its seconds, stopped at the limit."""
    context = multiprocessing.get_context()
    answer = context.Queue()
    worker = context.Process(target=_ask, args=(difference, answer))
    start = time.perf_counter()
    worker.start()
    worker.join(LIMIT_SECONDS)
    seconds = time.perf_counter() - start
    if worker.is_alive():
        worker.terminate()
        return f"> {LIMIT_SECONDS:.0f} s", seconds
    try:
        return answer.get(timeout=1), seconds
    except queue.Empty:
        return "died", seconds


def peers(claim: Claim) -> list[tuple[str, float]]:
    """simplify's answers: to the difference as it stands, and rewritten to exponentials."""
    try:
        left, right = map(in_sympy, traced(claim.function(*symbols_for(claim.arguments))))
    except Unwritten:
        return [("no such term", math.nan)] * 2
    return [simplify(left - right), simplify((left - right).rewrite(sympy.exp))]


def growth(claims: list[Claim]) -> str:
    """Milliseconds a claim for a quarter of the claims, for half, for all, and for all twice.

    A share is every fourth or second claim, so that it holds as many long ones as the whole.
    """
    shares = [claims[::4], claims[::2], claims, [*claims, *claims]]
    cells = []
    for share in shares:
        start = time.process_time()
        for claim in share:
            prove_claim(claim)
        each_ms = 1e3 * (time.process_time() - start) / len(share)
        cells.append(f"{len(share)} claims {each_ms:.1f} ms each")
    return "; ".join(cells)


@dataclass(frozen=True)
class Row:
    """A claim, our verdict and seconds, and simplify's two."""

    claim: Claim
    verdict: str
    seconds: float
    theirs: list[tuple[str, float]]

    @property
    def is_ours_alone(self) -> bool:
        """Whether the claim is PROVED here, and simplify does not say so in time."""
        return self.verdict == "PROVED" and "PROVED" not in {said for said, _ in self.theirs}

    def shown(self) -> str:
        """The row of the table; a star where the claim is proved here alone."""
        name = f"{'*' if self.is_ours_alone else ' '} {self.claim.name}"
        first, second = (said if math.isnan(t) else f"{said} {t:.3f}" for said, t in self.theirs)
        ours = f"{self.verdict} {self.seconds:.3f}"
        return f"{name:<48} {ours:>16} {first:>20} {second:>20}"


def mean_ratio(rows: Iterable[Row]) -> str:
    """How many times as long simplify takes: the geometric mean over what it was asked."""
    ratios = [row.theirs[0][1] / row.seconds for row in rows if row.theirs[0][1] > 0]
    if not ratios:
        return "no time"
    return f"{math.exp(sum(map(math.log, ratios)) / len(ratios)):.1f} x as long"


def compared(claims: Iterable[Claim]) -> list[Row]:
    """The table, printed row by row."""
    print(f"\n{'  claim':<48} {'stabcheck, s':>16} {'simplify, s':>20} {'after rewrite(exp)':>20}")
    rows = []
    for claim in claims:
        ours = prove_claim(claim)
        rows.append(Row(claim, ours.verdict, ours.seconds, peers(claim)))
        print(rows[-1].shown(), flush=True)
    return rows


def main() -> int:
    """Print the table; exit 1 if a claim of the catalogue was not decided here."""
    claims = [claim for page in pages().values() for claim in page.all_claims]
    seconds = sorted(prove_claim(claim).seconds for claim in claims)
    median_ms = 1e3 * statistics.median(seconds)
    print(f"{len(claims)} claims; median {median_ms:.1f} ms, longest {1e3 * seconds[-1]:.0f} ms")
    print(f"growth, CPU: {growth(claims)}")
    rows = compared(claims if "--all" in sys.argv[1:] else claims[::EVERY])
    proved = [row for row in rows if row.verdict == "PROVED"]
    agreed = [row for row in proved if not row.is_ours_alone]
    unwritten = sum(math.isnan(row.theirs[0][1]) for row in rows)
    print(
        f"\n{len(rows)} claims: {len(proved)} PROVED, {len(proved) - len(agreed)} here alone (*); "
        f"{unwritten} cannot be written for simplify"
    )
    print(f"simplify takes {mean_ratio(rows)}; where it proves the claim, {mean_ratio(agreed)}")
    return int(any(row.verdict == "UNDECIDED" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
