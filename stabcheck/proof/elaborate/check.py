"""Whether a proof object is a proof of the claim: the theorems that it comes to."""

from __future__ import annotations

from collections.abc import Mapping

from stabcheck.carriers.term import Term
from stabcheck.proof.elaborate.arithmetic import Rejected
from stabcheck.proof.elaborate.cases import equality
from stabcheck.proof.elaborate.preparing import Step, prepared
from stabcheck.proof.elaborate.stated import opened, supposed
from stabcheck.proof.kernel import Refused, Theorem, established
from stabcheck.proof.kernel.claim import bounds
from stabcheck.proof.proof_object import Proof
from stabcheck.quantity import Argument

__all__ = ["check"]


def check(
    proof: Proof,
    left: Term,
    right: Term,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...] = (),
) -> tuple[Theorem, ...]:
    """The theorems that left = right and that both are defined, from a proof of it.

    They suppose the arguments' domain, what is ``given``, and the proof's conditions, nothing
    else.  Raises Rejected, with the first step that makes no theorem.
    """
    if (proof.left, proof.right) != (left, right):
        raise Rejected("this is the proof of another claim")
    try:
        theorems = _theorems(proof, arguments, given)
        own = (*(comparison for _, comparison in bounds(arguments)), *given)
        established(theorems, left, right, own, map(supposed, proof.conditions))
    except Rejected:
        raise
    except Refused as refusal:
        raise Rejected(str(refusal)) from refusal
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise Rejected(f"the proof is malformed: {error!r}") from error
    return theorems


def _theorems(
    proof: Proof, arguments: Mapping[str, Argument], given: tuple[Term, ...]
) -> tuple[Theorem, ...]:
    opening = opened(proof, arguments, given)
    steps: tuple[Step, ...] = ()
    for step in proof.prepared:
        steps = (*steps, prepared(step, opening, steps, equality))
    hypotheses = opening.hypotheses
    return equality(proof.node, proof.left, proof.right, opening.known, hypotheses, steps)
