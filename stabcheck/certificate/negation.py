"""A claim that does not hold, as the theorem that there is a point at which its sides differ."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.term import IndexSet, Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.at_point import AtPoint
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.goal import Goal
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.certificate.script import Script
from stabcheck.certificate.statement import Statement, as_premise, conjuncts
from stabcheck.certificate.words import Words
from stabcheck.proof.result import Refutation
from stabcheck.quantity import Argument

__all__ = ["negation"]

#: The least difference, in units of the greater side, that Coq's bounds are close enough for.
_LEAST = 1e-5
_GIVEN = {
    "less": ("<", "value_less"),
    "less_equal": ("<=", "value_at_most"),
    "not_equal": ("<>", "values_differ"),
}
_DOMAIN = """\
  { repeat split; simpl; try (repeat constructor; simpl; intuition discriminate);
    try discriminate; try tauto; try lra;
    intros; simpl in *; repeat match goal with
    | inside : _ \\/ _ |- _ => destruct inside
    | inside : False |- _ => destruct inside
    end; subst; simpl; lra. }"""


def negation(name: str, refutation: Refutation, arguments: Mapping[str, Argument]) -> str:
    """The theorem that the two sides differ at the point, and its proof.

    Raises Uncertified where one of them cannot be written.
    """
    own = identifier(f"{name}_is_false")
    words = Words.of(
        [refutation.left, refutation.right, *refutation.given],
        Names({*map(identifier, arguments)}),
    )
    found = _Negation(refutation, arguments, words, Script(Names({*words.names})))
    lines = [f"Theorem {own} :", *found.statement(), "Proof.", *found.proof(), "Qed.", ""]
    return "\n".join([*words.definitions.values(), *lines, f"Print Assumptions {own}.", ""])


@dataclass
class _Negation:
    refutation: Refutation
    arguments: Mapping[str, Argument]
    words: Words
    script: Script

    def __post_init__(self) -> None:
        self.goal = Goal(self.script, self.refutation.left, self.refutation.right)
        self.stated = Statement(self.script, self.arguments, self.words)
        premises = self.stated.premises(self.goal, self.refutation.given)
        self.premises = [text for _, text in premises]
        self.given = [part for each in self.refutation.given for part in conjuncts(each)]
        self.own = self.premises[: len(premises) - len(self.given)]
        self.at = AtPoint(self.refutation.point)

    def statement(self) -> list[str]:
        """That there are such numbers for which the claim's two sides differ."""
        return [
            f"  exists {' '.join(self.stated.binders)},",
            *(f"  {as_premise(text)} /\\" for text in self.premises),
            *self._differ(),
        ]

    def _differ(self) -> list[str]:
        *before, last = self.goal.lines(self.words)
        if not self.goal.nodes:
            (left,) = before
            return [left, f"  <> {last.strip().removeprefix('= ')}"]
        if not self.goal.is_limit:
            raise Uncertified("a point for derivatives on both sides, or inside a formula")
        return ["  ~", *before, last]

    def proof(self) -> list[str]:
        """The point, that it is one of the domain, and that the sides differ there."""
        lines = [f"  exists {self._at(variable)}." for variable in self.stated.variables]
        for proof in [*([_DOMAIN] * len(self.own)), *map(self._hypothesis, self.given)]:
            lines += ["  split.", proof]
        return [*lines, *self.stated.unfolding, *self._written_out(), *self._apart()]

    def _written_out(self) -> list[str]:
        terms = [*self.refutation.left.subterms(), *self.refutation.right.subterms()]
        if not any(term.op in {"max", "min"} for term in terms):
            return []
        return ["  unfold Min; cbn [Sum]; rewrite ?Max_next, ?Max_only."]

    def _hypothesis(self, condition: Term) -> str:
        turned = condition.op.startswith("greater")
        name = condition.op.replace("greater", "less")
        if name not in _GIVEN:
            raise Uncertified(f"a hypothesis of kind {condition.op} at a point")
        left, right = (
            self.at.formula(side).within(0)
            for side in (condition.parts[::-1] if turned else condition.parts)
        )
        relation, rule = _GIVEN[name]
        return (
            f"  {{ change (value_of {left} 0 {relation} value_of {right} 0).\n"
            f"    apply {rule}; vm_cast_no_check (eq_refl true). }}"
        )

    def _apart(self) -> list[str]:
        left, right = self.refutation.left, self.refutation.right
        if not self.goal.nodes:
            self._hold_apart(left, right)
            shown = [self.at.formula(side).within(0) for side in (left, right)]
            return [
                f"  change (value_of {shown[0]} 0 <> value_of {shown[1]} 0).",
                "  apply values_differ; vm_cast_no_check (eq_refl true).",
            ]
        self._hold_apart(left, right)
        formula, variable = left.parts
        moving = AtPoint(self.refutation.point, variable)
        along, slope = (moving.formula(term).within(0) for term in (formula, right))
        place = f"(value_of {self.at.formula(variable).within(0)} 0)"
        goal = f"derivable_pt_lim (value_of {along}) {place} (value_of {slope} {place})"
        return [
            f"  change (~ {goal}).",
            "  apply other_slope; vm_cast_no_check (eq_refl true).",
        ]

    def _hold_apart(self, left: Term, right: Term) -> None:
        balls = [self.at.enclosure(side) for side in (left, right)]
        scale = max(1.0, *(abs(float(ball.mid())) for ball in balls))
        if abs(float((balls[0] - balls[1]).mid())) < _LEAST * scale:
            raise Uncertified("the sides differ by too little for the bounds of a certificate")

    # --- the point

    def _at(self, variable: str) -> str:
        """What stands at the point for a variable of the statement."""
        point, names = self.refutation.point, self.script.names
        for size, count in point.sizes.items():
            if names.index_set(IndexSet(size)) == variable:
                return f"[{'; '.join(map(str, range(count)))}]%nat"
        for name, value in point.reals.items():
            if identifier(name) == variable:
                return coq.number(value).within(0)
        for index, place in point.indices.items():
            if names.index(index) == variable:
                return f"{place}%nat"
        for name, argument in self.arguments.items():
            if identifier(name) == variable and argument.kind != "index":
                return f"({self._family(name, argument)})"
        raise Uncertified(f"nothing at the point for {variable}")

    def _family(self, name: str, argument: Argument) -> str:
        """A vector or matrix as a function of its indices."""
        point = self.refutation.point
        counts = [range(point.sizes[size]) for size in argument.sizes]
        table = {
            places: coq.number(point.entries[(name, *places)])
            for places in itertools.product(*counts)
        }
        return _function(table, [*counts], ())


def _function(
    table: Mapping[tuple[int, ...], Text], counts: Sequence[range], at: tuple[int, ...]
) -> str:
    if not counts:
        return table[at].text
    letter = f"i{len(at)}"
    cases = " | ".join(
        f"{place}%nat => {_function(table, counts[1:], (*at, place))}" for place in counts[0]
    )
    others = "fun _ => " * (len(counts) - 1)
    return (
        f"fun {letter} => match {letter} with {cases} | _ => {others}{coq.number(Fraction(0))} end"
    )
