"""Terms to normal form: every operation of a formula carried out in the algebra.

The normaliser goes bottom-up.  On its way it keeps four records:

- *obligations*: each division, logarithm and root needs its operand ≠ 0, > 0 or ≥ 0; noted
  before anything can cancel, on the branches that are really taken;
- *questions*: signs it would have liked to know (of |z|, of a branch); the caller splits cases;
- *rewrites*: the steps worth showing, each a term before and a fraction after;
- *known*: what every term met came to.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.derivative import differentiate, without_provisos
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import ONE as TERM_ONE
from stabcheck.carriers.term import Index, Term, blockwise
from stabcheck.proof import elementary, lowest, records
from stabcheck.proof.algebra import Atom, Frac
from stabcheck.proof.binding import delta, depends, size
from stabcheck.proof.branches import branched
from stabcheck.proof.elementary import absolute, exponential, logarithm, rational_power, reduced
from stabcheck.proof.indexed import entry, extremum_over, sum_over
from stabcheck.proof.maxima import monotone
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Guard, Obligation, Outside, Question, Relation, Rewrite
from stabcheck.proof.signs import Facts

__all__ = ["Normaliser"]


@dataclass
class Normaliser:
    """Brings terms to normal form under some facts, keeping the records described above."""

    facts: Facts
    obligations: list[Obligation] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)
    known: dict[Term, Frac] = field(default_factory=dict)
    _binders: list[Index] = field(default_factory=list)
    _open_branches: int = 0
    _guards: tuple[Guard, ...] = ()
    _met: set[tuple[Term, tuple[Guard, ...]]] = field(default_factory=set)

    def normal(self, term: Term) -> Frac:
        """The term as a fraction in normal form.

        Raises Outside beyond the fragment, ZeroDivisionError for a formula defined nowhere.
        """
        key = term, self._guards
        if key not in self._met:  # on another branch, it may need something else to be defined
            check_time()
            rule: Callable[[Term], Frac] = getattr(self, f"_{term.op}", self._unfold)
            self.known[term] = reduced(rule(term), self.facts)
            self._met.add(key)
        return self.known[term]

    # --- leaves

    def _rational(self, term: Term) -> Frac:
        return lowest.number(term.parts[0])

    def _pi(self, _term: Term) -> Frac:
        return lowest.of_atom(Atom("pi"))

    def _real(self, term: Term) -> Frac:
        return lowest.of_atom(Atom("real", term.parts[0]))

    def _size(self, term: Term) -> Frac:
        index_set = term.parts[0]
        if index_set.blocks:
            sizes = [Term("size", part) if part else TERM_ONE for part in index_set.blocks]
            return self.normal(functools.reduce(functools.partial(Term, "add"), sizes))
        return size(index_set)

    def _entry(self, term: Term) -> Frac:
        value = entry(*term.parts)
        if any(index.attains is not None for index in term.parts[1:]):
            self._noted("attained", term, value)
        return value

    def _delta(self, term: Term) -> Frac:
        return delta(*term.parts)

    # --- arithmetic

    def _operands(self, term: Term) -> list[Frac]:
        return [self.normal(part) for part in term.parts]

    def _add(self, term: Term) -> Frac:
        return lowest.add(*self._operands(term))

    def _subtract(self, term: Term) -> Frac:
        return lowest.subtract(*self._operands(term))

    def _multiply(self, term: Term) -> Frac:
        return lowest.multiply(*self._operands(term))

    def _negative(self, term: Term) -> Frac:
        return lowest.negate(*self._operands(term))

    def _divide(self, term: Term) -> Frac:
        top, bottom = self._operands(term)
        # What still divides must not be 0 on any branch, or the sum of both says nothing.
        is_gone = bottom and 0 not in self.facts.sign(Frac(lowest.divide(top, bottom).den))
        self._need(term.parts[1], bottom, "≠", self._guards if is_gone else ())
        return lowest.divide(top, bottom)

    def _power(self, term: Term) -> Frac:
        base_term = term.parts[0]
        base, exponent = self._operands(term)
        rational = exponent.rational
        if rational is None:
            self._need(base_term, base, ">")
            return self._asked(exponential(lowest.multiply(exponent, logarithm(base)), self.facts))
        if rational.denominator != 1:
            self._need(base_term, base, "≥" if rational > 0 else ">")
        elif rational < 0:
            self._need(base_term, base, "≠")
        return self._asked(rational_power(base, rational, self.facts))

    def _sqrt(self, term: Term) -> Frac:
        (base,) = self._operands(term)
        self._need(term.parts[0], base, "≥")
        return self._asked(rational_power(base, Fraction(1, 2), self.facts))

    # --- exponentials and logarithms

    def _exp(self, term: Term) -> Frac:
        (exponent,) = self._operands(term)
        return self._asked(exponential(exponent, self.facts))

    def _log(self, term: Term) -> Frac:
        (value,) = self._operands(term)
        self._need(term.parts[0], value, ">")
        result = logarithm(value)
        if result.lone_atom is None:
            self._noted("logarithm", term, result)
        return result

    def _erf(self, term: Term) -> Frac:
        return elementary.error_function(*self._operands(term))

    # --- cases

    def _absolute(self, term: Term) -> Frac:
        (value,) = self._operands(term)
        return self._noted("case", term, self._asked(absolute(value, self.facts), term.parts[0]))

    def _maximum(self, term: Term) -> Frac:
        """max(a, b) = (a + b + |a − b|)/2, and min with − for the last +."""
        a, b = self._operands(term)
        gap = absolute(lowest.subtract(a, b), self.facts)
        self._asked(gap, Term("subtract", *term.parts))
        signed = gap if term.op == "maximum" else lowest.negate(gap)
        twice = lowest.add(lowest.add(a, b), signed)
        return self._noted("case", term, lowest.multiply(lowest.number(Fraction(1, 2)), twice))

    _minimum = _maximum

    def _sign(self, term: Term) -> Frac:
        (value,) = self._operands(term)
        sign = self.facts.sign(value)
        if len(sign) == 1:
            return lowest.number(next(iter(sign)))
        if self.is_bound(value):
            raise Outside("the sign of a summand that changes sign")
        self.questions.append(
            Question(value, strict=-1 not in sign or 1 in sign, term=term.parts[0])
        )
        return lowest.of_atom(Atom("sign", value))

    def _where(self, term: Term) -> Frac:
        return branched(term, self)

    def on_branch(self, branch: Term, own: Iterable[Guard]) -> Frac:
        """A branch in normal form; what it needs is needed only where it is taken."""
        outer = self._guards
        self._guards = (*outer, *own)
        self._open_branches += 1
        try:
            return self.normal(branch)
        finally:
            self._open_branches -= 1
            self._guards = outer

    # --- index sets

    def _sum(self, term: Term) -> Frac:
        bound, body = term.parts
        if bound.set.blocks:
            return self._by_blocks("add", term)
        before = len(self.obligations)
        inside = self._under(bound, body)
        if not self._open_branches:
            self.obligations += records.selected(self.obligations[before:], bound, inside)
        result = self._asked(sum_over(bound, inside))
        atom = result.lone_atom
        if atom is None or atom.kind != "sum":
            self._noted("sum", term, result)
        return result

    def _max(self, term: Term) -> Frac:
        if term.parts[0].set.blocks:
            return self._by_blocks("maximum", term)
        return self._extremum(term, term.parts[1])

    def _by_blocks(self, combine: str, term: Term) -> Frac:
        """A sum or maximum over a concatenation, block by block."""
        split = functools.reduce(functools.partial(Term, combine), blockwise(term.op, *term.parts))
        self.rewrites.append(Rewrite("blocks", term, split))
        return self.normal(split)

    def _min(self, term: Term) -> Frac:
        return self._extremum(term, Term("negative", term.parts[1]), -1)

    def _extremum(self, term: Term, body: Term, turn: int = 1) -> Frac:
        bound, inside = term.parts[0], self._under(term.parts[0], body)
        if bound.set.removed:  # of nothing there is no maximum
            size = Term("size", bound.set)
            self._need(size, self.normal(size), "≠")
        found = monotone(bound, inside, self.facts)
        value = extremum_over(bound, inside) if found is None else found.value
        value = lowest.multiply(lowest.number(turn), value)
        return value if found is None else self._noted("monotone", term, value)

    def _under(self, bound: Index, body: Term) -> Frac:
        """The body of a binder in normal form; no case is split on what its index ranges over."""
        self._binders.append(bound)
        try:
            return self.normal(body)
        finally:
            self._binders.pop()

    def is_bound(self, value: Frac) -> bool:
        """Whether the value depends on an index that is being summed over."""
        return any(depends(value, index) for index in self._binders)

    # --- words

    def _named(self, term: Term) -> Frac:
        if term.parts[1] != "let":
            self.rewrites.append(Rewrite("definition", term, term.parts[3]))
        return self.normal(term.parts[3])

    def _derivative(self, term: Term) -> Frac:
        """The derivative, where the formula itself is defined: log x has none for x < 0."""
        formula, variable = term.parts
        before = len(self.rewrites)
        self.normal(formula)
        self.rewrites[before:] = [replace(each, aside=True) for each in self.rewrites[before:]]
        result = differentiate(formula, variable)
        self.rewrites.append(Rewrite("derivative", term, without_provisos(result)))
        return self.normal(result)

    def _unfold(self, term: Term) -> Frac:
        row = OPERATIONS.get(term.op)
        if row is None or row.unfold is None:
            raise Outside(f"{term.op} is outside the fragment the procedure decides")
        unfolded = row.unfold(*(Symbol(part) for part in term.parts)).term
        self.rewrites.append(Rewrite("definition", term, unfolded))
        return self.normal(unfolded)

    # --- records

    def _need(
        self, term: Term, value: Frac, relation: Relation, guards: tuple[Guard, ...] | None = None
    ) -> None:
        may_be_empty = any(index.set.removed for index in self._binders)
        certain = not (self._open_branches or may_be_empty or self.is_bound(value))
        guards = self._guards if guards is None else guards
        self.obligations.append(Obligation(term, value, relation, certain, guards))

    def _noted(self, rule: str, before: Term, after: Frac) -> Frac:
        self.rewrites.append(Rewrite(rule, before, after))
        return after

    def _asked(self, value: Frac, term: Term | None = None) -> Frac:
        """The value; asks for the sign of every |z| left standing in it that has no bound index.

        The ``term`` is z in print, if there is only one.
        """
        for poly in (value.num, value.den):
            for atom in poly.atoms():
                inner = atom.data[0] if atom.kind == "absolute" else lowest.ONE
                if {-1, 1} <= self.facts.sign(inner) and not self.is_bound(inner):
                    shown = term or term_of(inner)
                    self.questions.append(Question(inner, strict=False, term=shown))
        return value
