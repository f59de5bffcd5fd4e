"""The reasons for signs, written down after a proof is found, for the kernel to follow.

This goes the way of `signs.Facts`, but keeps what each sign rests on: monomials, factors, a
difference of exponentials, or the linear combination that the elimination found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from stabcheck.proof.algebra import ONE_POLY, UNIT, Atom, Frac, Mono, Poly
from stabcheck.proof.binding import open_binder
from stabcheck.proof.elaborate.signs import ANY, Sign, Signs
from stabcheck.proof.elementary import exponentiated, reduced
from stabcheck.proof.factoring import factors
from stabcheck.proof.inequalities import known_rows
from stabcheck.proof.linear import Row as LinearRow
from stabcheck.proof.linear import contradiction, each_once
from stabcheck.proof.lowest import ONE, ZERO, of_atom, poly_product, subtract
from stabcheck.proof.shapes import conjugates, difference_of_exponentials, squares_completed
from stabcheck.proof.sign_object import (
    ByBody,
    ByCauchy,
    ByCombination,
    ByConjugate,
    ByExcess,
    ByExponential,
    ByFactors,
    ByGap,
    ByProduct,
    BySquare,
    Excluded,
    Row,
    SignProof,
)
from stabcheck.proof.sign_sets import NONNEGATIVE
from stabcheck.proof.sum_shapes import cauchy_differences, combined

__all__ = ["SignProver"]

_DEEPEST = 6


class SignProver:
    """Finds sign proofs over the signs already checked, and adds them there."""

    def __init__(self, signs: Signs, lemmas: Iterable[Frac] = ()) -> None:
        self.signs = signs
        self.proofs: list[SignProof] = []
        self._tried: set[Poly | Atom] = set()
        self._lemmas: list[Poly] = []
        for value in lemmas:
            if self.prove(value) <= {1}:
                self._lemmas.append(value.num)

    def prove(self, value: Frac, allowed: Sign = ANY) -> Sign:
        """Write down what the sign of the value rests on; the sign of its numerator.

        A sign that is not allowed but certain can only be ruled out with the whole case.
        """
        below = self._poly(value.den, 0)
        sign = self._poly(value.num, 0)
        if not self.signs.product_sign(value) <= allowed:  # once more, with all that is now known
            self._tried.clear()
            below, sign = self._poly(value.den, 0), self._poly(value.num, 0)
            if len(sign) > 1 < len(below):  # of both together more may be known
                self._poly(poly_product(value.num, value.den), 0)
        if len(sign) == len(below) == 1 and not {a * b for a in sign for b in below} <= allowed:
            self._keep(value.num, sign, self._absurd(value.num, 0))
        return self.signs.of_poly(value.num)

    def sign(self, value: Frac) -> Sign:
        """The signs a fraction can have, written down as far as they can be proved."""
        above, below = self._poly(value.num, 1), self._poly(value.den, 1)
        return frozenset(a * b for a in above for b in below)

    def empty(self) -> tuple[tuple[Fraction, Row], ...]:
        """The combination of facts that is absurd."""
        rows, names = self._system(ZERO.num, 0)
        return _combination(contradiction(rows) or {}, names)

    def _poly(self, poly: Poly, depth: int) -> Sign:
        if poly in self._tried or depth > _DEEPEST:
            return self.signs.of_poly(poly)
        self._tried.add(poly)
        for atom in poly.atoms():
            self._atom(atom, depth)
        sign = self.signs.of_poly(poly)
        if len(sign) > 1:
            self._keep(poly, sign, self._reasons(poly, depth))
        return self.signs.of_poly(poly)

    def _keep(self, subject: Poly | Atom, sign: Sign, reasons: Iterable[Any]) -> None:
        """A sign proof from those reasons that leave less open than the ones before."""
        kept, left_open = [], ANY
        for reason in reasons:
            found = self.signs.by(reason, subject)
            if not sign <= found:
                kept.append(reason)
                sign, left_open = sign & found, left_open & found
            if kept and len(sign) <= 1:
                break
        if kept:
            proof = SignProof(subject, left_open, tuple(kept))
            self.signs.accept((proof,))
            self.proofs.append(proof)

    def _atom(self, atom: Atom, depth: int) -> None:
        if atom in self._tried or depth > _DEEPEST:
            return
        self._tried.add(atom)
        if atom.kind in {"sum", "max"} and not atom.data[0].removed:
            index, _ = open_binder(atom)
            opened = self.signs.arithmetic.opened(atom, index)
            self._poly(opened.num, depth + 1)
            if 0 not in self._poly(opened.den, depth + 1):
                self._keep(atom, ANY, [ByBody(index)])
        elif atom.kind == "log" and self._poly(atom.data[0], depth + 1) == {1}:
            excess = subtract(Frac(atom.data[0]), ONE).num
            self._poly(excess, depth + 1)
            self._keep(atom, ANY, [ByExcess(excess)])
        elif atom.kind in {"absolute", "root"}:
            inner = atom.data[0]
            self._poly(inner.num if isinstance(inner, Frac) else inner, depth + 1)
        self._poly(of_atom(atom).num, depth + 1)

    # --- reasons

    def _reasons(self, poly: Poly, depth: int) -> Iterator[Any]:
        difference = difference_of_exponentials(poly)
        if difference is not None:
            gap = difference[2]
            self._poly(gap.num, depth + 1)
            if 0 not in self._poly(gap.den, depth + 1):
                yield ByGap(gap)
        content, unit, found = factors(poly)
        if len(poly.terms) > 1 and found and found != ((poly, 1),):
            for factor, _ in found:
                self._poly(factor, depth + 1)
            yield ByFactors(content, unit, found)
        yield from self._multiples(poly, depth)
        yield from self._products(poly, depth)
        for scale, root, rest in squares_completed(poly):
            self._poly(rest, depth + 1)
            yield BySquare(scale, root, rest)
        yield from self._conjugates(poly, depth)
        found_value = exponentiated(poly, self)
        if found_value is not None:
            self._poly(subtract(found_value[1], ONE).num, depth + 1)
            self.sign(found_value[1])
            yield ByExponential(*found_value)
        yield from self._sums(poly, depth)
        yield from self._absurd(poly, depth)

    def _multiples(self, poly: Poly, depth: int) -> Iterator[ByFactors]:
        """The polynomial as a fact times what is left of it."""
        content, unit, found = factors(poly)
        for fact in self.signs.facts:
            share, own_unit, own = factors(fact.value.num)
            left = Counter(dict(found))
            left.subtract(dict(own))
            if sum(dict(own).values()) > 1 and own_unit == UNIT and min(left.values()) >= 0:
                rest = tuple((factor, k) for factor, k in left.items() if k)
                for factor, _ in rest:
                    self._poly(factor, depth + 1)
                yield ByFactors(content / share, unit, ((fact.value.num, 1), *rest))

    def _products(self, poly: Poly, depth: int) -> Iterator[ByProduct]:
        for fact in self.signs.facts:
            content, unit, found = factors(fact.value.num)
            powers = dict(found)
            power = powers.pop(poly, 0)
            if power and found != ((poly, 1),) and fact.value.den == ONE_POLY:
                cofactor = Poly.of(content, unit)
                for other, exponent in powers.items():
                    self._poly(other, depth + 1)
                    for _ in range(exponent):
                        cofactor = poly_product(cofactor, other)
                self._poly(cofactor, depth + 1)
                yield ByProduct(power, cofactor)

    def _conjugates(self, poly: Poly, depth: int) -> Iterator[ByConjugate]:
        for u, v in conjugates(poly):
            squares = subtract(Frac(poly_product(u, u)), Frac(poly_product(v, v)))
            excess = reduced(squares, self)
            for part in (u, v, excess.num):
                self._poly(part, depth + 1)
            if 0 not in self._poly(excess.den, depth + 1):
                yield ByConjugate(u, v, excess)

    def _sums(self, poly: Poly, depth: int) -> Iterator[ByCombination | ByCauchy]:
        for group, rest in combined(poly):
            for part in (group.summand.num, group.summand.den, rest):
                self._poly(part, depth + 1)
            if 0 not in self.signs.of_poly(group.summand.den):
                members = tuple(group.members)
                yield ByCombination(group.cofactor, members, group.index, group.summand, rest)
        for shape in cauchy_differences(poly):
            for part in (
                *(part for body in shape.bodies for part in (body.num, body.den)),
                shape.rest,
            ):
                self._poly(part, depth + 1)
            if all(self.sign(body) <= NONNEGATIVE for body in shape.bodies):
                yield ByCauchy(shape.scale, shape.cofactor, shape.sums, shape.index, shape.rest)

    def _absurd(self, poly: Poly, depth: int) -> Iterator[Excluded]:
        rows, names = self._system(poly, depth)
        for sign in (-1, 1, 0):
            subject = [
                LinearRow(dict(poly.scaled(turn).terms), strict=bool(sign))
                for turn in ([sign] if sign else [1, -1])
            ]
            found = contradiction([*rows, *subject])
            if found is not None:
                share = found.get(len(rows), Fraction(0)) - found.get(len(rows) + 1, Fraction(0))
                yield Excluded(sign, share, _combination(found, names))

    def _system(self, poly: Poly, depth: int) -> tuple[list[LinearRow], list[Row]]:
        """All inequalities at hand, and for each how it is to be found again."""
        names: list[Row] = [
            k
            for k, fact in enumerate(self.signs.facts)
            if fact.relation != "≠" and len(self._poly(fact.value.den, depth + 1)) == 1
        ]
        names += [lemma for lemma in self._lemmas if lemma != poly]
        names += [name for name, _ in known_rows(self._monomials(names, poly))]
        for mono in self._monomials(names, poly):
            for atom, _ in mono.powers:
                self._atom(atom, depth + 1)
            sign = self.signs.of_mono(mono)
            if mono != UNIT and not {-1, 1} <= sign:
                names.append(Poly.of(-1 if -1 in sign else 1, mono))
        return [LinearRow(dict(p.terms), strict) for p, strict in map(self.signs.row, names)], names

    def _monomials(self, names: list[Row], poly: Poly) -> list[Mono]:
        return each_once(poly.terms, *(self.signs.row(name)[0].terms for name in names))


def _combination(
    found: Mapping[int, Fraction], names: list[Row]
) -> tuple[tuple[Fraction, Row], ...]:
    return tuple((share, names[k]) for k, share in found.items() if k < len(names) and share)
