"""One traced term against the definition's: proved, refuted with a point, or undecided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from stabcheck.carriers.budget import OutOfTime
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import BINDERS, ZERO, Index, Term
from stabcheck.proof.claim import everywhere
from stabcheck.proof.evaluate import Point, Undefined, enclose
from stabcheck.proof.refute import Counterexample, Witness
from stabcheck.proof.verdict import settle
from stabcheck.quantity import Argument
from stabcheck.target.paths import reached, with_undefined
from stabcheck.target.points import (
    Difference,
    certainly_undefined,
    largest_difference,
    tried_points,
)

__all__ = ["Judgement", "judged"]

_BITS = 128


@dataclass(frozen=True)
class Judgement:
    """The verdict on one component; ``traced`` is the term it is about.

    ``undefined`` says that it was refuted by a point where the function has no value.
    """

    verdict: str
    traced: Term
    reason: str | None = None
    counterexample: Counterexample | None = None
    conditions: tuple[str, ...] = ()
    largest_difference: str | None = None
    undefined: bool = False


def judged(
    traced: Term,
    expected: Term,
    arguments: Mapping[str, Argument],
    given: tuple[Symbol, ...] = (),
) -> Judgement:
    """Whether the two are equal on the domain, and ``traced`` has a value wherever both should.

    ``given`` are the conditions on the arguments, entry by entry.
    """
    expected = _unnamed(expected)
    try:
        survivor = _survivor(traced, expected, arguments, given)
        if survivor is not None:
            return survivor
        traced = with_undefined(traced, ZERO)
        return _settled(traced, *_one_entry(traced, expected, arguments, given))
    except NotModelled as refusal:
        return Judgement("UNDECIDED", traced, str(refusal))
    except OutOfTime as spent:
        return Judgement("UNDECIDED", traced, str(spent))
    except RecursionError:
        return Judgement("UNDECIDED", traced, "the formula is nested too deeply")


def _survivor(
    traced: Term, expected: Term, arguments: Mapping[str, Argument], given: tuple[Symbol, ...]
) -> Judgement | None:
    """The judgement on a term in which an undefined value may survive; None where none does."""
    labels = dict.fromkeys(part.parts[0] for part in traced.subterms() if part.op == "undefined")
    if not labels:
        return None
    what = " or ".join(labels)
    left, right, simple, known = _one_entry(reached(traced), expected, arguments, given)
    outcome = settle(left, ZERO, simple, known)
    if outcome.verdict == "PROVED" and not outcome.conditions:
        return None
    if outcome.witness is None:
        return Judgement("UNDECIDED", traced, f"a value may survive that is none: {what}")
    point = outcome.witness.point
    try:
        value = enclose(right, point, _BITS)
    except Undefined:
        return Judgement("UNDECIDED", traced, f"a value may survive that is none: {what}")
    printed = Witness(point, value, value + 1).printed()
    return Judgement("REFUTED", traced, what, replace(printed, lhs=what, rhs=value.str(12)))


def _settled(
    original: Term,
    left: Term,
    right: Term,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...],
) -> Judgement:
    outcome = settle(left, right, arguments, given)
    if outcome.verdict == "PROVED":
        points = tried_points(left, right, arguments, given) if outcome.conditions else ()
        return _defined(original, left, right, points, outcome.conditions)
    largest = largest_difference(left, right, arguments, given)
    witness = outcome.witness
    if witness is None and largest is not None and largest.certain:
        witness = largest.witness
    if witness is not None:
        differs = str(largest) if isinstance(largest, Difference) else None
        return Judgement(
            "REFUTED",
            original,
            "it is another function over the reals",
            witness.printed(),
            largest_difference=differs,
        )
    if _proved_path_by_path(left, right, arguments, given):
        return Judgement("PROVED", original)
    return Judgement("UNDECIDED", original, f"not decided; what resists: {outcome.residual}")


def _defined(
    original: Term,
    left: Term,
    right: Term,
    points: Iterable[Point],
    conditions: tuple[str, ...],
) -> Judgement:
    """PROVED, unless the function certainly has no value at a point where the definition has."""
    for point in points:
        reason = certainly_undefined(left, point)
        if reason is None:
            continue
        try:
            value = enclose(right, point, _BITS)
        except Undefined:
            continue
        printed = replace(Witness(point, value, value + 1).printed(), lhs=reason, rhs=value.str(12))
        text = f"it has no value there: {reason}"
        return Judgement("REFUTED", original, text, printed, undefined=True)
    return Judgement("PROVED", original, conditions=conditions)


def _proved_path_by_path(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Term, ...]
) -> bool:
    """Whether each branch is the definition by itself, whatever the condition between them."""
    if left.op != "where":
        return False
    for branch in left.parts[1:]:
        outcome = settle(branch, right, arguments, given)
        plain = outcome.verdict == "PROVED" and not outcome.conditions
        if not plain and not _proved_path_by_path(branch, right, arguments, given):
            return False
    return True


# --- one entry for all ----------------------------------------------------------------------


def _one_entry(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Symbol, ...]
) -> tuple[Term, Term, dict[str, Argument], tuple[Term, ...]]:
    """The claim about one entry, or one row, where the others do not enter.

    Where nothing is summed over an axis that the argument leads with, its entries are reals (or
    its rows are vectors) like any others.  What is given for all entries is, for any one.
    """
    simple = dict(arguments)
    while True:
        axis = _leading([left, right, *(condition.term for condition in given)], simple)
        if axis is None:
            return left, right, simple, tuple(map(everywhere, given))
        left, right = _without(left, axis), _without(right, axis)
        given = tuple(
            Symbol(_without(each.term, axis), tuple(own for own in each.axes if own != axis))
            for each in given
        )
        for name, argument in simple.items():
            if argument.sizes[:1] == (axis.set.name,):
                simple[name] = _less(argument)


def _leading(terms: list[Term], arguments: Mapping[str, Argument]) -> Index | None:
    """A free index that every array is indexed by first, and that nothing ranges over."""
    free = set[Index]().union(*(term.free_indices() for term in terms))
    for axis in free:
        name = axis.set.name
        first = [a for a in arguments.values() if name in a.sizes]
        if axis.attains is not None or any(name in a.sizes[1:] for a in first) or not first:
            continue
        if not any(_ranges(part, axis) for term in terms for part in term.subterms()):
            return axis
    return None


def _ranges(part: Term, axis: Index) -> bool:
    if part.op in BINDERS:
        return bool(part.parts[0].set.name == axis.set.name)
    if part.op == "entry":
        own = [index for index in part.parts[1:] if index.set.name == axis.set.name]
        return own not in ([], [axis])
    return part.op in {"size", "delta", "blocks"}


def _unnamed(term: Term) -> Term:
    """The term with names replaced by what they mean."""
    if term.op == "named":
        return _unnamed(term.parts[3])
    return term.rebuild(_unnamed, lambda index: index)


def _without(term: Term, axis: Index) -> Term:
    if term.op == "entry" and axis in term.parts[1:]:
        name, _, *rest = term.parts
        return Term("entry", name, *rest) if rest else Term("real", name)
    return term.rebuild(lambda part: _without(part, axis), lambda index: index)


def _less(argument: Argument) -> Argument:
    kinds = {0: "real", 1: "vector"}
    return replace(
        argument,
        kind=kinds[len(argument.sizes) - 1],  # type: ignore[arg-type]
        sizes=argument.sizes[1:],
        indices=argument.indices[1:],
    )
