"""Terms: the value of each follows from the values of its parts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial, reduce
from typing import Any

from stabcheck.carriers.term import Index, Term, rational
from stabcheck.proof.algebra import Atom, Frac, Mono
from stabcheck.proof.checker.arithmetic import (
    ONE,
    ZERO,
    Rejected,
    of_atom,
    of_number,
    require,
)
from stabcheck.proof.checker.branches import branched
from stabcheck.proof.checker.definitions import (
    COMPARISONS,
    DEFINITIONS,
    NoRule,
    derivative,
    filled,
)
from stabcheck.proof.checker.functions import check_exponential, check_power, check_size
from stabcheck.proof.checker.indices import entry, mentions
from stabcheck.proof.checker.signs import Signs
from stabcheck.proof.checker.sums import Sums, check_blocks
from stabcheck.proof.judgement import Judgement, MaxProof, MonotoneProof, PowerProof, SumProof
from stabcheck.proof.proof_object import Fact

__all__ = ["Replay"]

_Prove = Callable[[Any, Term, Term], None]


class Replay:
    """Checks the judgements that a term's value rests on, from the top down, each once.

    ``trusted`` are the rules not known here.  With ``defined``, the terms are known to be defined,
    as a claim's own hypotheses are.  ``prove`` checks another equality in the case.
    """

    def __init__(
        self,
        signs: Signs,
        judgements: tuple[Judgement, ...],
        prove: _Prove,
        *,
        defined: bool = False,
    ) -> None:
        self.signs, self.prove = signs, prove
        self.arithmetic = signs.arithmetic
        self.sums = Sums(signs)
        self.known_defined = defined
        self.judgements = {judgement.term: judgement for judgement in judgements}
        require(len(self.judgements) == len(judgements), "a term is judged twice")
        self.trusted: list[str] = []
        self.here = signs
        self.entered: set[tuple[Term, tuple[Fact, ...]]] = set()
        self.checked: set[tuple[Term, tuple[Fact, ...]]] = set()

    def finish(self) -> None:
        """Every judgement must have been needed."""
        needed = {term for term, _ in self.checked} == self.judgements.keys()
        require(needed or bool(self.trusted), "a judgement that nothing needs")

    def value(self, term: Term) -> Frac:
        """The value of a term, its judgement checked."""
        judgement = self.judgements.get(term)
        if judgement is None:
            raise Rejected(f"no judgement of {term!r}")
        here = term, self.here.facts
        if here not in self.checked:
            require(here not in self.entered, "a judgement rests on itself")
            self.entered.add(here)
            found = (_RULES.get(term.op) or Replay._defined)(self, judgement, *term.parts)
            if found is not None and not self.arithmetic.equal(found, judgement.value):
                raise Rejected(f"{term!r} has another value")
            self.checked.add(here)
        return judgement.value

    def domain(self, value: Frac, relation: str) -> None:
        """What must hold for the formula to be defined; it does where the claim states it.

        On a branch that may not be taken, what decides for it may be used.
        """
        if not self.known_defined:
            self.here.hold(value, relation)

    def need(self, value: Frac, relation: str) -> None:
        """What must hold for the rule to apply."""
        self.signs.hold(value, relation)

    def formal_value(self, term: Term) -> Frac:
        """The value of a term read back from a formula whose parts are known to be defined."""
        before, self.known_defined = self.known_defined, True
        value = self.value(term)
        self.known_defined = before
        return value

    # --- leaves

    def _rational(self, _: Judgement, value: Fraction) -> Frac:
        return of_number(value)

    def _pi(self, _: Judgement) -> Frac:
        return of_atom(Atom("pi"))

    def _real(self, _: Judgement, name: str) -> Frac:
        return of_atom(Atom("real", name))

    def _entry(self, _: Judgement, name: str, *indices: Index) -> Frac:
        return of_atom(entry(name, indices))

    def _size(self, _: Judgement, index_set: Any) -> Frac:
        if index_set.blocks:
            sizes = [Term("size", block) if block else rational(1) for block in index_set.blocks]
            return self.value(reduce(partial(Term, "add"), sizes))
        require(len(index_set.removed) <= 1, "two points removed may be one and the same")
        bare = of_atom(Atom("size", type(index_set)(index_set.name)))
        return self.arithmetic.add(bare, of_number(len(index_set.removed)), -1)

    def _delta(self, _: Judgement, left: Index, right: Index) -> Frac:
        return ONE if left == right else of_atom(Atom("delta", *sorted((left, right), key=repr)))

    # --- arithmetic

    def _add(self, _: Judgement, left: Term, right: Term) -> Frac:
        return self.arithmetic.add(self.value(left), self.value(right))

    def _subtract(self, _: Judgement, left: Term, right: Term) -> Frac:
        return self.arithmetic.add(self.value(left), self.value(right), -1)

    def _negative(self, _: Judgement, part: Term) -> Frac:
        return self._minus(self.value(part))

    def _multiply(self, _: Judgement, left: Term, right: Term) -> Frac:
        return self.arithmetic.multiply(self.value(left), self.value(right))

    def _divide(self, _: Judgement, top: Term, bottom: Term) -> Frac:
        divisor = self.value(bottom)
        self.domain(divisor, "≠")
        return self.arithmetic.multiply(self.value(top), Frac(divisor.den, divisor.num))

    def _power(self, judgement: Judgement, base: Term, exponent: Term) -> Frac | None:
        a, p, v = self.value(base), self.value(exponent), judgement.value
        proof = judgement.witness
        if isinstance(proof, PowerProof):
            self.domain(a, ">")
            check_exponential(self.arithmetic, proof.logarithm, a)
            product = self.arithmetic.multiply(p, proof.logarithm)
            require(self.arithmetic.equal(product, proof.exponent), "another exponent")
            check_exponential(self.arithmetic, proof.exponent, v)
            self.need(v, "≥")
            return None
        require(p.den == ONE.den and p.num.terms.keys() <= {Mono()}, "a power without proof")
        q = p.num.terms.get(Mono(), Fraction(0))
        if q.denominator != 1:
            self.domain(a, "≥" if q > 0 else ">")
            self.need(v, "≥")
        elif q < 0:
            self.domain(a, "≠")
        top, bottom = (a.num, a.den) if q >= 0 else (a.den, a.num)
        if q.denominator == 1:
            n = abs(q.numerator)
            return Frac(self.arithmetic.raised(top, n), self.arithmetic.raised(bottom, n))
        check_power(self.arithmetic, v, q.denominator, Frac(top, bottom), abs(q.numerator))
        return None

    def _sqrt(self, judgement: Judgement, base: Term) -> None:
        value = self.value(base)
        self.domain(value, "≥")
        self.need(judgement.value, "≥")
        check_power(self.arithmetic, judgement.value, 2, value, 1)

    # --- exponentials and logarithms

    def _exp(self, judgement: Judgement, exponent: Term) -> None:
        check_exponential(self.arithmetic, self.value(exponent), judgement.value)
        self.need(judgement.value, "≥")

    def _log(self, judgement: Judgement, argument: Term) -> None:
        self.domain(self.value(argument), ">")
        check_exponential(self.arithmetic, judgement.value, self.value(argument))

    def _erf(self, _: Judgement, argument: Term) -> Frac:
        """0 at 0; that it changes sign with its argument, the arithmetic knows."""
        value = self.value(argument)
        return of_atom(Atom("erf", value)) if value.num.terms else ZERO

    # --- cases

    def _absolute(self, judgement: Judgement, argument: Term) -> None:
        self._check_size(judgement.value, self.value(argument))

    def _check_size(self, size: Frac, value: Frac) -> None:
        self.need(size, "≥")
        check_size(self.arithmetic, size, value)

    def _maximum(self, judgement: Judgement, left: Term, right: Term) -> Frac:
        """max(a, b) = (a + b + |a − b|)/2, with |a − b| as witness; min with −."""
        a, b, size = self.value(left), self.value(right), judgement.witness
        if not isinstance(size, Frac):
            raise Rejected("a maximum without |a − b|")
        self._check_size(size, self.arithmetic.add(a, b, -1))
        turn = 1 if judgement.term.op == "maximum" else -1
        twice = self.arithmetic.add(self.arithmetic.add(a, b), size, turn)
        return self.arithmetic.multiply(of_number(Fraction(1, 2)), twice)

    _minimum = _maximum

    def _sign(self, judgement: Judgement, argument: Term) -> Frac:
        """−1, 0 or 1 where that is known; it may be left open all the same."""
        value = self.value(argument)
        sign = self.signs.sign(value)
        known = of_number(min(sign)) if len(sign) == 1 else None
        return known if known == judgement.value else of_atom(Atom("sign", value))

    def _where(self, judgement: Judgement, condition: Term, then: Term, otherwise: Term) -> Frac:
        return branched(self, judgement, condition, then, otherwise)

    def _comparison(self, judgement: Judgement, left: Term, right: Term) -> Frac:
        """A comparison is judged by what it compares with 0, the greater side first."""
        gap = self.arithmetic.add(self.value(left), self.value(right), -1)
        return self.arithmetic.add(ZERO, gap, -1) if "less" in judgement.term.op else gap

    # --- sums and maxima over index sets

    def _over(self, judgement: Judgement, index: Index, body: Term) -> Frac:
        """Σ or max over an index set: by its witness; over a concatenation, block by block."""
        any_index = index.uid != 0 and not any(
            mentions(fact.value, index) for fact in self.signs.splits
        )
        require(any_index, f"{index!r} is not any index")
        proof: Any = judgement.witness
        op = judgement.term.op
        if index.set.blocks:
            check_blocks(proof, op, index, body)
            return self.value(proof)
        if op == "min":
            body = Term("negative", body)
        kinds = (SumProof,) if op == "sum" else (MaxProof, MonotoneProof)
        require(isinstance(proof, kinds), "a sum or maximum without proof")
        require(proof.index == index, "another index is bound")
        require(self.arithmetic.equal(proof.body, self.value(body)), "another body")
        if isinstance(proof, SumProof):
            self.sums.check_sum(proof)
        elif isinstance(proof, MaxProof):
            self.sums.check_max(proof)
        else:
            gap = self.sums.check_monotone(proof)
            require(self.arithmetic.equal(self.formal_value(proof.gap), gap), "another gap")
            self.prove(proof.node, Term("absolute", proof.gap), proof.gap)
        return self._minus(proof.value) if op == "min" else proof.value

    def _minus(self, value: Frac) -> Frac:
        return self.arithmetic.add(ZERO, value, -1)

    def _named(self, _: Judgement, *parts: Any) -> Frac:
        return self.value(parts[3])

    def _derivative(self, judgement: Judgement, formula: Term, variable: Term) -> Frac:
        """The derivative by the table, where the formula itself is defined."""
        self.value(formula)
        try:
            return self.value(derivative(formula, variable))
        except NoRule as missing:
            self.trusted.append(str(missing))
            return judgement.value

    def _defined(self, judgement: Judgement, *operands: Term) -> Frac:
        operation = judgement.term.op
        if operation not in DEFINITIONS:
            self.trusted.append(f"the definition of {operation}")
            return judgement.value
        return self.value(filled(DEFINITIONS[operation], operands))


_Rule = Callable[..., Frac | None]


def _rules(cls: type[Replay]) -> dict[str, _Rule]:
    """The rule for each kind of term."""
    own = {
        **dict.fromkeys(("sum", "max", "min"), "over"),
        **dict.fromkeys(COMPARISONS, "comparison"),
    }
    plain = (
        *("size", "delta", "add", "subtract", "multiply", "divide", "power", "sqrt", "exp", "log"),
        *("absolute", "maximum", "minimum", "sign", "where", "named", "derivative", "erf"),
        *("rational", "pi", "real", "entry", "negative"),
    )
    return {op: getattr(cls, f"_{own.get(op, op)}") for op in (*plain, *own)}


_RULES = _rules(Replay)
