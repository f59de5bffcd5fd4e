"""A plain NumPy function against a quantity's definition, over the reals.

The function is run on symbols as its callers would run it on arrays.  What it computes on every
path is put together to one term, and the proof engine decides whether that is the definition.
Nothing is guessed: what is not modelled is UNDECIDED, with the line of the function.  And the
trace itself is held against the function, run on plain floats.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stabcheck.carriers.budget import TIMEOUT_SECONDS, Budget, OutOfTime
from stabcheck.carriers.ledger import NeedsLength, NoSuchAxis, NotModelled, ScalarOnly
from stabcheck.carriers.term import Term
from stabcheck.proof.refute import Counterexample
from stabcheck.quantity import Quantity
from stabcheck.target.callables import first_line, quietly, source_of
from stabcheck.target.constants import read_constants
from stabcheck.target.cross_check import disagreement
from stabcheck.target.judging import Judgement, judged
from stabcheck.target.paths import Path, Raised, Untraceable, explore, joined
from stabcheck.target.proxies import standing_in
from stabcheck.target.setting import (
    LENGTHS,
    OneNumber,
    Setting,
    array_setting,
    fixed_setting,
    reduced_setting,
    row_setting,
    scalar_setting,
)
from stabcheck.target.stand_ins import Vectorized

__all__ = ["TracedProof", "trace_claim", "traced_terms"]

PROVED_FOR_LENGTHS = f"PROVED for N ≤ {LENGTHS[-1]}"


@dataclass(frozen=True)
class TracedProof:
    """The verdict on one function, and everything it rests on.

    ``verdict`` is ``PROVED``, ``PROVED for N ≤ 4``, ``REFUTED`` or ``UNDECIDED``.  ``called`` is
    how the function was called.  ``conditions`` are what the proof needs besides the domain;
    ``assumptions`` what was taken for granted.  ``reason`` says in words why it is not proved,
    ``line`` (file:line) where tracing stopped.  ``largest_difference`` is the largest one found
    at the points searched, with its point.
    """

    verdict: str
    called: str = ""
    counterexample: Counterexample | None = None
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    line: str | None = None
    reason: str | None = None
    largest_difference: str | None = None
    seconds: float = 0.0


def trace_claim(
    function: Callable[..., Any],
    quantity: Quantity,
    *,
    args: Sequence[str] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    rows: bool | None = None,
) -> TracedProof:
    """Decide whether a function computes a quantity, over the reals.

    ``args`` names the quantity's arguments in the function's order; ``kwargs`` are passed on.
    ``rows`` True asks for (B, N) arrays, row by row; None tries vectors first.  While it runs,
    names in the globals of the function's module are replaced: not to be called from several
    threads.  Raises ValueError for an argument the quantity does not have.
    """
    started = time.perf_counter()
    order = list(quantity.arguments) if args is None else list(args)
    if sorted(order) != sorted(quantity.arguments):
        raise ValueError(f"the arguments are {', '.join(quantity.arguments)}, in some order")
    called = _Called(function, quantity, tuple(order), dict(kwargs or {}))
    proof = called.proof(rows=rows)
    return replace(proof, seconds=time.perf_counter() - started)


def traced_terms(
    function: Callable[..., Any],
    quantity: Quantity,
    args: Sequence[str],
    kwargs: Mapping[str, Any],
    *,
    rows: bool | None = None,
) -> list[tuple[Setting, tuple[Term, ...]]]:
    """What a function computes, in the first setting that it accepts, or one for each length.

    Raises Untraceable.
    """
    called = _Called(function, quantity, tuple(args), dict(kwargs))
    source = source_of(function)
    if source is None:
        text = "compiled code is not traceable"
        raise Untraceable(text, None, NotModelled(text))
    with standing_in(source), quietly():
        traces, _ = called.traces(rows=rows)
    return [(trace.setting, trace.terms) for trace in traces]


@dataclass(frozen=True)
class _Called:
    """A function with the way its arguments are passed."""

    function: Callable[..., Any]
    quantity: Quantity
    order: tuple[str, ...]
    kwargs: dict[str, Any]

    def __call__(self, *values: Any) -> Any:
        by_name = dict(zip(self.quantity.arguments, values, strict=True))
        return self.function(*(by_name[name] for name in self.order), **self.kwargs)

    def proof(self, *, rows: bool | None) -> TracedProof:
        """The verdict, from the first way to call the function that it accepts."""
        source = source_of(self.function)
        if source is None:
            return TracedProof("UNDECIDED", reason="compiled code is not traceable")
        with standing_in(source), quietly():
            try:
                traces, combine = self.traces(rows=rows)
            except Untraceable as untraceable:
                reason, line = untraceable.reason, untraceable.line
                return TracedProof("UNDECIDED", reason=reason, line=line)
        try:
            with Budget(TIMEOUT_SECONDS).watched():
                return combine([trace.verdict(self) for trace in traces])
        except OutOfTime as spent:
            return TracedProof("UNDECIDED", reason=str(spent), line=first_line(self.function))

    def traces(self, *, rows: bool | None) -> tuple[list[_Trace], _Combine]:
        """The traces in the first setting that the function accepts, and what they add up to.

        Raises Untraceable.
        """
        first = row_setting if rows else array_setting
        try:
            return [self._trace(first(self.quantity))], _first_proved
        except Untraceable as untraceable:
            cause, refusal = untraceable.cause, untraceable
        vectors = any(a.kind == "vector" for a in self.quantity.arguments.values())
        if isinstance(cause, NeedsLength) and not rows:
            settings = [fixed_setting(self.quantity, length) for length in LENGTHS]
            return [self._trace(setting) for setting in settings], _for_lengths
        if isinstance(cause, NoSuchAxis) and vectors and rows is None:
            return [self._trace(row_setting(self.quantity))], _first_proved
        if isinstance(cause, ScalarOnly) and not vectors:
            return [self._trace(scalar_setting(self.quantity))], _first_proved
        if isinstance(cause, OneNumber) and not vectors:
            ways = ((np.mean, "mean"), (np.sum, "sum"))
            settings = [reduced_setting(self.quantity, reduce, name) for reduce, name in ways]
            return [self._trace(setting) for setting in settings], _first_proved
        raise refusal

    def _trace(self, setting: Setting) -> _Trace:
        function = self.function
        if isinstance(function, np.vectorize):
            function = Vectorized(function.pyfunc)
        on_symbols = replace(self, function=function)
        paths, assumptions = explore(lambda: on_symbols(*setting.fresh()))
        try:
            values = [_components(path, setting) for path in paths]
            by_path = dict(zip(map(id, paths), values, strict=True))
            terms = tuple(
                joined(paths, lambda path, k=k: by_path[id(path)][k])  # type: ignore[misc]
                for k in range(len(setting.definition))
            )
        except NotModelled as refusal:
            raise Untraceable(str(refusal), first_line(self.function), refusal) from refusal
        return _Trace(setting, terms, tuple(assumptions), len(paths))


def _components(path: Path, setting: Setting) -> tuple[Term, ...]:
    if isinstance(path.value, Raised):
        return (Term("undefined", path.value.text),) * len(setting.definition)
    return setting.components(path.value)


@dataclass(frozen=True)
class _Trace:
    """What a function computes in one setting, one term for each component."""

    setting: Setting
    terms: tuple[Term, ...]
    assumptions: tuple[str, ...]
    paths: int

    def verdict(self, called: _Called) -> TracedProof:
        """What the proof engine says, unless the function run on floats contradicts the trace."""
        readings: dict[str, None] = {}
        found: list[Judgement] = []
        terms = []
        for term in self.terms:
            exact, read = read_constants(term)
            readings |= dict.fromkeys(read)
            terms.append(exact)
        for term, expected in zip(terms, self.setting.definition, strict=True):
            found.append(judged(term, expected, self.setting.arguments, self.setting.given))
            if found[-1].verdict != "PROVED":
                break
        last = found[-1]
        proof = TracedProof(
            verdict=last.verdict,
            called=self.setting.called,
            counterexample=last.counterexample,
            conditions=tuple(dict.fromkeys(c for one in found for c in one.conditions)),
            assumptions=(*self.assumptions, *readings),
            reason=last.reason,
            line=None if last.verdict == "PROVED" else first_line(called.function),
            largest_difference=last.largest_difference,
        )
        if last.undefined and any(text.startswith("is") for text in self.assumptions):
            reason = f"{last.reason}, and the function asks whether values are finite"
            return replace(proof, verdict="UNDECIDED", reason=reason, counterexample=None)
        return self._held(proof, called, [one.traced for one in found])

    def _held(self, proof: TracedProof, called: _Called, terms: list[Term]) -> TracedProof:
        """The proof, or UNDECIDED where the function itself contradicts the trace."""
        if len(terms) < len(self.terms):
            return proof
        wrong, agreed = disagreement(called, self.setting, terms)
        if wrong is None and (agreed or proof.verdict != "PROVED"):
            return proof
        reason = wrong or "the function has no value at any of the points tried"
        return replace(
            proof,
            verdict="UNDECIDED",
            reason=reason,
            counterexample=None,
            conditions=(),
            line=first_line(called.function),
        )


_Combine = Callable[[list[TracedProof]], TracedProof]


def _first_proved(proofs: list[TracedProof]) -> TracedProof:
    """The first proof there is, of several ways to read what the function returns."""
    return next((proof for proof in proofs if proof.verdict == "PROVED"), proofs[0])


def _for_lengths(proofs: list[TracedProof]) -> TracedProof:
    """One verdict for all lengths a loop was unrolled for."""
    for length, proof in zip(LENGTHS, proofs, strict=True):
        if proof.verdict != "PROVED":
            reason = f"N = {length}: {proof.reason}" if proof.reason else f"at N = {length}"
            return replace(proof, reason=reason)
    assumptions = dict.fromkeys(text for proof in proofs for text in proof.assumptions)
    conditions = dict.fromkeys(text for proof in proofs for text in proof.conditions)
    return replace(
        proofs[-1],
        verdict=PROVED_FOR_LENGTHS,
        called=f"arrays of 1…{LENGTHS[-1]} numbers",
        assumptions=tuple(assumptions),
        conditions=tuple(conditions),
        reason="the function loops over the entries, so only these lengths are proved",
    )
