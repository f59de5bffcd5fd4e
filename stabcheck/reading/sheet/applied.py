"""The grammar of names and functions: calls, primes, indices, fractions, derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from stabcheck.reading.sheet.alphabet import FUNCTIONS
from stabcheck.reading.sheet.cursor import Cursor
from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import (
    Call,
    Derivative,
    Entry,
    Name,
    Norm,
    Number,
    Operation,
    Tree,
)

if TYPE_CHECKING:
    from stabcheck.reading.sheet.latex import Grammar

__all__ = [
    "customary",
    "fraction",
    "indices_of",
    "name",
    "norm",
    "quotient_of_differentials",
    "root",
]


# --- names ----------------------------------------------------------------------------------


def name(grammar: Grammar, text: str) -> Tree:
    """A name, with its primes, its indices, and its arguments if it is a function."""
    full, indices = _subscripts(grammar, text)
    primes = _primes(grammar)
    if not indices and not primes:
        indices = _superscript_index(grammar, full)
    power = _function_power(grammar, full)
    if full in grammar.functions and grammar.sees("(", "["):
        return _call(grammar, full, primes, indices, power)
    if power is not None:
        raise NotRead(f"{full} is raised to a power without its argument")
    if primes:
        if full not in grammar.functions:
            raise NotRead(f"{full}{'′' * primes}: {full} is not defined as a function")
        raise NotRead(f"{full}{'′' * primes} stands without its argument")
    if not indices and _is_function_of(grammar, full):
        raise NotRead(f"{full} is not defined as a function")
    if _may_be_applied(grammar, text):
        raise NotRead(f"{full} is not known; is it a function, or a factor?")
    return Entry(full, indices) if indices else Name(full)


def _is_function_of(grammar: Grammar, full: str) -> bool:
    """Whether f(x + 1) or p(x) stands there: nobody sets a product of two letters in brackets."""
    if not grammar.sees("("):
        return False
    only = grammar.peek(1).kind == "letter" and grammar.sees(")", ahead=2)
    return only or full in {"f", "g", "h"}


def _may_be_applied(grammar: Grammar, text: str) -> bool:
    """Whether a word of several letters stands before what may be its argument: ld 8."""
    return len(text) > 1 and text.isalpha() and text.isascii() and grammar.starts_factor()


def _call(
    grammar: Grammar, full: str, primes: int, indices: tuple[str, ...], power: Tree | None
) -> Tree:
    arguments = grammar.arguments()
    if grammar.sees("_"):
        grammar.next()
        indices = (*indices, *indices_of(grammar.group()))
    value: Tree = Call(full, arguments, primes, indices)
    return value if power is None else Operation("power", (value, power))


def _subscripts(grammar: Grammar, text: str) -> tuple[str, tuple[str, ...]]:
    """Indices, or a longer name where the subscript is a label (L_CE)."""
    if not grammar.sees("_"):
        return text, ()
    grammar.next()
    group = grammar.group()
    label = "".join(token.text for token in group)
    if all(token.kind in {"word", "text"} for token in group) or _is_label(group):
        return f"{text}_{label}", ()
    return text, indices_of(group)


def _is_label(group: Sequence[Token]) -> bool:
    return all(token.kind == "letter" and token.text.isupper() for token in group) or (
        len(group) > 2 and all(token.kind == "letter" for token in group)
    )


def indices_of(group: Sequence[Token]) -> tuple[str, ...]:
    """The indices in a subscript: letters and whole numbers, with or without commas."""
    found = [token for token in group if token.text != ","]
    for token in found:
        whole = token.kind == "number" and token.text.isdigit()
        if not whole and not (token.kind == "letter" and token.text.islower()):
            shown = "".join(token.text for token in group)
            raise NotRead(f"the index {shown} is not a plain index")
    if not found:
        raise NotRead("a subscript is empty")
    return tuple(token.text for token in found)


def _superscript_index(grammar: Grammar, full: str) -> tuple[str, ...]:
    """x^{(i)} is the i-th x, as data sets are numbered; e^{(x)} is a power."""
    if full == "e" or not grammar.sees("^") or not grammar.sees("{", ahead=1):
        return ()
    inside = [grammar.peek(ahead) for ahead in (2, 3, 4, 5)]
    texts = [token.text for token in inside]
    if texts[0] != "(" or texts[2:] != [")", "}"] or inside[1].kind not in {"letter", "number"}:
        return ()
    grammar.position += 6
    return indices_of(inside[1:2])


def _primes(grammar: Grammar) -> int:
    count = 0
    while grammar.accept("'"):
        count += 1
    if not count and grammar.sees("^") and grammar.sees("'", ahead=1):
        grammar.position += 2
        return 1
    if (
        not count
        and grammar.sees("^")
        and grammar.sees("{", ahead=1)
        and grammar.sees("'", ahead=2)
    ):
        grammar.next()
        count = len(grammar.group())
    return count


def _function_power(grammar: Grammar, full: str) -> Tree | None:
    """The 2 of tanh²(x), where the name is a function and brackets follow its exponent."""
    if (full not in grammar.functions and full not in FUNCTIONS) or not grammar.sees("^"):
        return None
    start = grammar.position
    grammar.next()
    power = grammar.whole(grammar.group())
    if full in grammar.functions and not grammar.sees("(", "["):
        grammar.position = start
        return None
    if power == Operation("negative", (Number(Fraction(1)),)):
        raise NotRead(f"{full}⁻¹ may mean the inverse or the reciprocal")
    return power


# --- functions with a customary meaning -----------------------------------------------------


def customary(grammar: Grammar, spelled: str) -> Tree:
    """log, exp, tanh and their kind, applied to brackets or to the factors that follow."""
    operation = FUNCTIONS[spelled]
    if operation == "sqrt":
        return root(grammar)
    primes = _primes(grammar)
    power = _function_power(grammar, spelled)
    base = grammar.whole(_passed(grammar)) if operation == "log" and grammar.sees("_") else None
    arguments = grammar.arguments() if grammar.sees("(", "[", "{") else (_bare_argument(grammar),)
    if len(arguments) != (2 if operation == "logaddexp" else 1):
        raise NotRead(f"{spelled} of {len(arguments)} arguments")
    value: Tree = Operation(operation, arguments)
    if primes:
        value = Call(spelled, arguments, primes)
    if base is not None:
        value = Operation("divide", (value, Operation("log", (base,))))
    return value if power is None else Operation("power", (value, power))


def _passed(grammar: Grammar) -> Sequence[Token]:
    grammar.next()
    return grammar.group()


def _bare_argument(grammar: Grammar) -> Tree:
    """The factors up to the next sign, slash or function: log 2x is log(2x)."""
    with grammar.deeper():
        value = grammar.factor()
        while grammar.starts_factor() and not _begins_function(grammar):
            value = Operation("multiply", (value, grammar.factor()))
        return value


def _begins_function(grammar: Cursor) -> bool:
    token = grammar.peek()
    return token.kind == "word" or grammar.sees("sum", "max", "min", "(", "[")


# --- fractions, roots, derivatives ----------------------------------------------------------


def fraction(grammar: Grammar) -> Tree:
    """A fraction, or a derivative if it is written as one: d/dx f(x), ∂L/∂x."""
    top, bottom = grammar.digit_or_group(), grammar.digit_or_group()
    if _is_differential(top) and _is_differential(bottom) and len(bottom) > 1:
        return _derivative(grammar, top[1:], bottom[1:])
    if len(top) > 1 and {top[0].text, bottom[0].text} <= {"d", "∂"} and top[1].text == "^":
        raise NotRead("a higher derivative is not read; write one derivative of another")
    return Operation("divide", (grammar.whole(top), grammar.whole(bottom)))


def _is_differential(group: Sequence[Token]) -> bool:
    return bool(group) and group[0].text in {"d", "∂"} and (len(group) < 2 or group[1].text != "^")


def _derivative(grammar: Grammar, top: Sequence[Token], bottom: Sequence[Token]) -> Tree:
    variable = grammar.whole(bottom)
    if not isinstance(variable, Name | Entry):
        raise NotRead("a derivative is read in a variable only")
    if top and len(top) == 1 and top[0].text in grammar.functions:
        body: Tree = Call(top[0].text, (variable,))
        if grammar.sees("("):  # dσ/dx (x)
            grammar.arguments()
    else:
        body = grammar.whole(top) if top else grammar.product()
    return Derivative(body, variable)


def quotient_of_differentials(grammar: Grammar) -> Tree:
    """∂f/∂x on one line, its first ∂ passed; raises NotRead for a ∂ that is none of this."""
    body = grammar.factor()
    if not (grammar.accept("/") and grammar.accept("∂")):
        raise NotRead("∂ is read in ∂f/∂x only")
    variable = grammar.factor()
    if not isinstance(variable, Name | Entry):
        raise NotRead("a derivative is read in a variable only")
    return Derivative(body, variable)


def norm(grammar: Grammar) -> Tree:
    """‖x‖ or ‖x‖₂; raises NotRead for another norm."""
    body = grammar.normed()
    if grammar.accept("_") and [token.text for token in grammar.group()] != ["2"]:
        raise NotRead("a norm other than the Euclidean one is not read; write it out")
    return Norm(body)


def root(grammar: Grammar) -> Tree:
    """√x, and the n-th root."""
    degree = Fraction(2)
    if grammar.accept("["):
        token = grammar.next()
        if token.kind != "number" or not token.text.isdigit() or token.text == "0":
            raise NotRead(f"a root of degree {token.text}")
        degree = Fraction(token.text)
        grammar.expect("]")
    radicand = grammar.bracketed() if grammar.sees("(") else grammar.whole(grammar.group())
    if degree == 2:
        return Operation("sqrt", (radicand,))
    return Operation("power", (radicand, Number(1 / degree)))
