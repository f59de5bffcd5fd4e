"""The tree of cases: complementary splits, each leaf closed by both sides or by a contradiction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from stabcheck.carriers.term import Index, IndexSet, Term, constant, rational
from stabcheck.proof.algebra import Frac
from stabcheck.proof.checker.arithmetic import ONE, ZERO, Rejected, of_number, require
from stabcheck.proof.checker.definitions import derivative
from stabcheck.proof.checker.functions import check_exponential
from stabcheck.proof.checker.preparing import prepared
from stabcheck.proof.checker.signs import Signs
from stabcheck.proof.checker.terms import Replay
from stabcheck.proof.judgement import Judgement
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Exponentiated,
    Fact,
    Group,
    Node,
    Proof,
    SameForm,
    Solved,
    Split,
    SumRelation,
)
from stabcheck.quantity import Argument

__all__ = ["CheckReport", "check", "stated_gaps"]


@dataclass(frozen=True)
class CheckReport:
    """What was checked: how many cases and judgements, and which rules were taken on trust."""

    cases: int
    judgements: int
    trusted: tuple[str, ...] = ()


def check(
    proof: Proof,
    left: Term,
    right: Term,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...] = (),
) -> CheckReport:
    """Replay a proof that left = right on the arguments' domain, under the proof's conditions.

    Raises Rejected, with the first step that does not follow.
    """
    if (proof.left, proof.right) != (left, right):
        raise Rejected("this is the proof of another claim")
    tally = _Tally()
    try:
        facts: tuple[Fact, ...] = ()
        for stated, (gap, relation) in zip(
            proof.stated, stated_gaps(arguments, given), strict=True
        ):
            signs = Signs(arguments, facts)
            signs.accept(stated.signs)
            replay = _replay(signs, stated.judgements, tally, defined=True)
            facts = (*facts, Fact(replay.value(gap), relation))
            tally.finish(replay)
        signs = Signs(arguments, (*facts, *proof.conditions))
        domain = Signs(arguments, facts[: len(list(stated_gaps(arguments, ())))])
        equal = partial(_check_node, tally=tally)
        left, right = prepared(proof.prepared, (left, right), domain, signs, equal)
        _check_node(proof.node, left, right, signs, tally)
    except Rejected:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise Rejected(f"the proof is malformed: {error}") from error
    return CheckReport(tally.cases, tally.judgements, tuple(dict.fromkeys(tally.trusted)))


@dataclass
class _Tally:
    cases: int = 0
    judgements: int = 0
    trusted: list[str] = field(default_factory=list)

    def finish(self, replay: Replay) -> None:
        replay.finish()
        self.judgements += len(replay.checked)
        self.trusted += replay.trusted


def stated_gaps(
    arguments: Mapping[str, Argument], given: tuple[Term, ...]
) -> Iterator[tuple[Term, Literal[">", "≥", "≠"]]]:
    """The claim's own domain and hypotheses: terms that are > 0, ≥ 0 or ≠ 0."""
    conditions = [
        Term(relation, _nearest(name, argument, relation), constant(bound))
        for name, argument in arguments.items()
        for relation, bound in argument.limits
        if argument.kind == "real" or bound.value != 0
    ]
    conditions += given
    while conditions:
        condition = conditions.pop(0)
        if condition.op == "and":
            conditions[:0] = condition.parts
            continue
        sides = condition.parts if condition.op.startswith("g") else condition.parts[::-1]
        yield Term("subtract", *sides), _ASSUMED[condition.op]


_ASSUMED: dict[str, Literal[">", "≥", "≠"]] = {
    "greater": ">",
    "less": ">",
    "greater_equal": "≥",
    "less_equal": "≥",
    "not_equal": "≠",
}


def _nearest(name: str, argument: Argument, relation: str) -> Term:
    """A real, or the entry of an array that is nearest to its bound."""
    axes = [
        Index(index, IndexSet(size), -1 - place)
        for place, (index, size) in enumerate(zip(argument.indices, argument.sizes, strict=True))
    ]
    nearest = Term("entry", name, *axes) if axes else Term("real", name)
    for axis in axes:
        nearest = Term("min" if relation == "greater" else "max", axis, nearest)
    return nearest


