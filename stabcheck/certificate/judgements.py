"""Judgements, *term = value*, each an assertion that rests on those of the term's parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any

from stabcheck.carriers.term import Index, Term, rational
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.equalities import Equalities
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.formulas import Uncertified
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.certificate.sums import Sums
from stabcheck.proof.algebra import ONE_POLY, Frac, Mono, Poly
from stabcheck.proof.checker.definitions import COMPARISONS, DEFINITIONS, filled
from stabcheck.proof.checker.signs import HOLDS
from stabcheck.proof.proof_object import Judgement, MaxProof, PowerProof, SumProof

__all__ = ["Judgements"]

_FUNCTIONS = {
    "add": "Rplus",
    "subtract": "Rminus",
    "multiply": "Rmult",
    "negative": "Ropp",
}

#: How Coq's definition of a function unfolds to the one that the proof uses.
_UNFOLDED = {
    "tanh": "tanh_is",
    "sinh": "sinh_is",
    "cosh": "cosh_is",
}


@dataclass
class Judgements:
    """The judgements of one case, written when they are first asked for."""

    script: Script
    signs: KnownSigns
    judged: dict[Term, Judgement]
    written: dict[Term, Lemma | None] = field(default_factory=dict)

    @property
    def equalities(self) -> Equalities:
        """Proves equations between values under the signs of this case."""
        return Equalities(self.script, self.signs)

    def value(self, term: Term) -> Frac:
        """The value that is judged of a term."""
        judgement = self.judged.get(term)
        if judgement is None:
            raise Uncertified(f"{term!r} is not judged")
        return judgement.value

    def lemma(self, term: Term) -> Lemma | None:
        """The assertion that a term has its value, its proof written before.

        None where the value is the term as it stands.
        """
        if term not in self.written:
            for part in self._parts(term):
                self.lemma(part)
            over = self.script.loose(term.free_indices())
            text = self.script.formulas.term(term)
            value = self.script.formulas.values.fraction(self.value(term))
            if text.text == value.text:
                self.written[term] = None
                return None
            with self.script.lemma("J", f"{text.within(50)} = {value.within(50)}", over) as lemma:
                self._prove(self.judged[term])
            self.written[term] = lemma
        return self.written[term]

    def by(self, term: Term) -> str:
        """The assertion at the indices of the context."""
        lemma = self.lemma(term)
        return "eq_refl" if lemma is None else self.script.at(lemma)

    def compose(self, name: str, *parts: Term) -> None:
        """Put the values of its parts in place of them in a function, the goal's left side."""
        if all(self.lemma(part) is None for part in parts):
            return
        values = self.script.formulas.values
        shown = [values.fraction(self.value(part)).within(0) for part in parts]
        rule = "f_equal" if len(parts) == 1 else f"f_equal{len(parts)}"
        proofs = " ".join(self.by(part) for part in parts)
        self.script.say(f"transitivity ({name} {' '.join(shown)}); [exact ({rule} {name} {proofs})|].")

    def _parts(self, term: Term) -> Iterable[Term]:
        match term.op:
            case "rational" | "pi" | "real" | "entry" | "delta":
                return ()
            case "size":
                return ()
            case "sum" | "max" | "min" if term.parts[0].set.blocks:
                return (self.judged[term].witness,)  # type: ignore[return-value]
            case "sum" | "max":
                return (term.parts[1],)
            case "min":
                return (Term("negative", term.parts[1]),)
            case "named":
                return (term.parts[3],)
            case "where":
                return self._of_choice(term)
            case "power" if not isinstance(self.judged[term].witness, PowerProof):
                return (term.parts[0],)
        if term.op in DEFINITIONS:
            return (filled(DEFINITIONS[term.op], term.parts),)
        return tuple(term.children)

    def _of_choice(self, term: Term) -> tuple[Term, ...]:
        sides = [
            side
            for part in term.parts[0].subterms()
            if part.op in COMPARISONS
            for side in part.parts
        ]
        return (*sides, *(branch for branch in term.parts[1:] if branch in self.judged))

    # --- rules

    def _prove(self, judgement: Judgement) -> None:
        term = judgement.term
        rule = getattr(self, f"_{term.op}", None)
        if rule is not None:
            rule(judgement, *term.parts)
        elif term.op in DEFINITIONS:
            self._defined(judgement)
        else:
            raise Uncertified(f"no rule for {term.op}")

    def _plainly(self, judgement: Judgement, *parts: Term) -> None:
        """By rewriting the parts and multiplying out."""
        self.compose(_FUNCTIONS[judgement.term.op], *parts)
        self.equalities.close([judgement.value, *map(self.value, parts)])

    def _leaf(self, judgement: Judgement, *_: Any) -> None:
        self.script.say("try reflexivity; field.")

    _rational = _pi = _real = _leaf

    def _entry(self, judgement: Judgement, *_: Any) -> None:
        self.script.say("reflexivity.")

    def _delta(self, judgement: Judgement, left: Index, right: Index) -> None:
        if left == right:
            self.script.say("apply delta_same.")
        else:
            self.script.say("first [reflexivity | apply delta_sym].")

    def _size(self, judgement: Judgement, index_set: Any) -> None:
        if index_set.removed:
            (point,) = index_set.removed
            name = self.script.names.index_set(index_set)
            place = self.script.formulas.values.place(point).within(0)
            member = self.script.member_of_whole(point)
            self.script.say(f"rewrite (size_without {name} {place} (proj1 set_{name}) {member}).")
        self.script.say("field; nonzero.")

    def _add(self, judgement: Judgement, *parts: Term) -> None:
        self._plainly(judgement, *parts)

    _subtract = _multiply = _negative = _add

    def _divide(self, judgement: Judgement, top: Term, bottom: Term) -> None:
        """A quotient; its divisor's numerator is among what must not be 0."""
        below = self.value(bottom)
        self.compose("Rdiv", top, bottom)
        parts = [judgement.value, self.value(top), below, Frac(below.den, below.num)]
        self.equalities.close(parts)

    def _power(self, judgement: Judgement, base: Term, exponent: Term) -> None:
        power = self.judged[exponent].value.rational if exponent in self.judged else None
        if isinstance(judgement.witness, PowerProof) or power is None:
            raise Uncertified("a power with a variable exponent")
        if power.denominator != 1:
            raise Uncertified("a power with a fractional exponent")
        value = self.value(base)
        shape = f"(fun z => z ^ {abs(power)})" if power >= 0 else f"(fun z => 1 / z ^ {abs(power)})"
        self.compose(shape, base)
        parts = [judgement.value, value]
        if power < 0:
            parts.append(Frac(value.den, value.num))
        self.equalities.close(parts)

    # --- exponentials and logarithms

    def _exp(self, judgement: Judgement, exponent: Term) -> None:
        value = self.value(exponent)
        self.compose("exp", exponent)
        if _has_whole_logarithms(value):
            self.equalities.close([judgement.value], [value])
        else:
            raise Uncertified("an exponential of a part of a logarithm")

    def _log(self, judgement: Judgement, argument: Term) -> None:
        self.compose("ln", argument)
        self.logarithm(self.value(argument), judgement.value)

    def logarithm(self, argument: Frac, value: Frac) -> None:
        """Prove the goal ln argument = value."""
        self.script.say("apply ln_is.")
        self.equalities.close([argument], [value])

    # --- cases

    def _absolute(self, judgement: Judgement, argument: Term) -> None:
        self.compose("Rabs", argument)
        self._magnitude(judgement.value, self.value(argument))

    def _magnitude(self, size: Frac, value: Frac) -> None:
        """Prove the goal |value| = size."""
        above = self.signs.show(size, self.signs.signs.sign(size) & HOLDS["≥"])
        self.script.say(f"apply Rabs_is; [lra|clear {above}].")
        self.equalities.close([size, value])

    def _maximum(self, judgement: Judgement, left: Term, right: Term) -> None:
        size: Any = judgement.witness
        self.compose({"maximum": "Rmax", "minimum": "Rmin"}[judgement.term.op], left, right)
        rule = {"maximum": "Rmax_is", "minimum": "Rmin_is"}[judgement.term.op]
        values = self.script.formulas.values
        self.script.say(f"rewrite ({rule} _ _ {values.fraction(size).within(0)}).")
        a, b = self.value(left), self.value(right)
        self.script.say("2: {")
        self.script.depth += 1
        self._magnitude_of_difference(size, a, b)
        self.script.depth -= 1
        self.script.say("}")
        self.equalities.close([judgement.value, a, b, size])

    _minimum = _maximum

    def _magnitude_of_difference(self, size: Frac, a: Frac, b: Frac) -> None:
        above = self.signs.show(size, self.signs.signs.sign(size) & HOLDS["≥"])
        self.script.say(f"apply Rabs_is; [lra|clear {above}].")
        self.equalities.close([size, a, b])

    def _where(self, judgement: Judgement, condition: Term, then: Term, otherwise: Term) -> None:
        """Each branch that can be taken has the value; the others contradict what is known."""
        for part in condition.subterms():
            if part.op in COMPARISONS:
                self._compared(part)
        for side in dict.fromkeys(
            s for part in condition.subterms() if part.op in COMPARISONS for s in part.parts
        ):
            if self.lemma(side) is not None:
                self.script.say(f"pose proof {self.by(side)}.")
        self.script.say("repeat match goal with |- context [if ?c then _ else _] => destruct c end;")
        branches = [b for b in (then, otherwise) if b in self.judged]
        tries = " | ".join(f"exact {self.by(branch)}" for branch in branches)
        self.script.say(f"  first [exfalso; lra | {tries}].")

    def _compared(self, comparison: Term) -> None:
        """Put the sign of what a comparison compares into the context."""
        gap = self.value(comparison)
        sign = self.signs.signs.sign(gap)
        if len(sign) < 3:
            self.signs.show(gap, sign)

    # --- sums and maxima

    def _over(self, judgement: Judgement, index: Index, body: Term) -> None:
        proof: Any = judgement.witness
        if index.set.blocks:
            self.script.say(f"exact {self.by(proof)}.")
            return
        if judgement.term.op == "min":
            body = Term("negative", body)
        sums = Sums(self.script, self.signs, self.equalities)
        if isinstance(proof, SumProof):
            sums.prove_sum(proof, self.by_index(index, body))
        elif isinstance(proof, MaxProof):
            if judgement.term.op == "min":
                raise Uncertified("a minimum over an index set")
            sums.prove_max(proof, self.by_index(index, body))

    _sum = _max = _min = _over

    def by_index(self, index: Index, body: Term) -> str:
        """That the body has its value at every index."""
        lemma = self.lemma(body)
        name = self.script.names.index(index)
        member = self.script.member(index)
        self.script.context.add(index)
        inside = "eq_refl" if lemma is None else self.script.at(lemma)
        self.script.context.discard(index)
        return f"(fun {name} {member} => {inside})"

    # --- words

    def _named(self, judgement: Judgement, *parts: Any) -> None:
        self.script.say(f"exact {self.by(parts[3])}.")

    def _defined(self, judgement: Judgement) -> None:
        term = judgement.term
        meaning = filled(DEFINITIONS[term.op], term.parts)
        rule = _UNFOLDED.get(term.op)
        if rule:
            self.script.say(f"rewrite {rule}.")
        self.script.say(f"exact {self.by(meaning)}.")


def _has_whole_logarithms(value: Frac) -> bool:
    return all(
        v.denominator == 1
        for mono, v in value.num.terms.items()
        for atom, _ in mono.powers
        if atom.kind == "log" and len(mono.powers) == 1
    )
