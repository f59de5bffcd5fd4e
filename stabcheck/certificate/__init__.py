"""Certificates: what was PROVED, as theorems that the proof assistant Coq (Rocq) checks again.

A certificate is one self-contained file over Coq's standard library: the words of the statement
(sums over index sets of every length, maxima, deltas) with their lemmas, the theorem, and its
proof.  The theorem is written from the claim's own terms; the proof follows the proof object, as
the kernel in `stabcheck.proof` does.
"""

from stabcheck.certificate.certify import Certificate, certify
from stabcheck.certificate.coq import AXIOMS, Certification, Coq, CoqMissing
from stabcheck.certificate.index import index_of
from stabcheck.certificate.names import Uncertified

__all__ = [
    "AXIOMS",
    "Certificate",
    "Certification",
    "Coq",
    "CoqMissing",
    "Uncertified",
    "certify",
    "index_of",
]
