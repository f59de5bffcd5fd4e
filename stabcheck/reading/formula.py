"""A formula as somebody types it, read into a claim; nothing is ever evaluated as Python.

    read_claim("log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))")
    read_claim("log(sum(exp(x))) = max(x) + log(sum(exp(x - max(x))))", vectors=("x",))
    read_claim("sqrt(x^2) = x", assume=("x > 0",))

Names are reals.  A vector is declared, ``x`` (of symbolic length N) or ``y[M]``; then ``sum``,
``mean``, ``max``, ``min`` and functions such as ``logsumexp`` range over it, ``softmax(x)[i]``
is one entry at a free index i, and ``N`` is the length.  ``max(a, b)`` of several arguments is
taken entry by entry.  ``diff(f, x)`` and ``diff(f, x[k])`` are derivatives, ``delta(i, j)`` is 1
where the indices are equal, ``where(x > 0, a, b)`` branches; ``e`` and ``pi`` are constants.
What the tool prints can be read back: ``e^(−x)``, ``2·x²``, ``|x|``, ``√(x + 1)``, ``Σᵢ xᵢ``.

A chain ``a = b = c`` claims that its ends are equal, with the derivation a, b, c: every step of
it is decided by itself, so that a misprint in the middle is found and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stabcheck.reading.assumption import hypotheses
from stabcheck.reading.grammar import parse_sides
from stabcheck.reading.interpreter import Interpreter
from stabcheck.reading.meaning import Meaning
from stabcheck.reading.mistake import FormulaMistake, reading
from stabcheck.reading.scope import Scope, declared_vectors
from stabcheck.statement import Claim, Derivation, Equation, Expected, Formula

__all__ = ["read_claim"]

_LONGEST_TITLE = 80


def read_claim(
    text: str,
    *,
    assume: Iterable[str] = (),
    vectors: Iterable[str] = (),
    name: str | None = None,
    expected: Expected = "PROVED",
) -> Claim:
    """The claim that the sides of ``text`` are equal, under the assumptions.

    Raises FormulaMistake for what cannot be read.  Without a ``name``, the claim is called as it
    is written.
    """
    scope = Scope(declared_vectors(vectors))
    with reading(text):
        sides = _sides(text, scope, expected)
    scope.closed = True
    given: list[Formula] = []
    for assumption in assume:
        with reading(assumption):
            given += hypotheses(assumption, scope)
    title = _shortened(text)
    claim = Claim(
        name or title,
        title,
        _statement(sides, scope),
        scope.arguments,
        expected,
        given=tuple(given),
    )
    if len(sides) > 2:
        claim.derivations.append(_chain(sides, scope))
    return claim


def _sides(text: str, scope: Scope, expected: Expected) -> list[Meaning]:
    """What the sides mean, two or more."""
    nodes = parse_sides(text, scope.vectors)
    if len(nodes) > 2 and expected != "PROVED":
        raise FormulaMistake(
            "a chain is claimed to hold, every part of it",
            column=nodes[2].column,
            hint=f"state the one equality that is expected to be {expected}",
        )
    interpreter = Interpreter(scope)
    return [interpreter.number(node) for node in nodes]


def _statement(sides: list[Meaning], scope: Scope) -> Formula:
    """The formula as a function of carrier values."""

    def state(*values: Any) -> Equation:
        at = scope.values(values)
        return Equation(sides[0].compute(at), sides[-1].compute(at))

    return state


def _chain(sides: list[Meaning], scope: Scope) -> Derivation:
    """The chain as a derivation of its own ends."""

    def steps(*values: Any) -> Iterator[tuple[Any, str]]:
        at = scope.values(values)
        for side in sides:
            yield side.compute(at), "as written"

    return Derivation("the chain as written", steps)


def _shortened(text: str) -> str:
    """The formula on one line, as a title."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"
