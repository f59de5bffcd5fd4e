"""How large a formula gets when it is multiplied out: what is too large is refused beforehand.

The prover expands products and powers.  A formula in print that expands to thousands of terms is
a mistake or mischief, and would keep the prover busy for hours.
"""

from __future__ import annotations

from math import comb

from stabcheck.carriers.term import Term
from stabcheck.reading.sheet.refusal import NotRead

__all__ = ["check_extent"]

_MOST_TERMS = 3000
_LARGEST_DEGREE = 256

#: (numerator terms, denominator terms, degree), each an upper bound
Extent = tuple[int, int, int]


def check_extent(*terms: Term) -> None:
    """Raise NotRead where a term multiplied out is beyond what is ever printed."""
    known: dict[Term, Extent] = {}
    for term in terms:
        _extent(term, known)


def _extent(term: Term, known: dict[Term, Extent]) -> Extent:
    if term not in known:
        found = _of(term, [_extent(part, known) for part in term.children])
        if max(found[:2]) > _MOST_TERMS or found[2] > _LARGEST_DEGREE:
            raise NotRead("multiplied out, the formula is too large")
        known[term] = found
    return known[term]


def _of(term: Term, parts: list[Extent]) -> Extent:
    match term.op, parts:
        case "add" | "subtract" | "maximum" | "minimum", [left, right]:
            return _sum(left, right)
        case "multiply", [(a, b, m), (c, d, n)]:
            return a * c, b * d, m + n
        case "divide", [(a, b, m), (c, d, n)]:
            return a * d, b * c, m + n
        case "power", [base, _] if term.parts[1].op == "rational":
            return _power(base, abs(term.parts[1].parts[0].numerator))
        case "power", [base, exponent]:
            return max(base[0], exponent[0]), 1, max(base[2], exponent[2])
        case "negative" | "named" | "sum" | "max" | "min" | "sqrt" | "absolute", [only]:
            return only
        case "derivative", [body, _]:
            return body[0] ** 2, body[1] ** 2, 2 * body[2]
    return 1, 1, max((part[2] for part in parts), default=1)


def _sum(left: Extent, right: Extent) -> Extent:
    (a, b, m), (c, d, n) = left, right
    if b == d == 1:
        return a + c, 1, max(m, n)
    return a * d + c * b, b * d, m + n


def _power(base: Extent, exponent: int) -> Extent:
    top, bottom, degree = base
    if exponent > _LARGEST_DEGREE:
        raise NotRead(f"the power {exponent} is not multiplied out")
    return (
        comb(top + exponent - 1, exponent),
        comb(bottom + exponent - 1, exponent),
        (degree * exponent),
    )
