"""The certificate of a claim that was proved, or refuted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from stabcheck.certificate.names import Uncertified, identifier
from stabcheck.certificate.negation import negation
from stabcheck.certificate.prelude import needed
from stabcheck.certificate.theorem import theorem
from stabcheck.proof.result import ProofResult
from stabcheck.quantity import Argument

__all__ = ["Certificate", "certify", "together"]


LONGEST_NAME = 80
PRINT_ASSUMPTIONS = "Print Assumptions "
_OPENING = """\
(** * {claim}

    This is what {theorem} says, at the end of the file.
    To compare the two takes the definitions that it uses; lemmas and tactics are for its proof,
    which Coq checks. *)
"""


@dataclass(frozen=True)
class Certificate:
    """A claim, as it is ``printed``, and its theorem and proof, ``text``."""

    claim: str
    text: str
    printed: str = ""

    @property
    def module(self) -> str:
        """The file's name without its ending, which Coq takes for a module's."""
        return identifier(self.claim)[:LONGEST_NAME]

    @property
    def theorem(self) -> str:
        """The theorem's name."""
        return self.text.rpartition(PRINT_ASSUMPTIONS)[2].strip().removesuffix(".")

    @property
    def digest(self) -> str:
        """What tells this theorem and proof from others."""
        return sha256(self.text.encode()).hexdigest()[:8]

    @property
    def source(self) -> str:
        """The whole file: what the theorem and its proof stand on comes before them."""
        claim = _commented(f"{self.claim}: {self.printed}" if self.printed else self.claim)
        opening = _OPENING.format(claim=claim, theorem=self.theorem)
        return f"{opening}\n{needed(self.text)}\n(** * The theorem *)\n\n{self.text}"


def certify(result: ProofResult, arguments: Mapping[str, Argument]) -> Certificate:
    """The certificate of a claim over these arguments: that it holds, or that it does not.

    Raises Uncertified, with the reason, for what is UNDECIDED and for what Coq cannot be told.
    """
    evidence, refutation = result.evidence, result.refutation
    if refutation is not None:
        text = negation(f"claim_{result.name}", refutation, arguments)
        return Certificate(result.name, text, f"not {result.lhs} = {result.rhs}")
    if evidence is None:
        raise Uncertified(f"the claim is {result.verdict}")
    left, right, proof = evidence.left, evidence.right, evidence.proof
    text = theorem(f"claim_{result.name}", left, right, proof, arguments, evidence.given)
    return Certificate(result.name, text, f"{result.lhs} = {result.rhs}")


def together(certificates: Sequence[Certificate]) -> tuple[str, list[int]]:
    """One file with all of them, each in a module, and the places where the modules begin."""
    source = needed("".join(each.text for each in certificates))
    starts = []
    for number, each in enumerate(certificates):
        starts.append(len(source))
        source += f"\nModule m{number}.\n{each.text}End m{number}.\n"
    return source, starts


def _commented(text: str) -> str:
    """The text where a comment of Coq may have it: without quotes, without its end."""
    return text.replace('"', "'").replace("*)", "* )").replace("(*", "( *")
