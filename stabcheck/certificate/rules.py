"""The rule for each kind of formula: what it is worth, from what its parts are worth.

A rule proves the goal *formula = value* from the assertions on the formula's parts.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stabcheck.carriers.term import Index, Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.choices import Choice
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.formulas import raised, rational_number
from stabcheck.certificate.maxima import Maxima
from stabcheck.certificate.monotone import Monotone
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.sums import Sums
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate.signs import HOLDS
from stabcheck.proof.judgement import Judgement, MaxProof, MonotoneProof, PowerProof, SumProof
from stabcheck.proof.kernel.axioms import DEFINITIONS, filled
from stabcheck.proof.kernel.slopes import derivative

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
    """A whole power, multiplied out; others by logarithms, or by roots."""
    power = rational_number(exponent)
    if isinstance(judgement.witness, PowerProof):
        _variable_power(judgements, judgement, judgement.witness, base, exponent)
        return
    if power is None:
        raise Uncertified("a power with a variable exponent")
    value = judgements.value(base)
    judgements.compose(f"(fun z => {raised(Text('z'), power)})", base)
    if power.denominator != 1:
        _root(judgements, judgement, value, power)
        return
    divisors = [] if power >= 0 else [Frac(value.den, value.num)]
    judgements.equalities.close([judgement.value, value, *divisors])


def _root(judgements: Judgements, judgement: Judgement, base: Frac, power: Fraction) -> None:
    """The number that is not negative and has that power."""
    script, signs = judgements.script, judgements.signs
    known = HOLDS["≥" if power > 0 else ">"]
    for value, relation in ((base, known), (judgement.value, HOLDS["≥"])):
        signs.show(value, signs.signs.sign(value) & relation)
    rule = "root_raised_is" if power > 0 else "root_lowered_is"
    if abs(power.numerator) == 1:
        root = coq.apply(
            "root", coq.number(power.denominator), script.formulas.values.fraction(base)
        )
        script.say(f"cbv beta; rewrite <- (pow_1 ({root})).")
    script.say(f"apply ({rule} {abs(power.numerator)} {power.denominator - 1}); [lra|lra|].")
    divisors = [] if power > 0 else [Frac(base.den, base.num)]
    judgements.equalities.close([judgement.value, base, *divisors])


def _variable_power(
    judgements: Judgements, judgement: Judgement, proof: PowerProof, base: Term, exponent: Term
) -> None:
    """e to the exponent times the logarithm of the base."""
    script, values = judgements.script, judgements.script.formulas.values
    judgements.compose("Rpower", base, exponent)
    logarithm, whole = map(values.fraction, (proof.logarithm, proof.exponent))
    of_base = coq.apply("ln", values.fraction(judgements.value(base)))
    with script.lemma("L", f"{of_base} = {logarithm.within(50)}") as lemma:
        script.say("apply ln_is.")
        judgements.equalities.close([judgements.value(base)], [proof.logarithm])
    script.say(f"unfold Rpower; rewrite {lemma.name}; clear {lemma.name}.")
    script.say(f"transitivity (exp ({whole})).")
    with script.block():
        script.say("apply f_equal.")
        judgements.equalities.close([judgements.value(exponent), proof.logarithm, proof.exponent])
    judgements.equalities.close([judgement.value], [proof.exponent])


# --- exponentials and logarithms -------------------------------------------------------------


def _exp(judgements: Judgements, judgement: Judgement, exponent: Term) -> None:
    value = judgements.value(exponent)
    judgements.compose("exp", exponent)
    judgements.equalities.close([judgement.value], [value])


def _log(judgements: Judgements, judgement: Judgement, argument: Term) -> None:
    """The number whose exponential is the argument."""
    judgements.compose("ln", argument)
    judgements.script.say("apply ln_is.")
    judgements.equalities.close([judgements.value(argument)], [judgement.value])


def _sqrt(judgements: Judgements, judgement: Judgement, base: Term) -> None:
    """The number that is not negative and has that square."""
    value, signs = judgement.value, judgements.signs
    judgements.compose("sqrt", base)
    above = signs.show(value, signs.signs.sign(value) & HOLDS["≥"])
    judgements.script.say(f"apply sqrt_is; [lra|clear {above}].")
    judgements.equalities.close([value, judgements.value(base)])


def _erf(judgements: Judgements, judgement: Judgement, argument: Term) -> None:
    """It changes sign with its argument."""
    judgements.compose("erf", argument)
    inside = judgements.value(argument)
    if not inside.num.terms:
        judgements.script.say("apply erf_zero.")
        return
    ((mono, scale),) = judgement.value.num.terms.items()
    ((atom, _),) = mono.powers
    judgements.script.say("apply f_equal." if scale > 0 else "rewrite <- erf_odd; apply f_equal.")
    judgements.equalities.close([inside, atom.data[0]])


def _sign(judgements: Judgements, judgement: Judgement, argument: Term) -> None:
    """Where it is known, by cases; else as it stands."""
    judgements.compose("sgn", argument)
    inside = judgements.value(argument)
    if judgement.value.rational is not None:
        judgements.signs.show(inside, judgements.signs.signs.sign(inside))
        judgements.script.say("unfold sgn; repeat destruct (Rlt_dec _ _); lra.")
        return
    ((mono, _),) = judgement.value.num.terms.items()
    ((atom, _),) = mono.powers
    judgements.script.say("apply f_equal.")
    judgements.equalities.close([inside, atom.data[0]])


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


def _where(judgements: Judgements, judgement: Judgement, *_parts: Term) -> None:
    """The branch that is taken, or both."""
    Choice(judgements, judgement).prove()


# --- sums and maxima -------------------------------------------------------------------------


def _over(judgements: Judgements, judgement: Judgement, index: Index, body: Term) -> None:
    proof = judgement.witness
    script, signs, equalities = judgements.script, judgements.signs, judgements.equalities
    match proof:
        case Term():
            script.say(f"exact {judgements.by(proof)}.")
        case SumProof():
            Sums(script, signs, equalities).prove(proof, judgements.by_index(index, body))
        case MaxProof() | MonotoneProof():
            if judgement.term.op == "min":
                script.say("unfold Min.")
                body = Term("negative", body)
                value = script.formulas.values.fraction(proof.value)
                script.say(f"transitivity (- {value.within(30)}).")
                with script.block():
                    script.say("apply f_equal.")
                    _maximum(judgements, proof, judgements.by_index(index, body))
                equalities.close([judgement.value, proof.value])
            else:
                _maximum(judgements, proof, judgements.by_index(index, body))
        case _:
            raise Uncertified(f"a {judgement.term.op} over an index set")


def _maximum(judgements: Judgements, proof: MaxProof | MonotoneProof, body: str) -> None:
    """Prove the goal max body = the proof's value."""
    if isinstance(proof, MonotoneProof):
        Monotone(judgements, proof).prove(body)
    else:
        arithmetic = judgements.signs.signs.arithmetic
        Maxima(judgements.script, arithmetic, judgements.equalities).prove(proof, body)


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
    "sqrt": _sqrt,
    "erf": _erf,
    "sign": _sign,
    "absolute": _absolute,
    "where": _where,
    "named": _named,
    "derivative": _derivative,
}
