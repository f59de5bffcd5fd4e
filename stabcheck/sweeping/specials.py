"""The contract ``special``: ±inf, NaN, ±0 and the empty vector, by the page's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.budget import OutOfTime
from stabcheck.exact import exact
from stabcheck.sweeping.outputs import outputs
from stabcheck.sweeping.points import EXHAUSTIVE_BITS
from stabcheck.sweeping.result import SpecialOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stabcheck.carriers.rounded import Arithmetic
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity, SpecialCase

__all__ = ["every_nan_of", "judge_specials", "special_outcomes"]

Floats = np.ndarray[Any, Any]

#: So many NaNs are tried at a time.
NANS_AT_ONCE = 1 << 18
#: What stands in a page's table for an exception.
ERROR = "error"


def judge_specials(
    quantity: Quantity, form: Form, arithmetic: Arithmetic, *, every_nan: bool = False
) -> tuple[SpecialOutcome, ...]:
    """What ``form`` returns for each row of the page's table, and whether that is accepted.

    See `special_outcomes`.
    """

    def run(arguments: list[Floats]) -> Floats:
        return outputs(form, arguments, arithmetic)

    return special_outcomes(quantity, form, arithmetic.format, run, every_nan=every_nan)


def special_outcomes(
    quantity: Quantity,
    form: Form,
    fmt: Format,
    run: Callable[[list[Floats]], Floats],
    *,
    every_nan: bool = False,
) -> tuple[SpecialOutcome, ...]:
    """What ``run`` returns for each row of the page's table, and whether that is accepted.

    ``run`` takes a batch of floats of ``fmt`` and may raise.  In formats of up to 16 bits, and
    wherever ``every_nan`` is asked for, a row with a NaN is tried with every NaN there is; rows
    with an infinity are left out in formats that have none.
    """
    every_nan |= fmt.bits <= EXHAUSTIVE_BITS
    rows = [case for case in quantity.specials if fmt.has_inf or not _has(case, np.isinf)]
    return tuple(_outcome(case, form, fmt, run, every_nan=every_nan) for case in rows)


def _outcome(
    case: SpecialCase,
    form: Form,
    fmt: Format,
    run: Callable[[list[Floats]], Floats],
    *,
    every_nan: bool,
) -> SpecialOutcome:
    try:
        with np.errstate(all="ignore"):  # signalling NaNs, too
            batches = _arguments(case, fmt, every_nan=every_nan)
            each = [_distinct(run(arguments).astype(np.float64)) for arguments in batches]
        got = _distinct(np.concatenate(each))
    except Exception as refusal:  # noqa: BLE001 - whatever it is, it is the outcome
        passed = ERROR in case.accepted and not isinstance(refusal, OutOfTime)
        text = f"{ERROR}: {refusal}"
    else:
        judged = [_is_accepted(values, case, form, fmt) for values in got]
        passed = all(judged)
        text = _written(got[judged.index(passed)])
    shown = tuple(_written(accepted) for accepted in case.accepted)
    call = ", ".join(_written(argument) for argument in case.arguments)
    return SpecialOutcome(call, text, shown, passed, case.note)


def _arguments(case: SpecialCase, fmt: Format, *, every_nan: bool) -> Iterator[list[Floats]]:
    """A row of the table as a batch of one point, or as batches of points, one for each NaN."""
    arguments = [_stored(argument, fmt) for argument in case.arguments]
    if not (every_nan and _has(case, np.isnan)):
        yield arguments
        return
    for nans in every_nan_of(fmt):
        yield [_with_each(nans, values) for values in arguments]


def every_nan_of(fmt: Format) -> Iterator[Floats]:
    """Every NaN of a format, of either sign, in arrays of up to twice `NANS_AT_ONCE`."""
    unsigned, sign = np.dtype(f"uint{fmt.bits}"), 1 << (fmt.bits - 1)
    first = fmt.max_ordinal + 1 + int(fmt.has_inf)
    for start in range(first, sign, NANS_AT_ONCE):
        positive = np.arange(start, min(start + NANS_AT_ONCE, sign), dtype=np.int64)
        patterns = np.concatenate([positive, positive + sign])
        yield patterns.astype(unsigned).view(fmt.dtype)


def _stored(argument: Any, fmt: Format) -> np.ndarray[Any, Any]:
    """A page's argument as a batch of one."""
    return np.asarray([argument], dtype=np.float64).astype(fmt.dtype)


def _with_each(every_nan: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> Any:
    """A batch of one repeated, its NaN replaced by each NaN in turn."""
    column = every_nan.reshape(-1, *[1] * (values.ndim - 1))
    return np.where(np.isnan(values), column, values)


def _distinct(batch: Floats) -> Floats:
    """The different rows of a batch, in the order in which they come; all NaNs are one."""
    rows = np.where(np.isnan(batch), np.nan, batch)
    bits = np.ascontiguousarray(rows).view(np.int64).reshape(len(rows), -1)
    others = np.flatnonzero((bits != bits[:1]).any(axis=1))  # few, if any
    first = {bits[k].tobytes(): k for k in reversed([0, *others.tolist()])}
    return rows[sorted(first.values())]


def _has(case: SpecialCase, predicate: np.ufunc) -> bool:
    return any(bool(np.any(predicate(np.asarray(each, np.float64)))) for each in case.arguments)


def _is_accepted(got: np.ndarray[Any, Any], case: SpecialCase, form: Form, fmt: Format) -> bool:
    """Whether what came out is accepted: entry by entry, by one number or by a tuple of them."""
    values = np.ravel(got)
    return any(
        all(_is(value, one, form, fmt) for value, one in zip(values, wanted, strict=True))
        for wanted in (_by_entry(accepted, len(values)) for accepted in case.accepted)
        if wanted is not None
    )


def _by_entry(accepted: Any, count: int) -> tuple[Any, ...] | None:
    """What is wanted of each entry: the page's tuple, or one number for all; None if neither."""
    if isinstance(accepted, tuple):
        return accepted if len(accepted) == count else None
    return (accepted,) * count if count and accepted != ERROR else None


def _is(value: Any, accepted: Any, form: Form, fmt: Format) -> bool:
    number = float(value)
    target = float(accepted)
    if np.isnan(target):
        return bool(np.isnan(number))
    if np.isinf(target) and not fmt.has_inf:
        return bool(np.isnan(number))
    if target == 0 or not np.isfinite(target):
        return number == target and bool(np.signbit(number) == np.signbit(target))
    nearest = float(fmt.round_exact(exact(accepted)))
    return abs(number - nearest) <= form.bound_ulp(1) * float(fmt.ulp(nearest))


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) or np.ndim(value):
        return f"({', '.join(_written(entry) for entry in value)})"
    number = float(value)
    short = f"{number:g}"
    # what is nearly 1 is not to look like 1
    return short if np.isnan(number) or float(short) == number else repr(number)
