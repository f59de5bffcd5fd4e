"""Values of a proof, fractions over the algebra, as terms that theorems can be about."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from stabcheck.carriers.term import ONE, ZERO, Index, IndexSet, Term, rational
from stabcheck.proof.algebra import Atom, Bound, Frac, Mono, Poly

__all__ = ["of_atom", "of_exponent", "of_fraction", "of_monomial", "of_polynomial"]

_Env = tuple[Index, ...]
_CACHED = 2**14
_UNIT = {Mono(): 1}


def of_fraction(value: Frac) -> Term:
    """A fraction."""
    return _fraction(value, ())


def of_exponent(value: Frac) -> Term:
    """A fraction; over one monomial, a sum of fractions in lowest terms."""
    return _exponent(value, ())


def of_polynomial(poly: Poly) -> Term:
    """A polynomial."""
    return _polynomial(poly, ())


def of_monomial(mono: Mono) -> Term:
    """A product of powers of atoms, and of one exponential."""
    return _monomial(mono, ())


def of_atom(atom: Atom) -> Term:
    """An indeterminate, by its kind: a logarithm and a root are those of a size."""
    return _atom(atom, ())


@lru_cache(_CACHED)
def _fraction(value: Frac, env: _Env) -> Term:
    """``env`` are the bound indices around, the innermost last."""
    top = _polynomial(value.num, env)
    return top if value.den.terms == _UNIT else Term("divide", top, _polynomial(value.den, env))


@lru_cache(_CACHED)
def _exponent(value: Frac, env: _Env) -> Term:
    single = value.den.single
    if single is None or single[0].exponent is not None:
        return _fraction(value, env)
    (below, scale), total = single, None
    for mono, share in value.num.terms.items():
        own = _quotient(mono, share / scale, dict(below.powers), env)
        total = own if total is None else Term("add", total, own)
    return ZERO if total is None else total


def _quotient(mono: Mono, share: Fraction, below: dict[Atom, int], env: _Env) -> Term:
    above = dict(mono.powers)
    for atom in above.keys() & below.keys():
        common = min(above[atom], below[atom])
        above[atom], below[atom] = above[atom] - common, below[atom] - common
    top, bottom = (
        Mono(((atom, k) for atom, k in powers.items() if k), exponent)
        for powers, exponent in ((above, mono.exponent), (below, None))
    )
    term = _scaled(_monomial(top, env), share)
    return term if bottom.is_one else Term("divide", term, _monomial(bottom, env))


@lru_cache(_CACHED)
def _polynomial(poly: Poly, env: _Env) -> Term:
    total: Term | None = None
    for mono, value in poly.terms.items():
        own = _scaled(_monomial(mono, env), value)
        total = own if total is None else Term("add", total, own)
    return ZERO if total is None else total


def _scaled(term: Term, value: Fraction) -> Term:
    if value == 1:
        return term
    return rational(value) if term == ONE else Term("multiply", rational(value), term)


@lru_cache(_CACHED)
def _monomial(mono: Mono, env: _Env) -> Term:
    product: Term | None = None
    for atom, k in mono.powers:
        own = _atom(atom, env)
        own = own if k == 1 else Term("power", own, rational(k))
        product = own if product is None else Term("multiply", product, own)
    if mono.exponent is not None:
        own = Term("exp", _exponent(mono.exponent, env))
        product = own if product is None else Term("multiply", product, own)
    return ONE if product is None else product


@lru_cache(_CACHED)
def _atom(atom: Atom, env: _Env) -> Term:
    data: Any = atom.data
    match atom.kind:
        case "sum" | "max":
            index = Index("·", _set(data[0], env), _depth(data[1]) + 1)
            return Term(atom.kind, index, _fraction(data[1], (*env, index)))
        case "log":
            return Term("log", Term("absolute", _polynomial(data[0], env)))
        case "root":
            share = Term("divide", ONE, rational(data[1]))
            return Term("power", Term("absolute", _polynomial(data[0], env)), share)
        case "absolute" | "sign" | "erf":
            return Term(atom.kind, _fraction(data[0], env))
        case "indicator":
            return Term("where", Term(data[1], _fraction(data[0], env), ZERO), ONE, ZERO)
    return Term(atom.kind, *(_place(part, env) for part in data))


def _place(part: Any, env: _Env) -> Any:
    match part:
        case Bound(level):
            return env[-1 - level]
        case IndexSet():
            return _set(part, env)
    return part


def _set(index_set: IndexSet, env: _Env) -> IndexSet:
    if not index_set.removed:
        return index_set
    return replace(index_set, removed=tuple(_place(point, env) for point in index_set.removed))


@lru_cache(_CACHED)
def _depth(part: Any) -> int:
    """How deeply binders are nested in a value."""
    match part:
        case Frac():
            return max(_depth(part.num), _depth(part.den))
        case Poly():
            return max(map(_depth, part.terms), default=0)
        case Mono():
            above = 0 if part.exponent is None else _depth(part.exponent)
            return max([above, *(_depth(atom) for atom, _ in part.powers)])
        case Atom():
            return max(map(_depth, part.data), default=0) + (part.kind in {"sum", "max"})
    return 0
