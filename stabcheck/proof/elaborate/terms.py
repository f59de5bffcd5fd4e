"""Terms: that each has its value, from theorems about the values of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stabcheck.carriers.term import Index, Term
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate import extrema, sums
from stabcheck.proof.elaborate.arithmetic_rules import ARITHMETIC
from stabcheck.proof.elaborate.carried import Carried
from stabcheck.proof.elaborate.choices import branched
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.power_rules import POWERS
from stabcheck.proof.elaborate.signed import AWAY, POSITIVE, Sign, Signed, transported
from stabcheck.proof.elaborate.values import of_fraction
from stabcheck.proof.judgement import Judgement, MaxProof, MonotoneProof, SumProof
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.axioms import DEFINITIONS, filled
from stabcheck.proof.kernel.formulas import canonical, equal
from stabcheck.proof.kernel.ring import constant
from stabcheck.proof.kernel.slopes import derivative

__all__ = ["Terms"]


class Terms:
    """The theorems *term = value* of one case, each proved once.

    ``prove`` proves another equality in the case; ``lemmas`` are what was shown on the way of what
    formulas need to be defined.
    """

    def __init__(
        self,
        known: Known,
        judgements: Iterable[Judgement],
        prove: Callable[[Any, Term, Term], Theorem],
        given: frozenset[Term],
    ) -> None:
        self.known = known
        self.prove = prove
        self.given = given
        judgements = tuple(judgements)
        self.judged = {judgement.term: judgement for judgement in judgements}
        if len(self.judged) != len(judgements):
            raise Refused("a term is judged twice")
        self.found: dict[tuple[Term, int], Theorem] = {}
        self.entered: set[tuple[Term, int]] = set()
        self.lemmas: list[Theorem] = []
        self.used: set[Term] = set()
        self.defines = True
        self.contexts: list[Known] = []

    def value(self, term: Term) -> Frac:
        """The value that is judged of a term."""
        if term not in self.judged:
            raise Refused(f"no judgement of {term!r}")
        self.used.add(term)
        return self.judged[term].value

    def shown(self, term: Term) -> Term:
        """Its value as a term."""
        return of_fraction(self.value(term))

    def theorem(self, term: Term) -> Theorem:
        """The theorem that a term has its value."""
        key = term, id(self.known)
        if key not in self.found:
            if key in self.entered:
                raise Refused("a judgement rests on itself")
            self.entered.add(key)
            self.value(term)
            term = self.judged[term].term
            rule = _RULES.get(term.op) or _defined
            theorem = rule(self, self.judged[term])
            value = self.value(term)
            if theorem.conclusion.parts[1] != of_fraction(value):
                theorem = self.ending(theorem, value, ())
            self.found[key] = theorem
        return self.found[key]

    def formal(self, term: Term) -> Theorem:
        """The same, of a term that need not be shown to be defined."""
        before, self.defines = self.defines, False
        theorem = self.theorem(term)
        self.defines = before
        return theorem

    def unused(self) -> bool:
        """Whether a judgement was not needed."""
        return self.used != self.judged.keys()

    # --- for the rules

    def inside(self, term: Term, *parts: Term) -> Theorem:
        """A function of its parts is that of their values."""
        return kernel.congruence(term, *map(self.theorem, parts))

    def ending(self, first: Theorem, value: Frac, parts: Iterable[Frac], **more: Any) -> Theorem:
        """Go on from a term with values in it to a value."""
        term = first.conclusion.parts[1]
        return kernel.transitivity(
            first, self.known.close(equal(term, of_fraction(value)), (value, *parts), **more)
        )

    def needs(self, term: Term, sign: Sign) -> None:
        """Show what a term must be for the formula around it to be defined."""
        if not self.defines:
            return
        own = self.sign(term)
        self.lemmas.append(own.only(sign))

    def sign(self, term: Term) -> Signed:
        """The sign of a term, by that of its value."""
        theorem = self.theorem(term)
        own = self.known.sign(self.value(term))
        back = kernel.combination(equal(own.term, canonical(term)), [(-1, theorem)])
        return transported(own, canonical(term), back)

    def defined(self, term: Term) -> Theorem:
        """That a term is defined."""
        return kernel.defined(term, self.given, self.lemmas)


# --- sums and maxima over index sets --------------------------------------------------------


def _over(terms: Terms, judgement: Judgement) -> Theorem:
    """By the witness; over a concatenation, block by block."""
    index, body = judgement.term.parts
    term, proof = judgement.term, judgement.witness
    if index.set.blocks:
        if not isinstance(proof, Term):
            raise Refused("no blocks")
        return kernel.transitivity(kernel.blocks(term), terms.theorem(proof))
    if term.op != "sum" and index.set.removed:
        size = Term("size", index.set)
        terms.theorem(size)
        terms.needs(size, AWAY)
    if term.op == "sum":
        if not isinstance(proof, SumProof) or proof.index != index:
            raise Refused("a sum without proof")
        first = kernel.under("sum", index, terms.theorem(body))
        whole = kernel.transitivity(first, sums.total(terms.known, proof, terms.value(body)))
        return terms.ending(whole, judgement.value, [proof.value])
    if term.op == "min":
        turned = kernel.definition(term)
        body = Term("negative", body)
        largest = _largest(terms, judgement, index, body)
        both = kernel.congruence(turned.conclusion.parts[1], largest)
        found = kernel.transitivity(turned, both)
        return terms.ending(found, judgement.value, ())
    return _largest(terms, judgement, index, body)


def _largest(terms: Terms, judgement: Judgement, index: Index, body: Term) -> Theorem:
    proof: Any = judgement.witness
    if not isinstance(proof, MaxProof | MonotoneProof) or proof.index != index:
        raise Refused("a maximum without proof")
    first = kernel.under("max", index, terms.theorem(body))
    value = terms.value(body)
    if isinstance(proof, MaxProof):
        return kernel.transitivity(first, extrema.largest(terms.known, proof, value))
    if not terms.known.arithmetic.equal(proof.body, value):
        raise Refused("another body")
    gap = terms.value(proof.gap), terms.formal(proof.gap)
    size = terms.prove(proof.node, Term("absolute", proof.gap), proof.gap)
    return kernel.transitivity(first, extrema.monotone(terms.known, proof, value, gap, size))


# --- words ----------------------------------------------------------------------------------


def _named(terms: Terms, judgement: Judgement) -> Theorem:
    return terms.theorem(judgement.term.parts[3])


def _derivative(terms: Terms, judgement: Judgement) -> Theorem:
    """By the table, where that and the formula are defined."""
    formula, variable = judgement.term.parts
    table = derivative(formula, variable)
    terms.theorem(formula)
    value = terms.theorem(table)
    first, second = terms.defined(formula), terms.defined(table)
    powers = (part for part in formula.subterms() if part.op == "power")
    inside = [terms.sign(part.parts[0]) for part in powers if not _is_whole(part.parts[1])]
    above = [own.only(POSITIVE) for own in inside]
    terms.lemmas += above
    carried = Carried(terms.lemmas, terms.given, variable)
    inner = carried.inside(formula)
    found = kernel.slope(judgement.term, first, second, [*above, *inner])
    equality, exists = map(carried.at_point, found)
    terms.lemmas.append(exists)
    return kernel.transitivity(equality, value)


def _is_whole(exponent: Term) -> bool:
    k = constant(canonical(exponent))
    return k is not None and k.denominator == 1


def _defined(terms: Terms, judgement: Judgement) -> Theorem:
    if judgement.term.op not in DEFINITIONS:
        raise Refused(f"the kernel knows no {judgement.term.op}")
    unfolded = filled(DEFINITIONS[judgement.term.op], judgement.term.parts)
    return kernel.transitivity(kernel.definition(judgement.term), terms.theorem(unfolded))


_RULES: dict[str, Callable[[Terms, Judgement], Theorem]] = {
    **ARITHMETIC,
    **POWERS,
    **dict.fromkeys(("sum", "max", "min"), _over),
    "where": branched,
    "named": _named,
    "derivative": _derivative,
}
