"""What readers take in two ways, and is therefore refused: 1/2x, 1/Σᵢ xᵢ·2, maxᵢ xᵢ·y, x₁."""

from __future__ import annotations

from stabcheck.reading.mistake import FormulaMistake
from stabcheck.reading.tokens import Token
from stabcheck.reading.tree import Binary, Binder, Node

__all__ = ["hold_divisor", "no_number_as_index", "two_ways"]


def two_ways(token: Token, hint: str) -> FormulaMistake:
    """The mistake of a sign after which readers differ."""
    message = f"'{token.text}' here can be read in two ways"
    return FormulaMistake(message, column=token.column, hint=f"write {hint}")


def hold_divisor(begin: Token, divisor: Node) -> None:
    """Refuse 1/2x and 1/Σᵢ xᵢ·2, of which nobody knows what they mean."""
    body = divisor.body if isinstance(divisor, Binder) and begin.kind == "summation" else divisor
    if begin.kind not in {"number", "summation"} or not isinstance(body, Binary):
        return
    if body.operator == "*" or (begin.kind == "summation" and body.operator == "/"):
        hint = "write 1/(2*x), or (1/2)*x"
        if begin.kind == "summation":
            hint = "write a/(Σᵢ xᵢ*yᵢ), or a/(Σᵢ xᵢ)*y"
        message = f"'/{begin.text}…' can be read in two ways"
        raise FormulaMistake(message, column=begin.column, hint=hint)


def no_number_as_index(column: int) -> FormulaMistake:
    """The mistake of x[1], x_1 or x₁ for an entry of a vector x."""
    return FormulaMistake(
        "an index is a name",
        column=column,
        hint="write x[i]; the length is symbolic, so no number is an index of it",
    )
