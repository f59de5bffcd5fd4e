"""A user's own function: traced on symbols and put to the proof engine."""

from __future__ import annotations

from stabcheck.target.tracing import TracedProof, trace_claim

__all__ = ["TracedProof", "trace_claim"]
