"""Choices: the branch that is taken, or both of them, weighted by whether the condition holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stabcheck.carriers.term import Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.reasons import accept
from stabcheck.certificate.script import Lemma
from stabcheck.certificate.signs import stated_fact
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac
from stabcheck.proof.elaborate.arithmetic import ZERO, of_atom
from stabcheck.proof.elaborate.signs import ANY, Sign
from stabcheck.proof.judgement import Guarded, Judgement
from stabcheck.proof.kernel.axioms import COMPARISONS
from stabcheck.proof.proof_object import Fact
from stabcheck.proof.sign_object import SignProof

if TYPE_CHECKING:
    from stabcheck.certificate.judgements import Judgements

__all__ = ["Choice"]

#: What it says of a value, or of its negative, to have one of these signs.
_SAYING: dict[Sign, tuple[tuple[int, Literal[">", "≥", "≠"]], ...]] = {
    frozenset({1}): ((1, ">"),),
    frozenset({0, 1}): ((1, "≥"),),
    frozenset({0}): ((1, "≥"), (-1, "≥")),
    frozenset({-1, 1}): ((1, "≠"),),
    frozenset({-1, 0}): ((-1, "≥"),),
    frozenset({-1}): ((-1, ">"),),
}


@dataclass
class Choice:
    """Writes what shows the value of a choice in one case."""

    judgements: Judgements
    judgement: Judgement

    @property
    def condition(self) -> Term:
        """What decides."""
        found: Term = self.judgement.term.parts[0]
        return found

    @property
    def comparisons(self) -> list[Term]:
        """What the condition is made of."""
        return [part for part in self.condition.subterms() if part.op in COMPARISONS]

    @property
    def taken(self) -> Term | None:
        """The branch that the signs leave; None where both stay."""
        _, then, otherwise = self.judgement.term.parts
        holds = self._holds(self.condition)
        if holds is None:
            return None
        branch, other = (then, otherwise) if holds else (otherwise, then)
        judged = self.judgements.judged
        is_own = other not in judged or judged[branch].value == self.judgement.value
        return branch if is_own else None

    def prove(self) -> None:
        """Prove the goal choice = value."""
        script, branch = self.judgements.script, self.taken
        self._know_comparisons()
        if branch is not None:
            script.say(f"by_branches ltac:(exact {self.judgements.by(branch)}).")
            return
        guarded = self.judgement.witness
        if not isinstance(guarded, Guarded):
            raise Uncertified("two branches without their signs")
        self._both(guarded)

    # --- the condition

    def _sign(self, comparison: Term) -> Sign:
        return self.judgements.signs.signs.sign(self.judgements.value(comparison))

    def _holds(self, condition: Term) -> bool | None:
        """Whether it does, as far as signs tell."""
        match condition.op:
            case "true" | "false":
                return condition.op == "true"
            case "not":
                inner = self._holds(condition.parts[0])
                return None if inner is None else not inner
            case "and" | "or":
                decisive = condition.op == "or"
                found = [self._holds(part) for part in condition.parts]
                return decisive if decisive in found else None if None in found else not decisive
        sign, holding = self._sign(condition), COMPARISONS[condition.op]
        return True if sign <= holding else None if sign & holding else False

    def _know_comparisons(self) -> None:
        """Put into the context what relates the sides of comparisons to what is known of them."""
        script, signs = self.judgements.script, self.judgements.signs
        for comparison in self.comparisons:
            gap, sign = self.judgements.value(comparison), self._sign(comparison)
            if sign != ANY:
                signs.show(gap, sign)
            self._relate(comparison, gap)
        for side in dict.fromkeys(side for each in self.comparisons for side in each.parts):
            if self.judgements.lemma(side) is not None:
                script.say(f"pose proof {self.judgements.by(side)}.")

    def _relate(self, comparison: Term, gap: Frac) -> None:
        """Say that the gap is the difference of the sides, where a divisor hides it."""
        values = [self.judgements.value(side) for side in comparison.parts]
        if all(value.den == ONE_POLY for value in values):
            return
        script, write = self.judgements.script, self.judgements.script.formulas.values.fraction
        ordered = values[::-1] if "less" in comparison.op else values
        difference = coq.subtract(*map(write, ordered))
        with script.lemma("E", f"{difference} = {write(gap).within(50)}"):
            self.judgements.equalities.close([gap, *values])

    # --- both branches

    def _both(self, guarded: Guarded) -> None:
        """Prove the goal by c · a + (1 − c) · b, where c is 1 if the condition holds, else 0."""
        judgements, script = self.judgements, self.judgements.script
        _, then, otherwise = self.judgement.term.parts
        known, first = self._on_branch(then, guarded.then, holds=True)
        opposite, second = self._on_branch(otherwise, guarded.otherwise, holds=False)
        atoms: dict[Atom, None] = {}
        is_open = self._holds(self.condition) is not None
        holds = self._weight(self.condition, atoms, is_open=is_open).within(30)

        def weighted(a: Text, b: Text) -> str:
            return f"{holds} * {a.within(30)} + (1 - {holds}) * {b.within(30)}"

        u, v, a, b = (Text(script.names.fresh(letter)) for letter in ("u", "v", "a", "b"))
        given = f"({known}{u} = {a}) -> ({opposite}{v} = {b})"
        choice = script.formulas.choice(self.condition, u, v)
        statement = f"forall {u} {v} {a} {b} : R, {given} -> {choice.within(50)} = {weighted(a, b)}"
        with script.lemma("C", statement) as lemma:
            names = [script.names.fresh(letter) for letter in ("U", "U")]
            script.say(f"intros {u} {v} {a} {b} {' '.join(names)}.")
            script.say(f"by_weights {' '.join(names)}.")
        values = [judgements.value(branch) for branch in (then, otherwise)]
        written = weighted(*map(script.formulas.values.fraction, values))
        script.say(
            f"transitivity ({written}); [exact ({lemma.name} _ _ _ _ {first.name} {second.name})|]."
        )
        judgements.equalities.close([self.judgement.value, *values, *map(of_atom, atoms)])

    def _on_branch(
        self, branch: Term, proofs: tuple[SignProof, ...], *, holds: bool
    ) -> tuple[str, Lemma]:
        """What is known on a branch, and that there it has its value."""
        script, signs = self.judgements.script, self.judgements.signs.copied()
        facts = [*self._guards(self.condition, holds=holds)]
        value = script.formulas.values.fraction(self.judgements.value(branch))
        known = "".join(f"{stated_fact(script, fact)} -> " for fact in facts)
        term = script.formulas.term(branch)
        with script.lemma("U", f"{known}{term.within(50)} = {value.within(50)}") as lemma:
            for fact in facts:
                name = script.names.fresh("G")
                script.say(f"intro {name}.")
                signs = signs.given(fact, Lemma(name))
            accept(proofs, signs)
            script.say(f"exact {self.judgements.under(signs).by(branch)}.")
        return known, lemma

    def _guards(self, condition: Term, *, holds: bool) -> Iterator[Fact]:
        """What the condition, or its opposite, says of single values."""
        if condition.op in {"not", "and", "or"}:
            if condition.op == "not" or holds == (condition.op == "and"):
                for part in condition.parts:
                    yield from self._guards(part, holds=holds != (condition.op == "not"))
        elif condition.op in COMPARISONS:
            gap, signs = self.judgements.value(condition), frozenset(COMPARISONS[condition.op])
            add = self.judgements.signs.signs.arithmetic.add
            for turn, relation in _SAYING[signs if holds else ANY - signs]:
                yield Fact(add(ZERO, gap, turn), relation)

    def _weight(self, condition: Term, atoms: dict[Atom, None], *, is_open: bool) -> Text:
        """1 where the condition holds, else 0; what is decided is a number unless ``is_open``.

        Its indeterminates are added to the ``atoms``.
        """
        holds = self._holds(condition)
        if holds is not None and not is_open:
            return coq.number(int(holds))
        inner = [
            self._weight(part, atoms, is_open=is_open)
            for part in (condition.parts if condition.op in {"not", "and", "or"} else ())
        ]
        match condition.op:
            case "not":
                return coq.subtract(coq.number(1), inner[0])
            case "and":
                return coq.multiply(inner)
            case "or":
                return coq.subtract(coq.add(inner), coq.multiply(inner))
        relation = condition.op.replace("less", "greater")
        atom = Atom("indicator", self.judgements.value(condition), relation)
        atoms[atom] = None
        return self.judgements.script.formulas.values.atom(atom)
