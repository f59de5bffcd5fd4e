"""The rule for each kind of formula: what it is worth, from what its parts are worth.

A rule proves the goal *formula = value* from the assertions on the formula's parts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stabcheck.carriers.term import Index, Term
from stabcheck.certificate.maxima import Maxima
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.sums import Sums
from stabcheck.proof.algebra import Frac
from stabcheck.proof.checker.definitions import COMPARISONS, DEFINITIONS, derivative, filled
from stabcheck.proof.checker.signs import HOLDS
from stabcheck.proof.judgement import Judgement, MaxProof, PowerProof, SumProof

if TYPE_CHECKING:
    from stabcheck.certificate.judgements import Judgements

__all__ = ["RULES"]

Rule = Callable[..., None]

_FUNCTIONS = {"add": "Rplus", "subtract": "Rminus", "multiply": "Rmult", "negative": "Ropp"}
_EXTREMA = {"maximum": ("Rmax", "Rmax_is"), "minimum": ("Rmin", "Rmin_is")}
#: How Coq's own definition of a function is turned into the one that the proof uses.
_UNFOLDED = {"tanh": "tanh_is", "sinh": "sinh_is", "cosh": "cosh_is"}


def _number(judgements: Judgements, _: Judgement, *_parts: Any) -> None:
    judgements.script.say("try reflexivity; field.")


def _entry(judgements: Judgements, _: Judgement, *_parts: Any) -> None:
    judgements.script.say("reflexivity.")


def _delta(judgements: Judgements, _: Judgement, left: Index, right: Index) -> None:
    same = left == right
    rule = "apply delta_same." if same else "first [reflexivity | apply delta_sym]."
    judgements.script.say(rule)


def _size(judgements: Judgements, _: Judgement, index_set: Any) -> None:
    script = judgements.script
    if index_set.removed:
        (point,) = index_set.removed
        name = script.names.index_set(index_set)
        place = script.formulas.values.place(point).within(0)
        member = script.member_of_whole(point)
        script.say(f"rewrite (size_without {name} {place} (proj1 set_{name}) {member}).")
    script.say("field; nonzero.")


def _plain(judgements: Judgements, judgement: Judgement, *parts: Term) -> None:
    """By putting in the values of the parts and multiplying out."""
    judgements.compose(_FUNCTIONS[judgement.term.op], *parts)
    judgements.equalities.close([judgement.value, *map(judgements.value, parts)])


def _divide(judgements: Judgements, judgement: Judgement, top: Term, bottom: Term) -> None:
    """A quotient; its divisor's numerator is among what must not be 0."""
    above, below = map(judgements.value, (top, bottom))
    judgements.compose("Rdiv", top, bottom)
    judgements.equalities.close([judgement.value, above, below, Frac(below.den, below.num)])


def _power(judgements: Judgements, judgement: Judgement, base: Term, exponent: Term) -> None:
    """A whole power, multiplied out."""
    power = judgements.value(exponent).rational
    if isinstance(judgement.witness, PowerProof) or power is None:
        raise Uncertified("a power with a variable exponent")
    if power.denominator != 1:
        raise Uncertified("a power with a fractional exponent")
    value = judgements.value(base)
    raised = f"z ^ {abs(power)}" if power >= 0 else f"1 / z ^ {abs(power)}"
    judgements.compose(f"(fun z => {raised})", base)
    divisors = [] if power >= 0 else [Frac(value.den, value.num)]
    judgements.equalities.close([judgement.value, value, *divisors])


# --- exponentials and logarithms -------------------------------------------------------------


def _exp(judgements: Judgements, judgement: Judgement, exponent: Term) -> None:
    value = judgements.value(exponent)
    judgements.compose("exp", exponent)
    if not _has_whole_logarithms(value):
        raise Uncertified("an exponential of a part of a logarithm")
    judgements.equalities.close([judgement.value], [value])


def _has_whole_logarithms(value: Frac) -> bool:
    return all(
        share.denominator == 1
        for mono, share in value.num.terms.items()
        for atom, _ in mono.powers
        if atom.kind == "log" and len(mono.powers) == 1
    )


def _log(judgements: Judgements, judgement: Judgement, argument: Term) -> None:
    """The number whose exponential is the argument."""
    judgements.compose("ln", argument)
    judgements.script.say("apply ln_is.")
    judgements.equalities.close([judgements.value(argument)], [judgement.value])


# --- cases -----------------------------------------------------------------------------------


