"""The decision procedure: whether two terms are equal wherever both are defined.

What is decided
---------------
Formulas built from rational numbers, variables, entries of vectors and matrices of symbolic
length, + − × ÷, rational powers, exp, log and what unfolds to them (tanh, log1p, …), sums over
symbolic index sets, maxima over them, |·|, max, min and branches.  Both sides are brought to a
normal form that depends on the value alone (`normal`), case by case where a sign matters.

- Exponentials: exponents are taken modulo ℚ-linear relations; exponentials of functions that are
  ℚ-independent modulo constants are algebraically independent, so a rational function of them is
  zero iff it is zero term by term.  On this fragment the test is complete, up to relations
  between constants (e, e^π, log 2 against log 3, …), which it does not decide.
- Logarithms of irreducible factors are independent of these, up to the exponential test below.
- Sums are complete for linearity, index-free factors, deltas, partial fractions over one
  irreducible denominator, and ℚ-linear relations between the summands that remain.

An identity found to hold formally in a case holds at every point of that case where both sides
are defined.  Cases cover the domain; a case is dropped only when its hypotheses contradict each
other.  Everything else is undecided, and the residual says what resisted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.binding import open_binder
from stabcheck.proof.elementary import TooLarge, exponential
from stabcheck.proof.indexed import substitute_index
from stabcheck.proof.lowest import ONE, ZERO, add, multiply, negate, number, power, subtract
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.records import Obligation, Outside, Question, Rewrite
from stabcheck.proof.signs import Facts

__all__ = ["Case", "Decision", "Hypothesis", "decide"]

_DEEPEST_SPLIT = 8


@dataclass(frozen=True)
class Hypothesis:
    """A case's hypothesis in print: ``term`` relation 0, e.g. x ≥ 0."""

    term: Term
    relation: str


@dataclass(frozen=True)
class Case:
    """One case proved: under ``hypotheses`` both sides have the normal forms given.

    ``closing`` names the last step: ``normal form`` (both sides are the same), ``sum relation``
    or ``exponentiate``.  ``facts`` are what the obligations may be discharged with.
    """

    hypotheses: tuple[Hypothesis, ...]
    facts: Facts
    left: Frac
    right: Frac
    closing: str
    rewrites: tuple[Rewrite, ...]
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True)
class Decision:
    """All cases proved, or else why not: a residual that should be 0, or a reason in words."""

    cases: tuple[Case, ...]
    residual: Frac | None = None
    reason: str = ""

    @property
    def proved(self) -> bool:
        """Whether every case was proved."""
        return self.residual is None and not self.reason


class _Resisted(Exception):
    def __init__(self, residual: Frac | None, reason: str) -> None:
        super().__init__(reason)
        self.residual = residual
        self.reason = reason


def decide(left: Term, right: Term, facts: Facts) -> Decision:
    """Decide ``left = right`` under the facts; never raises for what lies outside the fragment."""
    try:
        return Decision(tuple(_cases(left, right, facts, ())))
    except _Resisted as resisted:
        return Decision((), resisted.residual, resisted.reason)
    except (Outside, TooLarge, TypeError) as outside:
        return Decision((), None, str(outside))
    except ZeroDivisionError as error:
        return Decision((), None, f"{error}; the formula is defined nowhere")
    except RecursionError:
        return Decision((), None, "the formula is nested too deeply")


def _cases(left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]) -> list[Case]:
    if hypotheses and facts.contradictory:
        return []
    normaliser, sides = _normal_sides(left, right, facts)
    residual = subtract(*sides)
    closing = _vanishes(residual, normaliser.facts)
    if closing is not None:
        rewrites = tuple(normaliser.rewrites)
        return [Case(hypotheses, facts, *sides, closing, rewrites, tuple(normaliser.obligations))]
    if not normaliser.questions or len(hypotheses) >= _DEEPEST_SPLIT:
        raise _Resisted(residual, "the two sides have different normal forms")
    return _split(normaliser.questions[0], left, right, facts, hypotheses)


