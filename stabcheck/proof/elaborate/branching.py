"""Proofs on both branches of a comparison."""

from __future__ import annotations

from collections.abc import Callable

from stabcheck.carriers.term import Term
from stabcheck.proof import kernel
from stabcheck.proof.elaborate.signed import AT_LEAST, AT_MOST, AWAY, NEGATIVE, POSITIVE, Signed
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.formulas import canonical, literal

__all__ = ["on_both"]

Prove = Callable[[Theorem], Theorem]


def on_both(comparison: Term, prove: Prove, otherwise: Prove | None = None) -> Theorem:
    """What is proved where a comparison holds, and where it does not."""
    otherwise = otherwise or prove
    holds, fails = (canonical(literal(comparison, holds=h)) for h in (True, False))
    held, failed = prove(kernel.assume(holds)), otherwise(kernel.assume(fails))
    if comparison.op in {"equal", "not_equal"}:
        if comparison.op == "not_equal":
            (holds, held), (fails, failed) = (fails, failed), (holds, held)
        return _where_equal(comparison, holds, held, failed)
    value = holds.parts[0]
    strict = holds.op == "greater"
    below = Signed.assumed(value, AT_MOST if strict else NEGATIVE)
    turned = kernel.combination(fails, [(1, below.why)])
    return kernel.cases(value, held, kernel.cut(turned, failed), strict=strict)


def _where_equal(comparison: Term, same: Term, held: Theorem, failed: Theorem) -> Theorem:
    gap = canonical(Term("subtract", *comparison.parts))
    null = Signed.assumed(gap, AT_LEAST).met(Signed.assumed(gap, AT_MOST))
    equals = kernel.combination(same, [(1, null.why)])
    above, below = (
        kernel.cut(Signed.assumed(gap, sign).only(AWAY), failed) for sign in (POSITIVE, NEGATIVE)
    )
    inner = kernel.cases(gap, kernel.cut(equals, held), below, strict=False)
    return kernel.cases(gap, above, inner, strict=True)
