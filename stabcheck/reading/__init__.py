"""Text to claims: a formula somebody typed, a file of them; nothing is ever evaluated as Python."""

from stabcheck.reading.claim_file import read_claims
from stabcheck.reading.formula import read_claim
from stabcheck.reading.mistake import FormulaMistake

__all__ = ["FormulaMistake", "read_claim", "read_claims"]
