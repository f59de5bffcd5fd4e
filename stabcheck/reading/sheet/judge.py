"""From two formulas of a sheet to a verdict, with the hypotheses that the sheet states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from stabcheck.carriers.budget import Budget
from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import NotModelled, Symbol, align
from stabcheck.carriers.term import Index, Term
from stabcheck.proof import Counterexample
from stabcheck.proof.verdict import settle
from stabcheck.quantity import Argument, index, real
from stabcheck.reading.sheet.extent import check_extent
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.result import SheetVerdict

__all__ = ["Hypothesis", "Judgement", "judge", "within"]


@dataclass(frozen=True)
class Hypothesis:
    """An inequality a sheet states, and the line where it does."""

    condition: Term
    line: int
    about: frozenset[str]

    @property
    def text(self) -> str:
        """The hypothesis in print."""
        return f"{write(self.condition)} (line {self.line})"


@dataclass(frozen=True)
class Judgement:
    """The verdict on two formulas and what it rests on."""

    understood: str
    verdict: SheetVerdict
    conditions: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    residual: str = ""


#: What an equality may take, in seconds.
_patience: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def within(timeout_seconds: float | None) -> Iterator[None]:
    """Let every equality that is judged inside be UNDECIDED after so many seconds; None: never."""
    token = _patience.set(timeout_seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def judge(left: Symbol, right: Symbol, hypotheses: Sequence[Hypothesis] = ()) -> Judgement:
    """Whether the two are equal: first for all values, then under the sheet's hypotheses.

    A proof that needs a hypothesis lists it.  Raises NotRead where the two cannot be compared.
    """
    try:
        (one, other), _ = align(left, right)
        check_extent(one, other)
        plain = _settled(one, other, ())
        if plain.verdict == "PROVED" and not plain.conditions:
            return plain
        names = {term.parts[0] for side in (one, other) for term in side.subterms() if term.parts}
        useful = tuple(hypothesis for hypothesis in hypotheses if hypothesis.about <= names)
        if not useful:
            return plain
        under = _settled(one, other, useful)
    except NotModelled as refusal:
        raise NotRead(str(refusal)) from refusal
    if plain.verdict == "PROVED":
        fewer = under.verdict == "PROVED" and len(under.conditions) < len(plain.conditions)
        return under if fewer else plain
    # Refuted without the hypotheses says nothing: the point may be one that they rule out.
    return under if "PROVED" in under.verdict or plain.verdict == "REFUTED" else plain


def _settled(left: Term, right: Term, hypotheses: tuple[Hypothesis, ...]) -> Judgement:
    given = tuple(hypothesis.condition for hypothesis in hypotheses)
    try:
        with Budget(_patience.get()).watched():
            outcome = settle(left, right, _arguments(left, right, *given), given)
    except RecursionError:
        raise NotRead("the formula is nested too deeply") from None
    return Judgement(
        understood=f"{write(left)} = {write(right)}",
        verdict=outcome.verdict,
        conditions=outcome.conditions,
        given=tuple(hypothesis.text for hypothesis in hypotheses),
        counterexample=outcome.witness.printed() if outcome.witness else None,
        residual=f"what should be 0: {outcome.residual}"
        if outcome.should_vanish
        else outcome.residual or "",
    )


def _arguments(*terms: Term) -> dict[str, Argument]:
    """What the terms are functions of, as the prover wants to be told."""
    found: dict[str, Argument] = {}
    for term in terms:
        for node in term.subterms():
            match node:
                case Term(op="real", parts=(name,)):
                    _add(found, name, real())
                case Term(op="entry", parts=(name, *indices)):
                    sizes = tuple(place.set.name for place in indices)
                    printed = tuple(place.name for place in indices)
                    kind: Literal["vector", "matrix"] = "vector" if len(indices) == 1 else "matrix"
                    _add(found, name, Argument(kind, sizes, printed))
                case Term(op="size", parts=(index_set,)):
                    found[f"#{index_set.name}"] = index(index_set.name)
            for place in node.parts:
                if isinstance(place, Index):
                    found.setdefault(f"#{place.set.name}", index(place.set.name))
    return found


def _add(found: dict[str, Argument], name: str, argument: Argument) -> None:
    if name in found and found[name].sizes != argument.sizes:
        raise NotRead(f"{name} is a number and a family, or a family of two sizes, in one equality")
    found[name] = argument