def _absolute(judgements: Judgements, judgement: Judgement, argument: Term) -> None:
    judgements.compose("Rabs", argument)
    _magnitude(judgements, judgement.value, judgements.value(argument))


def _magnitude(judgements: Judgements, size: Frac, *parts: Frac) -> None:
    """Prove the goal |value| = size, where the value is put together from the parts."""
    signs = judgements.signs
    above = signs.show(size, signs.signs.sign(size) & HOLDS["≥"])
    judgements.script.say(f"apply Rabs_is; [lra|clear {above}].")
    judgements.equalities.close([size, *parts])


def _extremum(judgements: Judgements, judgement: Judgement, left: Term, right: Term) -> None:
    """max(a, b) = (a + b + |a − b|)/2, with |a − b| as witness; min with −."""
    size = judgement.witness
    if not isinstance(size, Frac):
        raise Uncertified("a maximum without the size of a difference")
    function, rule = _EXTREMA[judgement.term.op]
    judgements.compose(function, left, right)
    script = judgements.script
    shown = script.formulas.values.fraction(size).within(0)
    parts = judgements.value(left), judgements.value(right)
    script.say(f"rewrite ({rule} _ _ {shown}).")
    with script.block("2: {"):
        _magnitude(judgements, size, *parts)
    judgements.equalities.close([judgement.value, *parts, size])


def _where(
    judgements: Judgements, _: Judgement, condition: Term, then: Term, otherwise: Term
) -> None:
    """Each branch that can be taken has the value; the others contradict what is known."""
    script, signs = judgements.script, judgements.signs
    comparisons = [part for part in condition.subterms() if part.op in COMPARISONS]
    for comparison in comparisons:
        gap = judgements.value(comparison)
        sign = signs.signs.sign(gap)
        if len(sign) < 3:
            signs.show(gap, sign)
    for side in dict.fromkeys(side for each in comparisons for side in each.parts):
        if judgements.lemma(side) is not None:
            script.say(f"pose proof {judgements.by(side)}.")
    branches = [branch for branch in (then, otherwise) if branch in judgements.judged]
    tries = " | ".join(f"exact {judgements.by(branch)}" for branch in branches)
    script.say("repeat match goal with |- context [if ?c then _ else _] => destruct c end;")
    script.say(f"  first [exfalso; lra | {tries}].")


# --- sums and maxima -------------------------------------------------------------------------


def _over(judgements: Judgements, judgement: Judgement, index: Index, body: Term) -> None:
    proof = judgement.witness
    script, signs, equalities = judgements.script, judgements.signs, judgements.equalities
    match proof:
        case Term():
            script.say(f"exact {judgements.by(proof)}.")
        case SumProof():
            Sums(script, signs, equalities).prove(proof, judgements.by_index(index, body))
        case MaxProof() if judgement.term.op == "max":
            maxima = Maxima(script, signs.signs.arithmetic, equalities)
            maxima.prove(proof, judgements.by_index(index, body))
        case _:
            raise Uncertified(f"a {judgement.term.op} over an index set")


# --- words -----------------------------------------------------------------------------------


def _named(judgements: Judgements, _: Judgement, *parts: Any) -> None:
    judgements.script.say(f"exact {judgements.by(parts[3])}.")


def _derivative(judgements: Judgements, _: Judgement, *parts: Term) -> None:
    """As the table says; that it is the derivative is shown apart."""
    judgements.script.say(f"exact {judgements.by(derivative(*parts))}.")


def _defined(judgements: Judgements, judgement: Judgement, *operands: Term) -> None:
    name = judgement.term.op
    if name in _UNFOLDED:
        judgements.script.say(f"rewrite {_UNFOLDED[name]}.")
    judgements.script.say(f"exact {judgements.by(filled(DEFINITIONS[name], operands))}.")


RULES: dict[str, Rule] = {
    **dict.fromkeys(DEFINITIONS, _defined),
    **dict.fromkeys(("rational", "pi", "real"), _number),
    **dict.fromkeys(_FUNCTIONS, _plain),
    **dict.fromkeys(_EXTREMA, _extremum),
    **dict.fromkeys(("sum", "max", "min"), _over),
    "entry": _entry,
    "delta": _delta,
    "size": _size,
    "divide": _divide,
    "power": _power,
    "exp": _exp,
    "log": _log,
    "absolute": _absolute,
    "where": _where,
    "named": _named,
    "derivative": _derivative,
}
