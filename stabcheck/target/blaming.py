"""Which operation of a user's function went wrong first, at one input that breaks a contract.

The function is run on recording floats, as it is called or, where it does what these do not know
(masks, branches, loops), as it was traced; and the first operation whose rounding the result does
not survive is blamed, as for a form of the catalogue.  That is asked in the function's process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.budget import Budget, OutOfTime
from stabcheck.carriers.recorder import Event, blame
from stabcheck.carriers.rounded import Arithmetic
from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.causes import Acceptance, acceptance, working_bits
from stabcheck.target.callables import quietly, source_of
from stabcheck.target.calling import Call
from stabcheck.target.paths import Untraceable
from stabcheck.target.term_formula import formula_of
from stabcheck.target.tracing import traced_terms

if TYPE_CHECKING:
    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Stretch
    from stabcheck.target.native_line import NativeLine

__all__ = ["FORMULA", "Blamed", "Suspect", "blamed", "mirrored", "suspect_at"]

Floats = np.ndarray[Any, Any]
#: A ball's middle and radius, each an integer and the power of two it is multiplied by.
Exactly = tuple[tuple[int, int], tuple[int, int]]

#: An exact value is known to more bits than this, or tells nothing.
SURE_BITS = 60
#: Of what somebody else's code says no more is told.
LONGEST_REASON = 100
#: So long is looked for an operation.
SECONDS = 5.0
#: The cause where exact operations, too, give something else than the quantity is.
FORMULA = "the formula itself"
ANOTHER_TYPE = "it computes in another type than it is given"


@dataclass(frozen=True)
class Suspect:
    """One input that breaks a contract in one entry of the value, and what would be accepted."""

    format: str
    arguments: tuple[Floats, ...]
    entry: int
    truth: Exactly
    tolerance: Exactly | None
    is_retyped: bool


@dataclass(frozen=True)
class Blamed:
    """The cause in a word and the operation, written out; or the reason why there is none.

    The cause is `FORMULA` where exact operations give the same: no operation is to blame.
    """

    cause: str = ""
    operation: str = ""
    reason: str = ""


def suspect_at(
    line: NativeLine, form: Form, contract: str, stretch: Stretch, row: int, entry: int
) -> Suspect:
    """The input in one row of a stretch, as it can be sent to another process."""
    accepts = acceptance(line, form, contract, stretch, row, entry)
    tolerance = accepts.tolerance
    return Suspect(
        line.fmt.name,
        tuple(values[row : row + 1] for values in stretch.arguments),
        entry,
        _exactly(accepts.truth),
        _exactly(tolerance) if tolerance is not None and tolerance.is_finite() else None,
        is_retyped=line.returned.name != line.fmt.name,
    )


def _exactly(ball: arb) -> Exactly:
    middle, radius = (part.man_exp() for part in (ball.mid(), ball.rad()))
    return (int(middle[0]), int(middle[1])), (int(radius[0]), int(radius[1]))


def _ball(parts: Exactly) -> arb:
    middle, radius = (arb(man) * arb(2) ** exp for man, exp in parts)
    return arb(middle, radius)


# --- in the function's process --------------------------------------------------------------


def blamed(
    function: Callable[..., Any], quantity: str, call: Call, library: str, suspect: Suspect
) -> Blamed:
    """What is to blame for what ``function``, called as ``call`` says, returns at one input."""
    if suspect.is_retyped:
        return Blamed(reason=ANOTHER_TYPE)
    reason = "compiled code is not traceable"
    if source_of(function) is None:
        return Blamed(reason=reason)
    for formula, entry in _formulas(function, quantity, call, suspect):
        try:
            return _blamed(formula, entry, suspect)
        except OutOfTime:
            return Blamed(reason="it takes too long to record")
        except Exception as refusal:  # noqa: BLE001 - it was written for other numbers
            reason = (str(refusal) or type(refusal).__name__).splitlines()[0][:LONGEST_REASON]
    return Blamed(reason=reason if library == "numpy" else f"{library}'s operations are not traced")


def _blamed(formula: Callable[..., Any], entry: int, suspect: Suspect) -> Blamed:
    """The same for a formula, in one entry of its value; raises whatever it raises."""
    fmt = find_format(suspect.format)
    bits = working_bits(fmt)
    with ExitStack() as stack:
        for context in (
            Budget(SECONDS).watched(),
            np.errstate(all="ignore"),
            ctx.workprec(bits),
            quietly(),
        ):
            stack.enter_context(context)
        tolerance = None if suspect.tolerance is None else _ball(suspect.tolerance)
        accepts = Acceptance(entry, _ball(suspect.truth), tolerance, fmt)
        if _is_another_number(formula, suspect.arguments, accepts, bits):
            return Blamed(FORMULA)
        found = blame(formula, suspect.arguments, Arithmetic(fmt, "same"), accepts, bits)
    if found is None:
        return Blamed(reason="on correctly rounded floats it does not fail there")
    event, word = found
    return Blamed(word, _written(event))


def _is_another_number(
    formula: Callable[..., Any], arguments: tuple[Floats, ...], accepts: Acceptance, bits: int
) -> bool:
    """Whether exact operations give a number, and one that is not accepted."""
    if not all(np.isfinite(values.astype(np.float64)).all() for values in arguments):
        return False
    exactly = list(run_ball(formula, arguments, bits).reshape(-1))
    value = exactly[accepts.entry]
    is_known = value.is_finite() and (value == 0 or value.rel_accuracy_bits() > SURE_BITS)
    return bool(is_known and not accepts(exactly))


def _written(event: Event) -> str:
    """The operation as it would be typed: ``exp(90.0)``, ``1.0 - 1.0``."""
    operands = [_bare(operand) for operand in event.operands]
    if event.operation.isidentifier() or len(operands) != 2:
        return f"{event.operation}({', '.join(operands)})"
    return f" {event.operation} ".join(operands)


def _bare(operand: str) -> str:
    """An operand of one entry without its parentheses."""
    return operand if "," in operand else operand.strip("()")


def _formulas(
    function: Callable[..., Any], quantity: str, call: Call, suspect: Suspect
) -> Iterator[tuple[Callable[..., Any], int]]:
    """The function as a formula of the quantity's arguments, and the entry to look at."""
    yield _as_called(function, call), suspect.entry
    page = quantities()[quantity]
    names = list(page.arguments)
    order = [names[k] for k in call.order]
    n = max(values.shape[1] if values.ndim > 1 else 1 for values in suspect.arguments)
    for rows in (None, True) if call.mode == "rows" else (None,):
        try:
            traces = traced_terms(mirrored(function, call), page, order, call.keywords, rows=rows)
        except Untraceable:
            continue
        for setting, terms in traces:
            if not setting.places:
                yield formula_of(terms[0], names), suspect.entry
            elif len(setting.places[0]) == n:
                which = min(suspect.entry, len(terms) - 1)
                yield formula_of(terms[which], names, setting.places), 0


def _as_called(function: Callable[..., Any], call: Call) -> Callable[..., Any]:
    """The function on one point; where it takes rows, on one row."""
    has_rows = call.mode in ("rows", "single rows")

    def formula(*values: Any) -> Any:
        given = [-values[k] if call.sign < 0 and k == 0 else values[k] for k in call.order]
        if not has_rows:
            return function(*given, **call.keywords)
        result = function(*(value[None] for value in given), **call.keywords)
        return result[0] if result.ndim > len(call.out) else result

    return formula


class _Mirrored:
    """A function asked at −x in one of its places."""

    def __init__(self, function: Callable[..., Any], place: int) -> None:
        self.__wrapped__ = function
        self._place = place

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        given = list(arguments)
        given[self._place] = -given[self._place]
        return self.__wrapped__(*given, **keywords)


def mirrored(function: Callable[..., Any], call: Call) -> Callable[..., Any]:
    """The function of the quantity's own first argument."""
    return function if call.sign > 0 else _Mirrored(function, call.order.index(0))
