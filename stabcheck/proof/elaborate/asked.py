"""A sign that is asked for, and what is at hand to show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Atom, Frac, Poly
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.known_values import UNIT
from stabcheck.proof.elaborate.signed import ANY, Sign, Signed, transported
from stabcheck.proof.elaborate.values import of_atom, of_polynomial
from stabcheck.proof.kernel import Refused
from stabcheck.proof.kernel.formulas import equal

__all__ = ["ONE_POLY", "Asked", "over_one"]

ONE_POLY = Poly({UNIT: Fraction(1)})


def over_one(poly: Poly) -> Frac:
    """A polynomial as a fraction."""
    return Frac(poly, ONE_POLY)


@dataclass(frozen=True)
class Asked:
    """A subject whose sign a reason shows to be one of those ``left`` open."""

    known: Known
    subject: Poly | Atom
    left: Sign

    @property
    def term(self) -> Term:
        """The subject as a term."""
        subject = self.subject
        return of_polynomial(subject) if isinstance(subject, Poly) else of_atom(subject)

    @property
    def poly(self) -> Poly:
        """The subject, where it is a polynomial."""
        if not isinstance(self.subject, Poly):
            raise Refused("a reason for polynomials")
        return self.subject

    @property
    def atom(self) -> Atom:
        """The subject, where it is an atom."""
        if not isinstance(self.subject, Atom):
            raise Refused("a reason for atoms")
        return self.subject

    @property
    def excluded(self) -> Sign:
        """The signs that are not left open."""
        return ANY - self.left

    def moved(self, own: Signed, polys: Iterable[Poly]) -> Signed:
        """The sign of the subject, which is equal to a term put together from polynomials."""
        term = self.term
        if own.theorem is None:
            return Signed(term, ANY, None)
        try:
            return own.times(1, term)
        except Refused:
            parts = [over_one(poly) for poly in (self.poly, *polys)]
            return transported(own, term, self.known.close(equal(own.term, term), parts))
