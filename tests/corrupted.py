"""Every way to corrupt one field of a proof object, found by walking its data classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index, Term, rational
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.proof_object import Empty, Fact, Node, Solved, Split
from stabcheck.proof.sign_object import (
    ByBody,
    ByCauchy,
    ByCombination,
    ByProduct,
    BySquare,
    SignProof,
)

#: Twice as much has the same sign.
_SCALES = {
    (Fact, "value"),
    (SignProof, "subject"),
    (Split, "value"),
    (ByProduct, "cofactor"),
}
STRANGER = Atom("real", "stranger")
WORDS = {
    ">": ["≥", "≠"],
    "≥": [">", "≠"],
    "≠": ["≥"],  # > would do as well, as a stronger condition
    "sum": ["size"],
    "size": ["sum"],
}


def corrupted(part: Any, path: str = "proof") -> Iterator[tuple[str, Any]]:
    """Copies of the part, each with one field changed somewhere, and the field's path."""
    if isinstance(part, ByBody):  # any fresh index will do
        return
    for change, changed in _here(part):
        yield f"{path} {change}", changed
    if isinstance(part, tuple) and not _is_square(part):
        for k, item in enumerate(part):
            for where, changed in corrupted(item, f"{path}[{k}]"):
                yield where, (*part[:k], changed, *part[k + 1 :])
    elif is_dataclass(part) and not isinstance(part, Index):
        for field in fields(part):
            own_path = f"{path}.{field.name}"
            for where, changed in corrupted(getattr(part, field.name), own_path):
                if not _says_the_same(part, field.name, where.removeprefix(own_path).strip()):
                    yield where, replace(part, **{field.name: changed})


def _says_the_same(part: Any, field: str, change: str) -> bool:
    """Whether the change leaves what the part says as it was."""
    if change == "doubled" and (type(part), field) in _SCALES:
        return True
    match part:
        case Solved():  # any multiple of 0 is 0
            return field == "scale"
        case Split():  # on the boundary both may hold; where a side is empty, so may other splits
            has_empty_side = Empty in {type(part.above), type(part.below)}
            return field == "strict" or (field == "value" and has_empty_side)
        case Fact(relation="≠"):
            return field == "value" and change == "negated"
        case SignProof(sign=sign):
            return field == "subject" and change == "negated" and sign == {-s for s in sign}
        case ByProduct():  # of the negative product the sign is known as well
            return field == "cofactor" and change == "negated"
        case BySquare():
            return field == "root" and change == "negated"
        case ByCombination() | ByCauchy():  # any fresh index will do
            return field == "index"
    return False


def _here(part: Any) -> Iterator[tuple[str, Any]]:
    """The part itself replaced."""
    if isinstance(part, Node):
        yield "taken for empty", Empty((), ())
    for kind, changes in _CHANGES.items():
        if type(part) is kind:
            yield from changes(part)


def _of_tuple(part: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    if _is_square(part):
        factor, power = part
        yield "another power", (factor, power + 1)
        yield "another factor", (next(_of_poly(factor))[1], power)
        return
    for k in range(len(part)):
        yield f"without {k}", (*part[:k], *part[k + 1 :])


def _of_frac(part: Frac) -> Iterator[tuple[str, Any]]:
    yield from ((change, Frac(num, part.den)) for change, num in _of_poly(part.num))
    if part.num:  # nothing over twice as much is still nothing
        yield "over twice", Frac(part.num, _scaled(part.den, 2))


def _is_square(part: Any) -> bool:
    """Whether this is a factor to an even power, where its own sign is no matter."""
    match part:
        case (Poly(), int() as power):
            return power % 2 == 0
    return False


def _of_poly(poly: Poly) -> Iterator[tuple[str, Poly]]:
    one = Mono()
    total = poly.terms.get(one, Fraction(0)) + 1
    rest = {mono: value for mono, value in poly.terms.items() if mono != one}
    yield "one more", Poly({**rest, one: total} if total else rest)
    yield "with a stranger", Poly({**poly.terms, Mono([(STRANGER, 1)]): Fraction(1)})
    if poly.terms:
        yield "negated", _scaled(poly, -1)
        yield "doubled", _scaled(poly, 2)


def _scaled(poly: Poly, factor: int) -> Poly:
    return Poly({mono: value * factor for mono, value in poly.terms.items()})


_CHANGES: dict[type, Callable[[Any], Iterable[tuple[str, Any]]]] = {
    bool: lambda part: [("flipped", not part)],
    int: lambda part: [("counted on", part + 1)],
    Fraction: lambda part: [("one more", part + 1), ("negated", -part)],
    str: lambda part: [(f"as {word}", word) for word in WORDS.get(part, ["stranger"])],
    frozenset: lambda part: [(f"with {sign} toggled", part ^ {sign}) for sign in (-1, 0, 1)],
    Frac: _of_frac,
    Poly: _of_poly,
    Mono: lambda part: [("times x", Mono([*part.powers, (STRANGER, 1)], part.exponent))],
    Atom: lambda _: [("another atom", STRANGER)],
    Term: lambda part: [("another term", Term("add", part, rational(1)))],
    Index: lambda part: [("another index", Index(part.name, part.set, 10**9))],
    tuple: _of_tuple,
}
