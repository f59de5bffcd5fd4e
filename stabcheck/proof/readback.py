"""Fractions in normal form, read back as terms, so that steps and conditions can be printed."""

from __future__ import annotations

from fractions import Fraction

from stabcheck.carriers.term import ONE, ZERO, Term, rational
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac, Mono, Poly
from stabcheck.proof.binding import open_binder

__all__ = ["term_of"]


def term_of(value: Frac) -> Term:
    """A term with this value; terms are ordered by how they print, positive ones first."""
    top = _poly(value.num)
    return top if value.den == ONE_POLY else Term("divide", top, _poly(value.den))


def _poly(poly: Poly) -> Term:
    total: Term | None = None
    for mono, value in sorted(poly.terms.items(), key=lambda pair: (pair[1] < 0, repr(pair[0]))):
        if total is None:
            total = _monomial(mono, value)
        elif value < 0:
            total = Term("subtract", total, _monomial(mono, -value))
        else:
            total = Term("add", total, _monomial(mono, value))
    return ZERO if total is None else total


def _monomial(mono: Mono, value: Fraction) -> Term:
    factors = [
        _factor(atom, k) for atom, k in sorted(mono.powers, key=lambda p: (_late(p[0]), repr(p[0])))
    ]
    if mono.exponent is not None:
        factors.insert(_before_sums(mono), Term("exp", term_of(mono.exponent)))
    product: Term | None = rational(abs(value)) if abs(value) != 1 or not factors else None
    for factor in factors:
        product = factor if product is None else Term("multiply", product, factor)
    if product is None:
        product = ONE
    return Term("negative", product) if value < 0 else product


def _late(atom: Atom) -> bool:
    return atom.kind in {"sum", "max"}


def _before_sums(mono: Mono) -> int:
    return sum(not _late(atom) for atom, _ in mono.powers)


def _factor(atom: Atom, k: int) -> Term:
    term = _atom(atom)
    return term if k == 1 else Term("power", term, rational(k))


def _atom(atom: Atom) -> Term:
    match atom.kind:
        case "sum" | "max":
            index, body = open_binder(atom)
            return Term(atom.kind, index, term_of(body))
        case "log":
            inner = _poly(atom.data[0])
            return Term("log", _sized(inner, atom.data[0]))
        case "root":
            poly, order = atom.data
            base = _sized(_poly(poly), poly)
            return (
                Term("sqrt", base)
                if order == 2
                else Term("power", base, rational(Fraction(1, order)))
            )
        case "absolute" | "sign" | "erf":
            return Term(atom.kind, term_of(atom.data[0]))
        case "indicator":
            gap, relation = atom.data
            return Term("where", Term(relation, term_of(gap), ZERO), ONE, ZERO)
    return Term(atom.kind, *atom.data)


def _sized(term: Term, poly: Poly) -> Term:
    """|f|, or plain f where every coefficient is positive and it is most likely positive."""
    plain = all(value > 0 for value in poly.terms.values())
    return term if plain else Term("absolute", term)
