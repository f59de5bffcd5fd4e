"""Signs of values: what is known in a case, and how Coq is shown it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from stabcheck.carriers.term import Index
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.script import Lemma, Script
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.signs import Sign, Signs
from stabcheck.proof.proof_object import Fact

__all__ = ["KnownSigns", "relation", "stated_fact"]

_RELATIONS: dict[Sign, str] = {
    frozenset({1}): "0 < {}",
    frozenset({0, 1}): "0 <= {}",
    frozenset({-1}): "{} < 0",
    frozenset({-1, 0}): "{} <= 0",
    frozenset({-1, 1}): "{} <> 0",
    frozenset({0}): "{} = 0",
    frozenset(): "False",
}
_STATED = {">": "0 < {}", "≥": "0 <= {}", "≠": "{} <> 0"}


def relation(text: Text, sign: Sign) -> str | None:
    """What a sign says of an expression; None where it says nothing."""
    shape = _RELATIONS.get(sign)
    return None if shape is None else shape.format(text)


def stated_fact(script: Script, fact: Fact) -> str:
    """A fact as a statement."""
    return _STATED[fact.relation].format(script.formulas.values.fraction(fact.value))


@dataclass
class KnownSigns:
    """The signs of one case: as the proof object states them, and by which hypotheses."""

    script: Script
    signs: Signs
    facts: list[Lemma] = field(default_factory=list)
    lemmas: dict[Poly | Atom, tuple[Lemma, ...]] = field(default_factory=dict)
    #: hypotheses on the entries of vectors, by name
    bounds: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def copied(self) -> KnownSigns:
        """The same, to be added to elsewhere."""
        return KnownSigns(
            self.script, self.signs.copied(), [*self.facts], {**self.lemmas}, self.bounds
        )

    def given(self, fact: Fact, lemma: Lemma) -> KnownSigns:
        """The signs under one more fact."""
        facts = [*self.facts, lemma]
        found = KnownSigns(self.script, self.signs.given(fact), facts, {**self.lemmas}, self.bounds)
        if fact.value.den == ONE_POLY:
            found.note(fact.value.num, lemma)
        return found

    def note(self, subject: Poly | Atom, lemma: Lemma) -> None:
        """Know the subject's sign by a lemma."""
        self.lemmas[subject] = (*self.lemmas.get(subject, ()), lemma)

    def _known(self, subject: Poly | Atom) -> Iterator[str]:
        """What is known of the subject itself or of its opposite."""
        found = self.lemmas.get(subject, ())
        if isinstance(subject, Poly):
            opposite = Poly({mono: -value for mono, value in subject.terms.items()})
            found = (*found, *self.lemmas.get(opposite, ()))
        return map(self.script.at, found)

    # --- what is asked for

    def nonzero(self, poly: Poly) -> str:
        """A hypothesis that says that a polynomial is not 0."""
        sign = self.signs.of_poly(poly)
        if 0 in sign:
            raise Uncertified(f"nothing says that {self._poly(poly)} is not 0")
        with self.script.lemma("N", f"{self._poly(poly)} <> 0") as lemma:
            self._show(poly)
            self._conclude(poly)
        return lemma.name

    def show(self, value: Frac, sign: Sign) -> str:
        """A hypothesis that says that a fraction has one of these signs."""
        text = self.script.formulas.values.fraction(value)
        statement = relation(text, sign)
        if statement is None:
            raise Uncertified("a sign that says nothing")
        top, bottom = self.signs.of_poly(value.num), self.signs.of_poly(value.den)
        if not {a * b for a in top for b in bottom} <= sign:
            raise Uncertified("a fraction whose sign only a product tells")
        with self.script.lemma("P", statement) as lemma:
            self._show(value.num)
            if value.den != ONE_POLY:
                self._show(value.den)
                if self.signs.of_poly(value.den) == {-1}:
                    self.script.say("rewrite opposite_over by lra.")
                self.script.say("unfold Rdiv; product.")
            else:
                self._conclude(value.num)
        return lemma.name

    def _conclude(self, poly: Poly) -> None:
        self.script.say(f"conclude {self._poly(poly).within(0)}.")

    def magnitude(self, poly: Poly, order: int = 1) -> tuple[str, Text]:
        """The hypothesis e^(log|f|) = ±f, or e^(log|f|/k) the root, and its right side."""
        text = self._poly(poly)
        if order > 1:
            return self._magnitude_of_part(poly, order)
        sign = self.signs.of_poly(poly)
        positive, negative = sign == {1}, sign == {-1}
        if not (positive or negative):
            equals, rule = coq.apply("Rabs", text), "exp_lnabs"
        else:
            equals = text if positive else coq.negate(text)
            rule = "exp_lnabs_pos" if positive else "exp_lnabs_neg"
        left = coq.apply("exp", coq.apply("lnabs", text))
        with self.script.lemma("L", f"{left} = {equals}") as lemma:
            self._show(poly)
            self.script.say(f"apply {rule}; lra.")
        return lemma.name, equals

    def _magnitude_of_part(self, poly: Poly, order: int) -> tuple[str, Text]:
        text = self._poly(poly)
        equals = coq.apply("root", coq.number(order), text)
        share = coq.multiply([coq.number(Fraction(1, order)), coq.apply("lnabs", text)])
        with self.script.lemma("L", f"{coq.apply('exp', share)} = {equals}") as lemma:
            away = self.nonzero(poly)
            self.script.say(f"apply exp_lnabs_root; [exact {away}|simpl; field].")
        return lemma.name, equals

    def power_of_root(self, root: Atom) -> str:
        """The hypothesis that the k-th power of a k-th root of |f| is ±f or |f|."""
        inside, order = root.data
        text, sign = self._poly(inside), self.signs.of_poly(inside)
        power = coq.power(coq.apply("root", coq.number(order), text), order)
        if sign <= {0, 1}:
            equals, rule = text, f"root_power_pos {order - 1}"
        elif sign <= {-1, 0}:
            equals, rule = coq.negate(text), f"root_power_neg {order - 1}"
        else:
            equals, rule = coq.apply("Rabs", text), f"root_power {order - 1}"
        with self.script.lemma("T", f"{power} = {equals}") as lemma:
            if sign <= {0, 1} or sign <= {-1, 0}:
                self._show(inside)
                self.script.say(f"apply ({rule}); conclude {text.within(0)}.")
            else:
                self.script.say(f"apply ({rule}).")
        return lemma.name

    # --- how it is shown

    def _poly(self, poly: Poly) -> Text:
        return self.script.formulas.values.polynomial(poly)

    def _show(self, poly: Poly) -> None:
        """Put what is known of a polynomial, and of each of its monomials, into the context."""
        for known in self._known(poly):
            self.script.say(f"pose proof {known}.")
        text = self.script.formulas.values
        for mono in sorted(poly.terms, key=lambda m: text.monomial(m).text):
            statement = relation(text.monomial(mono), self.signs.of_mono(mono))
            if mono.is_one or statement is None:
                continue
            with self.script.lemma("M", statement):
                for hypothesis in self._of_atoms(mono):
                    self.script.say(f"pose proof {hypothesis}.")
                self.script.say("product.")

    def _of_atoms(self, mono: Mono) -> Iterator[str]:
        """What is known of the factors of a monomial."""
        values, script = self.script.formulas.values, self.script
        for atom, _ in sorted(mono.powers, key=lambda item: str(values.raised(*item))):
            yield from self._known(atom)
            yield from self._known(Poly({Mono([(atom, 1)]): Fraction(1)}))
            arguments = values.atom(atom).text.partition(" ")[2]
            match atom.kind:
                case "real":
                    yield from self.bounds.get(atom.data[0], ())
                case "entry":
                    at = " ".join(
                        f"{values.place(place)} {script.member_of_whole(place)}"
                        for place in atom.data[1:]
                        if isinstance(place, Index)
                    )
                    yield from (f"({name} {at})" for name in self.bounds.get(atom.data[0], ()))
                case "size" if atom.data[0].removed:
                    yield f"(size_without_nonneg {arguments})"
                case "size":
                    yield f"(size_pos {arguments} set_{arguments})"
                case "delta":
                    yield f"(delta_nonneg {arguments})"
                case "absolute" if self.signs.of_mono(Mono([(atom, 1)])) == {1}:
                    yield f"(Rabs_pos_lt _ {self.nonzero(atom.data[0].num)})"
                case "absolute":
                    yield f"(Rabs_pos {arguments})"
                case "root":
                    yield self._of_root(atom, arguments)

    def _of_root(self, root: Atom, arguments: str) -> str:
        if 0 in self.signs.of_poly(root.data[0]):
            return f"(root_nonneg {arguments})"
        return f"(root_pos {root.data[1]} _ {self.nonzero(root.data[0])})"
