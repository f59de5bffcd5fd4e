"""Sums and maxima over symbolic index sets, checked piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.algebra import Atom, Frac
from stabcheck.proof.checker.arithmetic import (
    ONE,
    ZERO,
    exp_of,
    of_atom,
    of_number,
    require,
)
from stabcheck.proof.checker.functions import put
from stabcheck.proof.checker.indices import mentions
from stabcheck.proof.checker.signs import Signs
from stabcheck.proof.judgement import Exchange, MaxProof, MonotoneProof, Piece, SumProof

__all__ = ["Sums", "check_blocks"]


@dataclass(frozen=True)
class Sums:
    """The rules for sums and maxima, in the case whose signs these are."""

    signs: Signs

    def check_sum(self, proof: SumProof) -> None:
        """Check that the pieces make up the body, and their sums the value."""
        arithmetic, index = self.signs.arithmetic, proof.index
        if index.set.removed and proof.body.num.terms:
            self._check_less_one(proof)
            return
        require(proof.whole is None, "the set is whole")
        body = value = ZERO
        for piece in proof.pieces:
            for part in (piece.coefficient, piece.summand):
                require(0 not in self.signs.of_poly(part.den), "a piece may be undefined")
            require(not mentions(piece.coefficient, index), "the index stands outside")
            self._check_piece(piece, index)
            body = arithmetic.add(body, arithmetic.multiply(piece.coefficient, piece.summand))
            value = arithmetic.add(value, arithmetic.multiply(piece.coefficient, piece.value))
        require(arithmetic.equal(body, proof.body), "the pieces are not the summand")
        require(arithmetic.equal(value, proof.value), "the pieces are not the sum")

    def _check_less_one(self, proof: SumProof) -> None:
        """Σ over N∖{k} is Σ over N, less the term at k."""
        arithmetic, index, whole = self.signs.arithmetic, proof.index, proof.whole
        (point,) = index.set.removed
        if whole is None or proof.pieces:
            raise ValueError("no sum over the whole set")
        own = whole.index.set.name == index.set.name and not whole.index.set.removed
        require(own and whole.index.uid != 0, "not the whole set")
        require(not mentions(proof.body, whole.index), "the new index is not fresh")
        moved = arithmetic.at(proof.body, index, whole.index)
        require(arithmetic.equal(whole.body, moved), "another body over the whole set")
        self.check_sum(whole)
        rest = arithmetic.add(whole.value, arithmetic.at(proof.body, index, point), -1)
        require(arithmetic.equal(proof.value, rest), "not the sum less one point")

    def _check_piece(self, piece: Piece, index: Index) -> None:
        arithmetic, summand, reason = self.signs.arithmetic, piece.summand, piece.reason
        if isinstance(reason, Exchange):
            self._check_exchange(piece, reason, index)
            return
        if isinstance(reason, Index):
            mark = Atom("delta", *sorted((index, reason), key=repr))
            marked = all((mark, 1) in mono.powers for mono in summand.num.terms)
            require(marked and reason.set.name == index.set.name, "no delta selects")
            value = arithmetic.at(summand, index, reason)
        elif reason == "size":
            require(arithmetic.equal(summand, ONE), "not a sum of ones")
            value = of_atom(Atom("size", index.set))
        else:
            require(reason == "sum", "no such rule")
            ((mono, scale),) = piece.value.num.terms.items()
            ((atom, _),) = mono.powers
            own = atom.kind == "sum" and atom.data[0] == index.set
            require(own and not mentions(piece.value, index), "another sum")
            body = arithmetic.multiply(of_number(scale), arithmetic.opened(atom, index))
            require(arithmetic.equal(body, summand), "another summand")
            value = arithmetic.multiply(of_number(scale), of_atom(atom))
        require(arithmetic.equal(piece.value, value), "a piece has another sum")

    def _check_exchange(self, piece: Piece, reason: Exchange, index: Index) -> None:
        """Check Σ_i rest · Σ_d b = Σ_d Σ_i rest · b."""
        arithmetic, across, result = self.signs.arithmetic, reason.across, reason.result
        rest, inner = reason.rest, result.index
        own = reason.inner.kind == "sum" and reason.inner.data[0] == inner.set
        require(own and across.index == index, "another inner sum")
        fresh = inner.uid != 0 and inner != index and not self.signs.mentions(inner)
        fresh = fresh and not mentions(piece.summand, inner) and not mentions(rest, inner)
        require(fresh, "the index is not fresh")
        product = arithmetic.multiply(rest, of_atom(reason.inner))
        require(arithmetic.equal(piece.summand, product), "not a factor times a sum")
        opened = arithmetic.multiply(rest, arithmetic.opened(reason.inner, inner))
        require(arithmetic.equal(across.body, opened), "another double sum")
        require(arithmetic.equal(result.body, across.value), "the sums do not meet")
        require(arithmetic.equal(result.value, piece.value), "another double sum")
        self.check_sum(across)
        self.check_sum(result)

    def check_max(self, proof: MaxProof) -> None:
        """Check max (free + scale · b) = free + scale · max b, or with e^E for b."""
        arithmetic, index, inner = self.signs.arithmetic, proof.index, proof.inner
        require(proof.scale > 0, "the scale is not positive")
        require(not mentions(proof.free, index), "the index stands outside")
        require(0 not in self.signs.of_poly(proof.free.den), "a part may be undefined")
        body = value = ZERO
        if inner is not None:
            require(inner.kind == "max" and inner.data[0] == index.set, "another maximum")
            require(proof.exponent is None, "two maxima for one")
            body, value = arithmetic.opened(inner, index), of_atom(inner)
            require(not mentions(value, index), "the index stands outside")
        elif proof.exponent is not None:
            require(proof.exponent.index == index, "another index is bound")
            self.check_max(proof.exponent)
            body, value = exp_of(proof.exponent.body), exp_of(proof.exponent.value)
        else:
            require(proof.scale == 1, "a scale of nothing")
        scale = of_number(proof.scale)
        for whole, part in ((proof.body, body), (proof.value, value)):
            made = arithmetic.add(proof.free, arithmetic.multiply(scale, part))
            require(arithmetic.equal(whole, made), "another maximum")

    def check_monotone(self, proof: MonotoneProof) -> Frac:
        """Check that f(u) has this value at the greatest or least u; how far that exceeds f(u)."""
        arithmetic, index, outer = self.signs.arithmetic, proof.index, proof.outer
        require(not index.set.removed, "the set may be empty")
        require(arithmetic.equal(proof.form, proof.body), "another form")
        ((mono, turn),) = outer.num.terms.items()
        ((maximum, power),) = mono.powers
        own = maximum.kind == "max" and maximum.data[0] == index.set and power * turn**2 == 1
        require(own and mono.exponent is None and outer.den == ONE.den, "no maximum inside")
        inside = arithmetic.multiply(of_number(turn), arithmetic.opened(maximum, index))
        require(arithmetic.equal(inside, of_atom(proof.inner)), "another maximum inside")
        value = put(arithmetic, proof.form, proof.inner, outer)
        require(not mentions(value, index), "the index comes in elsewhere")
        require(arithmetic.equal(value, proof.value), "the maximum is another")
        return arithmetic.add(proof.value, proof.body, -1)


def check_blocks(split: Term, kind: str, union: Index, body: Term) -> None:
    """Check that a sum or maximum over a concatenation is put together from one for each block."""
    combine = {"sum": "add", "max": "maximum"}[kind]
    rest, parts = split, []
    for _ in union.set.blocks[1:]:
        require(rest.op == combine, "another way to put blocks together")
        rest, last = rest.parts
        parts.append(last)
    for number, part in enumerate([rest, *reversed(parts)]):
        block = union.set.blocks[number]
        inside: Index | None = None if block is None else part.parts[0]
        own = body.in_block(union, number, inside)
        if inside is not None:
            fresh = inside.uid != 0 and inside not in body.free_indices()
            require(fresh and inside.set == block, "a block's index is not fresh")
            own = Term(kind, inside, own)
        require(part == own, "another block")
