"""Linear combinations of inequalities that contradict each other (Farkas)."""

from __future__ import annotations

from fractions import Fraction

from stabcheck.carriers.term import Index
from stabcheck.certificate.signs import KnownSigns
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac, Poly
from stabcheck.proof.elaborate.arithmetic import of_atom
from stabcheck.proof.sign_object import Row

__all__ = ["absurd"]


def absurd(combination: tuple[tuple[Fraction, Row], ...], signs: KnownSigns) -> None:
    """Prove False from rows that contradict each other; what is in the context may be one more."""
    for coefficient, row in combination:
        if coefficient:
            _show(row, signs)
    signs.script.say("lra.")


def _show(row: Row, signs: KnownSigns) -> None:
    """Put what a row says into the context."""
    match row:
        case int():
            _show_fact(row, signs)
        case Poly():
            signs.show(Frac(row), signs.signs.of_poly(row))
        case Atom():
            over = signs.script.formulas.values.index_set(row.data[0])
            signs.script.say(f"pose proof (size_ge_1 {over} set_{over}).")
        case (atom, Index() as index):
            _show_maximum(atom, index, signs)
        case (atom, side):
            inner = signs.script.formulas.values.fraction(atom.data[0]).within(0)
            signs.script.say(f"pose proof (Rle_abs {inner if side > 0 else f'(- {inner})'}).")
            signs.script.say("try rewrite Rabs_Ropp in *.")


def _show_fact(number: int, signs: KnownSigns) -> None:
    """The fact itself, or what it says of its numerator."""
    fact, name = signs.signs.facts[number], signs.script.at(signs.facts[number])
    if fact.value.den == ONE_POLY:
        signs.script.say(f"pose proof {name}.")
        return
    poly, positive = signs.signs.row(number)
    text = signs.script.formulas.values.polynomial(poly)
    with signs.script.lemma("K", f"0 {'<' if positive else '<='} {text}"):
        signs.show(Frac(fact.value.den), signs.signs.of_poly(fact.value.den))
        signs.script.say(f"numerator {name}.")


def _show_maximum(atom: Atom, index: Index, signs: KnownSigns) -> None:
    """The body at the index is at most the maximum."""
    script, values = signs.script, signs.script.formulas.values
    arguments = values.atom(atom).text.partition(" ")[2]
    rule = f"Max_ge {arguments} {values.place(index).within(0)} {script.member_of_whole(index)}"
    opened = values.fraction(signs.signs.arithmetic.opened(atom, index)).within(50)
    with script.lemma("K", f"{opened} <= {values.fraction(of_atom(atom))}"):
        script.say(f"exact ({rule}).")