# --- the tree of cases ----------------------------------------------------------------------


def _check_node(
    node: Node, left: Term, right: Term, signs: Signs, tally: _Tally, *, formal: bool = False
) -> None:
    """Check left = right; with ``formal`` both sides are read back from what is defined."""
    signs = signs.copied()
    signs.accept(node.signs)
    match node:
        case Empty():
            signs.check_empty(node.combination)
        case Split(value=value):
            if 0 in signs.of_poly(value.den):
                raise Rejected("a case is split on a value that may be undefined")
            upper = Fact(value, ">" if node.strict else "≥")
            lower = Fact(
                Frac(signs.arithmetic.add(ZERO, value, -1).num, value.den),
                "≥" if node.strict else ">",
            )
            for branch, fact in ((node.above, upper), (node.below, lower)):
                _check_node(branch, left, right, signs.given(fact), tally, formal=formal)
        case Solved():
            _check_solved(node, signs, tally)
            new_left, new_right = (
                _replaced(side, node.variable, node.term) for side in (left, right)
            )
            _check_node(node.node, new_left, new_right, signs, tally, formal=formal)
        case Case():
            tally.cases += 1
            replay = _replay(signs, node.judgements, tally, defined=formal)
            _check_case(node, left, right, replay, tally)


def _replay(
    signs: Signs, judgements: tuple[Judgement, ...], tally: _Tally, *, defined: bool = False
) -> Replay:
    """The replay of judgements in a case; what they ask to have proved is proved in that case."""

    def prove(node: Node, left: Term, right: Term) -> None:
        _check_node(node, left, right, signs, tally, formal=True)

    return Replay(signs, judgements, prove, defined=defined)


def _check_solved(node: Solved, signs: Signs, tally: _Tally) -> None:
    """The facts must leave 0 as the only value of variable − term."""
    replay = _replay(signs, node.judgements, tally)
    require(node.variable.op in {"real", "entry"}, "no variable")
    gap = signs.arithmetic.add(replay.value(node.variable), replay.value(node.term), -1)
    scaled = signs.arithmetic.multiply(of_number(node.scale), gap)
    if not node.scale or not signs.sign(scaled) <= {0}:
        raise Rejected(f"{node.variable!r} is not fixed by the facts")
    tally.finish(replay)


def _replaced(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    if term.op == "derivative":  # differentiate first: afterwards the variable may be another
        return _replaced(derivative(*term.parts), old, new)
    return term.rebuild(partial(_replaced, old=old, new=new), lambda index: index)


def _check_case(node: Case, left: Term, right: Term, replay: Replay, tally: _Tally) -> None:
    arithmetic = replay.arithmetic
    difference = arithmetic.add(replay.value(left), replay.value(right), -1)
    match node.closing:
        case SameForm():
            require(arithmetic.equal(difference, ZERO), "the two sides differ")
        case Exponentiated(residual):
            require(arithmetic.equal(difference, residual), "another residual")
            check_exponential(arithmetic, Frac(residual.num, ONE.den), ONE)
        case SumRelation(residual, groups):
            require(arithmetic.equal(difference, residual), "another residual")
            total = arithmetic.total(_group(group, replay, tally) for group in groups)
            numerator = Frac(residual.num, ONE.den)
            require(arithmetic.equal(total, numerator), "the groups leave something over")
    tally.finish(replay)


# --- judgements -----------------------------------------------------------------------------


def _group(group: Group, replay: Replay, tally: _Tally) -> Frac:
    """What the group adds up to, its summands checked to cancel."""
    total = replay.signs.total(group.cofactor, group.members, group.index, group.summand)
    if group.zero is None or group.term is None:
        require(replay.arithmetic.equal(group.summand, ZERO), "the summands do not cancel")
    else:
        value = replay.formal_value(group.term)
        require(replay.arithmetic.equal(value, group.summand), "another summand")
        _check_node(group.zero, group.term, rational(0), replay.signs, tally, formal=True)
    return total
