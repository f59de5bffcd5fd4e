"""What a claim states, as propositions, and the theorems that show that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stabcheck.carriers.term import Index, IndexSet, Term, constant
from stabcheck.proof.kernel.formulas import canonical, equal, literal, refuse_unless
from stabcheck.proof.kernel.theorem import Theorem
from stabcheck.quantity import Argument

__all__ = ["bounds", "established", "nearest", "stated"]


def bounds(arguments: Mapping[str, Argument]) -> Iterator[tuple[str, Term]]:
    """Each bound of an argument, with its name: of an array it holds of the nearest entry."""
    for name, argument in arguments.items():
        for relation, bound in argument.limits:
            yield name, Term(relation, nearest(name, argument, relation), constant(bound))


def nearest(name: str, argument: Argument, relation: str) -> Term:
    """A real, or the entry of an array that is nearest to its bound."""
    axes = [
        Index(index, IndexSet(size), -1 - place)
        for place, (index, size) in enumerate(zip(argument.indices, argument.sizes, strict=True))
    ]
    entry = Term("entry", name, *axes) if axes else Term("real", name)
    for axis in axes:
        entry = Term("min" if relation.startswith("greater") else "max", axis, entry)
    return entry


def stated(condition: Term) -> Iterator[Term]:
    """What a hypothesis of a claim says."""
    if condition.op == "and":
        for part in condition.parts:
            yield from stated(part)
    else:
        yield canonical(literal(condition, holds=True))


def established(
    theorems: Sequence[Theorem],
    left: Term,
    right: Term,
    hypotheses: Iterable[Term],
    conditions: Iterable[Term] = (),
) -> None:
    """Raise Refused unless the theorems say that left = right, and that both are defined.

    They may suppose the claim's own ``hypotheses``, comparisons, and the ``conditions``, which
    are propositions.
    """
    claims = [equal(left, right), Term("defined", left), Term("defined", right)]
    shown = [theorem.conclusion for theorem in theorems]
    refuse_unless(shown == [*map(canonical, claims)], "the theorems are about another claim")
    allowed = {part for each in hypotheses for part in stated(each)} | {*map(canonical, conditions)}
    supposed = frozenset[Term]().union(*(theorem.hypotheses for theorem in theorems))
    refuse_unless(supposed <= allowed, "the theorems suppose more than the claim states")