def _normal_sides(left: Term, right: Term, facts: Facts) -> tuple[Normaliser, tuple[Frac, Frac]]:
    """Both sides in normal form, where they are defined.

    The claim speaks only of points where both sides are defined, so what log and roots certainly
    need may be used (and is reported as a condition): e^(log C) is C, not |C|.
    """
    normaliser = Normaliser(facts)
    sides = normaliser.normal(left), normaliser.normal(right)
    needed = facts
    for need in normaliser.obligations:
        if need.certain and need.relation != "≠":
            strict = need.relation == ">"
            if not needed.sign(need.value) <= ({1} if strict else {0, 1}):
                needed = needed.given(need.value, strict=strict)
    if needed is facts:
        return normaliser, sides
    normaliser = Normaliser(needed)
    return normaliser, (normaliser.normal(left), normaliser.normal(right))


def _split(
    question: Question, left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]
) -> list[Case]:
    value, strict, term = question.value, question.strict, question.term
    upper = Hypothesis(term, ">" if strict else "≥")
    lower = Hypothesis(term, "≤" if strict else "<")
    above = facts.given(value, strict=strict)
    below = facts.given(negate(value), strict=not strict)
    return [
        *_cases(left, right, above, (*hypotheses, upper)),
        *_cases(left, right, below, (*hypotheses, lower)),
    ]


# --- is it zero? ----------------------------------------------------------------------------


def _vanishes(residual: Frac, facts: Facts) -> str | None:
    """The reason for which the residual is 0, or None."""
    if not residual:
        return "normal form"
    if _zero_by_sums(residual.num):
        return "sum relation"
    if _zero_by_exponentiating(residual.num, facts):
        return "exponentiate"
    return None


def _zero_by_sums(num: Poly) -> bool:
    """Whether Σ cofactor · (q₁ Σ b₁ + q₂ Σ b₂ + … + q₀ N) is 0 for every cofactor.

    That holds where q₁ b₁ + q₂ b₂ + … + q₀ = 0 for every index.
    """
    groups: dict[tuple[str, Mono], list[tuple[Fraction, Atom]]] = {}
    for mono, value in num.terms.items():
        over = [(atom, k) for atom, k in mono.powers if atom.kind in {"sum", "size"}]
        if len(over) != 1 or over[0][1] != 1:
            return False
        atom = over[0][0]
        cofactor = Mono([pair for pair in mono.powers if pair[0] != atom], mono.exponent)
        groups.setdefault((atom.data[0].name, cofactor), []).append((value, atom))
    return all(not _combined_summand(group) for group in groups.values())


def _combined_summand(group: list[tuple[Fraction, Atom]]) -> Frac:
    total = ZERO
    index: Index | None = None
    for value, atom in group:
        body = ONE
        if atom.kind == "sum":
            bound, body = open_binder(atom)
            index = index or bound
            body = substitute_index(body, bound, index)
        total = add(total, multiply(number(value), body))
    return total


def _zero_by_exponentiating(num: Poly, facts: Facts) -> bool:
    """Whether e^(k·D) = ±1 for D = Σ qᵢ log|fᵢ| + rest, k clearing the denominators of the qᵢ.

    The logarithms are of absolute values, hence the sign does not matter.
    """
    logs: list[tuple[Fraction, Poly]] = []
    rest: dict[Mono, Fraction] = {}
    for mono, value in num.terms.items():
        atom = Frac(Poly.of(1, mono)).lone_atom
        if atom is not None and atom.kind == "log":
            logs.append((value, atom.data[0]))
        elif any(atom.kind == "log" for atom, _ in mono.powers):
            return False
        else:
            rest[mono] = value
    if not logs:
        return False
    k = lcm(*(value.denominator for value, _ in logs))
    if any(abs(value * k) > 16 for value, _ in logs):
        return False
    product = exponential(multiply(number(k), Frac(Poly(rest))), facts)
    for value, factor in logs:
        product = multiply(product, power(Frac(factor), int(value * k)))
    return product.rational in {1, -1}
