"""Equalities of values: multiply out, with every exponential as a product of a few.

The exponents of an equation are whole multiples of a few basic ones; e to each of those is an
indeterminate for Coq's ``field``.  What ``field`` divides by is known not to be 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.script import Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.arithmetic import ZERO, exp_of

__all__ = ["Equalities"]


@dataclass(frozen=True)
class _Basic:
    """A basic exponent: unit · monomial / denominator."""

    mono: Mono
    unit: Fraction
    den: Poly

    @property
    def value(self) -> Frac:
        return Frac(Poly({self.mono: self.unit}), self.den)

    @property
    def logarithm(self) -> tuple[Poly, int] | None:
        """f and k, if this is log|f|/k."""
        ((atom, k), *more) = [*self.mono.powers, (None, 0)]
        lone = atom is not None and k == 1 and len(more) == 1 and self.mono.exponent is None
        if not lone or self.unit.numerator != 1 or self.den != ONE_POLY or atom.kind != "log":
            return None
        inside: Poly = atom.data[0]
        return inside, self.unit.denominator


@dataclass
class Equalities:
    """Writes the proofs of equations between values."""

    script: Script
    signs: KnownSigns
    #: what the powers of roots are that stand for exponentials of parts of logarithms
    _further: list[str] = field(default_factory=list)
    #: that what stands for the exponentials of logarithms below a line is not 0
    _away: list[str] = field(default_factory=list)

    def close(self, parts: Sequence[Frac], raw_exponents: Iterable[Frac] = ()) -> None:
        """Prove the goal, an equation put together from ``parts`` by arithmetic.

        ``raw_exponents`` are exponents in it besides those in the parts: of logarithms, say.
        """
        raw = tuple(raw_exponents)
        polys = [poly for part in parts for poly in (part.num, part.den)]
        polys += [poly for exponent in raw for poly in _inside_logarithms(exponent)]
        monos = [mono for poly in polys for mono in poly.terms]
        found = (mono.exponent for mono in monos if mono.exponent is not None)
        # What stands for a logarithm's exponential may hold another exponential: that comes later.
        exponents = [
            *sorted(dict.fromkeys(raw), key=self._text),
            *sorted(set(found) - set(raw), key=self._text),
        ]
        divisors = self._divisors([*parts, *exponents])
        roots = self._roots(monos)
        self._further, self._away = [], []
        rewritten = self._exponentials(exponents)
        roots += self._further
        for name in rewritten:
            self.script.say(f"rewrite ?{name}.")
            for known in (*divisors, *roots, *self._away):
                self.script.say(f"rewrite ?{name} in {known}.")
        self.script.say(f"{self._field(monos, roots)}; nonzero.")

    def _text(self, value: Frac) -> str:
        return self.script.formulas.values.fraction(value).text

    def _divisors(self, parts: Iterable[Frac]) -> list[str]:
        polys = dict.fromkeys(part.den for part in parts if part.den != ONE_POLY)
        return [self.signs.nonzero(poly) for poly in polys]

    def _roots(self, monos: Iterable[Mono]) -> list[str]:
        """What the k-th powers of k-th roots are."""
        return [
            self.signs.power_of_root(atom) for atom in self._atoms(monos) if atom.kind == "root"
        ]

    def _atoms(self, monos: Iterable[Mono]) -> list[Atom]:
        """The indeterminates, in the order of their text."""
        found = {atom for mono in monos for atom, _ in mono.powers}
        return sorted(found, key=lambda atom: str(self.script.formulas.values.atom(atom)))

    def _field(self, monos: Iterable[Mono], rules: Iterable[str]) -> str:
        """``field``, with these rules and the squares of deltas and absolute values."""
        values = self.script.formulas.values
        rules = [*rules]
        for atom in self._atoms(monos):
            rule = self._rule(atom, values.atom(atom))
            if rule:
                rules.append(rule)
        return f"field [{' '.join(rules)}]" if rules else "field"

    def _rule(self, atom: Atom, text: Text) -> str:
        match atom.kind:
            case "delta":
                return f"(delta_square {text.text.removeprefix('delta ')})"
            case "absolute":
                return f"(Rabs_square {text.text.removeprefix('Rabs ')})"
            case "indicator":
                return f"({self.script.formulas.values.squared_indicator(*atom.data)})"
        return ""

    # --- exponentials

    def _magnitude(self, poly: Poly, order: int) -> tuple[str, Text]:
        """As the signs say; else by those of the polynomial times an exponential in it."""
        arithmetic = self.signs.signs.arithmetic
        if 0 in self.signs.signs.of_poly(poly) and order == 1:
            for mono in poly.terms:
                exponent = mono.exponent or ZERO
                turned = arithmetic.add(ZERO, exponent, -1)
                shifted = arithmetic.times(poly, exp_of(turned).num)
                if self.signs.signs.of_poly(shifted) == {1}:
                    return self._magnitude_of_positive(poly, shifted, exponent)
        return self.signs.magnitude(poly, order)

    def _magnitude_of_positive(self, poly: Poly, shifted: Poly, exponent: Frac) -> tuple[str, Text]:
        script, values = self.script, self.script.formulas.values
        text = values.polynomial(poly)
        left = coq.apply("exp", coq.apply("lnabs", text))
        product = coq.multiply([values.polynomial(shifted), values.exponential(exponent)])
        with script.lemma("L", f"{left} = {text.within(50)}") as lemma:
            self.signs.show(Frac(shifted), frozenset({1}))
            with script.lemma("E", f"{text} = {product}") as equal:
                Equalities(script, self.signs).close([Frac(poly), Frac(shifted), exp_of(exponent)])
            script.say(f"apply exp_lnabs_pos; rewrite {equal.name}; product.")
        return lemma.name, text

    def _exponentials(self, exponents: Sequence[Frac]) -> list[str]:
        """Rewriting rules for e to each exponent."""
        shares = {exponent: _shares(exponent) for exponent in exponents}
        units: dict[tuple[Mono, Poly], Fraction] = {}
        for found in shares.values():
            for key, value in found.items():
                units[key] = _common(units.get(key, Fraction(0)), value, key[0])
        names = []
        for exponent in exponents:
            factors = [
                (_Basic(mono, units[mono, den], den), value)
                for (mono, den), value in shares[exponent].items()
            ]
            factors.sort(key=lambda pair: self._text(pair[0].value))
            whole = [(basic, int(value / basic.unit)) for basic, value in factors]
            if len(whole) == 1 and whole[0][1] == 1 and whole[0][0].logarithm is None:
                continue
            names.append(self._exponential(exponent, whole))
        return names

    def _exponential(self, exponent: Frac, whole: Sequence[tuple[_Basic, int]]) -> str:
        script, values = self.script, self.script.formulas.values
        shown = [(basic, values.fraction(basic.value), k) for basic, k in whole]
        addends = [
            f"{abs(k)} * {text.within(30)}" if k > 0 else f"- ({abs(k)} * {text.within(30)})"
            for _, text, k in shown
        ]
        factors = []
        for _, text, k in shown:
            raised = coq.power(coq.apply("exp", text), abs(k))
            factors.append(raised if k > 0 else Text(f"/ {raised}", 35))
        logs = [(text, basic.logarithm) for basic, text, _ in shown if basic.logarithm is not None]
        product = coq.multiply(factors).text if factors else "1"
        final = product
        named = []
        below = {text.text for _, text, k in shown if k < 0}
        for text, inside in logs:
            hypothesis, equals = self._magnitude(*inside)
            named.append(hypothesis)
            if text.text in below:
                away = script.names.fresh("N")
                proof = f"rewrite <- {hypothesis}; apply Rgt_not_eq, exp_pos"
                script.say(f"assert ({away} : {equals} <> 0) by ({proof}).")
                self._away.append(away)
            if inside[1] > 1:
                self._further.append(self.signs.power_of_root(Atom("root", *inside)))
            final = final.replace(f"exp {text.within(0)}", equals.within(10))
        name = script.names.fresh("X")
        script.say(f"assert ({name} : {values.exponential(exponent)} = {final}).")
        with script.block():
            script.say(f"transitivity (exp ({' + '.join(addends) or '0'})).")
            script.say("{ apply f_equal; field; nonzero. }")
            script.say(f"rewrite {', '.join(['?exp_plus', *_power_rules(shown)])}.")
            for hypothesis in named:
                script.say(f"rewrite ?{hypothesis}.")
            script.say("reflexivity.")
        return name


def _common(first: Fraction, second: Fraction, mono: Mono) -> Fraction:
    """The greatest number that both are whole multiples of; logarithms are left whole."""
    if any(atom.kind == "log" for atom, _ in mono.powers) and not first:
        first = Fraction(1)
    top = gcd(first.numerator * second.denominator, second.numerator * first.denominator)
    return Fraction(top, first.denominator * second.denominator)


def _shares(exponent: Frac) -> dict[tuple[Mono, Poly], Fraction]:
    """The exponent as Σ share · monomial / denominator, in lowest terms where that is plain."""
    shares = {}
    for mono, value in exponent.num.terms.items():
        single = exponent.den.single
        if single is None:
            shares[mono, exponent.den] = value
            continue
        below, scale = single
        top, bottom = dict(mono.powers), dict(below.powers)
        for atom in top.keys() & bottom.keys():
            common = min(top[atom], bottom[atom])
            top[atom], bottom[atom] = top[atom] - common, bottom[atom] - common
        kept = Mono(((a, k) for a, k in top.items() if k), mono.exponent)
        den = Mono(((a, k) for a, k in bottom.items() if k), below.exponent)
        shares[kept, Poly({den: Fraction(1)})] = value / scale
    return shares


def _inside_logarithms(exponent: Frac) -> Iterable[Poly]:
    """Every f of a log|f| in the exponent."""
    atoms = (atom for mono in exponent.num.terms for atom, _ in mono.powers)
    return (atom.data[0] for atom in atoms if atom.kind == "log")


def _power_rules(shown: Iterable[tuple[_Basic, Text, int]]) -> list[str]:
    return [
        f"({'exp_times' if k > 0 else 'exp_opposite'} {abs(k)} {text.within(0)})"
        for _, text, k in shown
    ] or ["?exp_0"]
