"""Ring normal forms: a term multiplied out over what is opaque to addition and multiplication.

A polynomial maps monomials to coefficients; a monomial is a set of (opaque part, power) and an
exponent, again a polynomial: e^a · e^b = e^(a + b) for all a and b.  A quotient a / b is a · b⁻¹,
where 0⁻¹ = 0, so that (ab)⁻¹ = a⁻¹b⁻¹ and (a⁻¹)⁻¹ = a for all a and b; nothing cancels here.  An
opaque part is a function and the normal forms of what it is applied to.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from stabcheck.carriers.term import Term
from stabcheck.proof.kernel.formulas import Refused, refuse_unless

__all__ = ["cleared", "constant", "inverse", "minus", "normal", "raised", "rewritten", "times"]

Mono = tuple[frozenset[tuple[Any, int]], frozenset[Any]]
Number = Fraction | int
Poly = dict[Mono, Number]

_EMPTY: frozenset[Any] = frozenset()
_ONE: Mono = (_EMPTY, _EMPTY)
UNITY: Poly = {_ONE: 1}
_MOST = 2**14
#: What marks an inverse, and is no name of a function.
_INVERSE = object()


def minus(p: Poly, q: Poly, factor: Number = -1) -> Poly:
    """p + factor · q, p − q by default."""
    total = dict(p)
    for mono, value in q.items():
        own = total.get(mono, 0) + factor * value
        if own:
            total[mono] = own
        else:
            total.pop(mono, None)
    return total


def times(p: Poly, q: Poly) -> Poly:
    """The product; raises Refused where it grows too large."""
    refuse_unless(len(p) * len(q) <= _MOST, "a product of too many terms")
    total: Poly = {}
    for a, x in p.items():
        for b, y in q.items():
            mono = _joined(a, b)
            total[mono] = total.get(mono, 0) + x * y
    return {mono: value for mono, value in total.items() if value}


def _joined(a: Mono, b: Mono) -> Mono:
    powers, exponent = a[0] or b[0], a[1] or b[1]
    if a[0] and b[0]:
        both = dict(a[0])
        for part, k in b[0]:
            both[part] = both.get(part, 0) + k
        powers = frozenset(both.items())
    if a[1] and b[1]:
        exponent = frozenset(minus(dict(a[1]), dict(b[1]), 1).items())
    return powers, exponent


def raised(p: Poly, k: int) -> Poly:
    """A natural power."""
    if len(p) == 1:
        (((powers, exponent), value),) = p.items()
        own = frozenset((part, n * k) for part, n in powers) if k else _EMPTY
        above = frozenset((mono, v * k) for mono, v in exponent) if k else _EMPTY
        return {(own, above): value**k}
    refuse_unless(k <= _MOST, "too high a power")
    return reduce(times, [p] * k, UNITY)


def constant(term: Term) -> Fraction | None:
    """The number that a term is by multiplying out, if it is one."""
    return number(normal(term))


@lru_cache(2**16)
def normal(term: Term) -> Poly:
    """The normal form of a term in canonical form."""
    parts = term.parts
    match term.op:
        case "rational":
            return {_ONE: plain(parts[0])} if parts[0] else {}
        case "add":
            return minus(normal(parts[0]), normal(parts[1]), 1)
        case "subtract":
            return minus(normal(parts[0]), normal(parts[1]))
        case "negative":
            return minus({}, normal(parts[0]))
        case "multiply":
            return times(normal(parts[0]), normal(parts[1]))
        case "divide":
            return times(normal(parts[0]), inverse(parts[1]))
        case "exp":
            return {(_EMPTY, frozenset(normal(parts[0]).items())): 1}
        case "power":
            k = constant(parts[1])
            if k is not None and k.denominator == 1:
                base = normal(parts[0]) if k >= 0 else inverse(parts[0])
                return raised(base, abs(k.numerator))
    return _opaque((term.op, *map(_part, parts)))


def _part(part: Any) -> Any:
    return frozenset(normal(part).items()) if isinstance(part, Term) else part


def _opaque(part: Any) -> Poly:
    return {(frozenset({(part, 1)}), _EMPTY): 1}


@lru_cache(2**16)
def inverse(term: Term) -> Poly:
    """The inverse of a term, factor by factor."""
    parts = term.parts
    match term.op:
        case "multiply":
            return times(inverse(parts[0]), inverse(parts[1]))
        case "divide":
            return times(inverse(parts[0]), normal(parts[1]))
        case "negative":
            return minus({}, inverse(parts[0]))
        case "power":
            k = constant(parts[1])
            if k is not None and k.denominator == 1:
                base = inverse(parts[0]) if k >= 0 else normal(parts[0])
                return raised(base, abs(k.numerator))
    return _inverted(normal(term))


def _inverted(p: Poly) -> Poly:
    if not p:
        return {}
    if len(p) > 1:
        scaled, scale = _scaled(p)
        return minus({}, _opaque((_INVERSE, scaled)), _over(1, scale))
    (((powers, exponent), value),) = p.items()
    result: Poly = {(_EMPTY, frozenset((mono, -v) for mono, v in exponent)): _over(1, value)}
    for part, k in powers:
        own = _opaque((_INVERSE, part))
        if part[0] is _INVERSE:
            own = dict(part[1]) if isinstance(part[1], frozenset) else _opaque(part[1])
        result = times(result, raised(own, k))
    return result


def plain(value: Number) -> Number:
    """A whole number as an integer, which is quicker."""
    return value.numerator if value.denominator == 1 else value


def _over(a: Number, b: Number) -> Number:
    return plain(Fraction(a) / b)


def _scaled(p: Poly) -> tuple[frozenset[Any], Number]:
    """A multiple that is the same for all multiples of a polynomial, and p over it."""
    scale = p[min(p, key=hash)]
    return frozenset((mono, _over(value, scale)) for mono, value in p.items()), scale


def cleared(p: Poly, divisors: Sequence[Poly]) -> Poly:
    """p times powers of the divisors, none of which is 0, with d · d⁻¹ = 1."""
    for divisor in divisors:
        if len(divisor) == 1:  # no factor of it is 0
            ((powers, _),) = divisor
            for part, _k in powers:
                p = _cleared(p, (_INVERSE, part), _opaque(part))
        else:
            scaled, _ = _scaled(divisor)
            p = _cleared(p, (_INVERSE, scaled), dict(scaled))
    return _merged(p, divisors)


def _merged(p: Poly, divisors: Sequence[Poly]) -> Poly:
    """p with one exponent for those whose difference is 0 where no divisor is."""
    total: Poly = {}
    first = [_EMPTY]
    for (powers, exponent), value in p.items():
        own = exponent
        if divisors and exponent:
            alike = (e for e in first if not cleared(minus(dict(e), dict(exponent)), divisors))
            own = next(alike, exponent)
            first += [own] if own is exponent else []
        total = minus(total, {(powers, own): value}, 1)
    return total


def _cleared(p: Poly, inverted: Any, own: Poly) -> Poly:
    found = [dict(powers).get(inverted, 0) for powers, _ in p]
    most = max(found, default=0)
    if not most:
        return p
    total: Poly = {}
    for ((powers, exponent), value), k in zip(p.items(), found, strict=True):
        kept = frozenset((part, n) for part, n in powers if part != inverted)
        total = minus(total, times({(kept, exponent): value}, raised(own, most - k)), 1)
    return total


def rewritten(p: Poly, rules: Sequence[tuple[Poly, Poly, Poly]]) -> Poly:
    """p with right in place of left wherever a rule's left, one monomial, divides a monomial.

    A rule is its left and right sides and the inverse of the right one; of exponentials whole
    powers are found, negative ones too.
    """
    if not rules:
        return p
    for _ in range(64):
        total: Poly = {}
        for mono, value in p.items():
            total = minus(total, _once(mono, rules), value)
        if total == p:
            return p
        p = total
    raise Refused("rewriting does not end")


def _once(mono: Mono, rules: Sequence[tuple[Poly, Poly, Poly]]) -> Poly:
    powers, exponent = mono
    for left, right, below in rules:
        ((wanted, above), scale), *more = left.items()
        refuse_unless(not more and scale == 1 and not (wanted and above), "no rule for rewriting")
        if wanted:
            own = dict(powers)
            k = min(own.get(part, 0) // n for part, n in wanted)
            rest = {**own, **{part: own.get(part, 0) - n * k for part, n in wanted}}
            kept = frozenset((part, n) for part, n in rest.items() if n), exponent
        else:
            ((unit, share),) = above
            k = int(Fraction(dict(exponent).get(unit, 0)) / share)
            kept = powers, frozenset(minus(dict(exponent), dict(above), -k).items())
        if k:
            return times({kept: 1}, raised(right if k > 0 else below, abs(k)))
    return {mono: 1}


def number(p: Poly) -> Fraction | None:
    """The number that a polynomial is, if it is one."""
    return None if p.keys() - {_ONE} else Fraction(p.get(_ONE, 0))
