"""Mutants of claims: one small, plausible mistake each, made anywhere in either side."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from stabcheck.carriers.term import Term, rational

SWAPS = {
    "add": ["subtract"],
    "subtract": ["add"],
    "multiply": ["divide", "add"],
    "divide": ["multiply"],
    "maximum": ["minimum"],
    "minimum": ["maximum"],
    "log1p": ["log", "expm1"],
    "expm1": ["exp"],
    "exp": ["expm1"],
    "log": ["log1p"],
    "greater": ["less", "greater_equal"],
    "greater_equal": ["less", "greater"],
    "less": ["greater"],
    "max": ["min"],
    "sum": ["max"],
    "tanh": ["sinh"],
}


def mutants(term: Term) -> Iterator[Term]:
    """Every term that differs from this one by a single mistake."""
    yield from _here(term)
    if term.op == "named":
        for changed in mutants(term.parts[3]):
            yield changed
        return
    for place, part in enumerate(term.parts):
        if isinstance(part, Term):
            for changed in mutants(part):
                yield Term(term.op, *term.parts[:place], changed, *term.parts[place + 1 :])


def _here(term: Term) -> Iterator[Term]:
    for other in SWAPS.get(term.op, []):
        yield Term(other, *term.parts)
    match term.op:
        case "rational":
            value: Fraction = term.parts[0]
            yield rational(value + 1)
            if value:
                yield rational(-value)
                yield rational(value * 2)
        case "negative" | "absolute" | "named":
            yield term.parts[-1] if term.op != "named" else term.parts[3]
        case "where":
            yield Term("where", term.parts[0], term.parts[2], term.parts[1])
        case "subtract" | "add":  # a shift dropped
            yield term.parts[0]
        case "real" | "entry":
            yield Term("negative", term)
            yield Term("multiply", rational(2), term)
        case "size":
            yield Term("subtract", term, rational(1))


def sampled(pairs: list[tuple[Term, Term]], generator: random.Random, count: int) -> list[int]:
    """Which of the pairs to look at, the same ones for the same seed."""
    return sorted(generator.sample(range(len(pairs)), min(count, len(pairs))))
