"""Claims decided here and by SymPy's simplify, in one run: verdicts, seconds, and their ratio.

simplify is asked whether lhs − rhs is 0, as it stands and after rewriting to exponentials; where
it needs longer than the time limit it is stopped.
"""

from __future__ import annotations

import math
import multiprocessing
import statistics
import sys
import time
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
    return answer.get(), seconds


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


def main() -> int:
    """Print the table; exit 1 if a claim of the catalogue was not decided here."""
    claims = [claim for page in pages().values() for claim in page.all_claims]
    prove_claim(claims[0])  # the first one also loads what the others share
    seconds = sorted(prove_claim(claim).seconds for claim in claims)
    median_ms = 1e3 * statistics.median(seconds)
    print(f"\nmedian claim {median_ms:.1f} ms, longest {1e3 * seconds[-1]:.0f} ms")
    print(f"growth, CPU: {growth(claims)}")
    ratios, undecided, ours_alone = [], 0, 0
    print(f"\n{'claim':<30} {'stabcheck':>18} {'simplify':>24} {'after rewrite(exp)':>24}")
    for claim in claims:
        ours = prove_claim(claim)
        own_verdict, own_seconds = ours.verdict, ours.seconds
        theirs = peers(claim)
        cells = [f"{verdict} {seconds:.3f}" for verdict, seconds in theirs]
        cell = f"{own_verdict} {own_seconds:.3f}"
        print(f"{claim.name:<30} {cell:>18} {cells[0]:>24} {cells[1]:>24}", flush=True)
        undecided += own_verdict == "UNDECIDED"
        ours_alone += own_verdict == "PROVED" and "PROVED" not in {v for v, _ in theirs}
        ratios += [theirs[0][1] / own_seconds] if theirs[0][1] > 0 else []
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(
        f"{len(claims)} claims; proved here alone: {ours_alone}; simplify took {mean:.1f} x as long"
    )
    return min(undecided, 1)


if __name__ == "__main__":
    sys.exit(main())
