"""The contract ``special``: ±inf, NaN, ±0 and the empty vector, by the page's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.exact import exact
from stabcheck.sweep.result import SpecialOutcome

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity, SpecialCase

__all__ = ["judge_specials"]

#: What stands in a page's table for an exception.
ERROR = "error"


def judge_specials(quantity: Quantity, form: Form, fmt: Format) -> tuple[SpecialOutcome, ...]:
    """What ``form`` returns for each row of the page's table, and whether that is accepted."""
    return tuple(_outcome(case, form, fmt) for case in quantity.specials)


def _outcome(case: SpecialCase, form: Form, fmt: Format) -> SpecialOutcome:
    arguments = [_stored(argument, fmt) for argument in case.arguments]
    try:
        with np.errstate(all="ignore"):
            got = run_rounded(form.function, arguments, Arithmetic(fmt))[0]
    except (ValueError, IndexError, ZeroDivisionError) as refusal:
        passed = ERROR in case.accepted
        text = f"{ERROR}: {refusal}"
    else:
        passed = any(_is_accepted(got, accepted, form, fmt) for accepted in case.accepted)
        text = _written(got.astype(np.float64))
    shown = tuple(_written(accepted) for accepted in case.accepted)
    return SpecialOutcome(_call(case), text, shown, passed, case.note)


def _stored(argument: Any, fmt: Format) -> np.ndarray[Any, Any]:
    """A page's argument as a batch of one."""
    return np.asarray([argument], dtype=np.float64).astype(fmt.dtype)


def _is_accepted(got: np.ndarray[Any, Any], accepted: Any, form: Form, fmt: Format) -> bool:
    """Whether every entry that came out is what the page accepts: one value, or one per entry."""
    if accepted == ERROR:
        return False
    values = np.ravel(got)
    wanted = accepted if isinstance(accepted, tuple) else (accepted,) * len(values)
    if len(wanted) != len(values):
        return False
    return all(_is(value, one, form, fmt) for value, one in zip(values, wanted, strict=True))


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


def _call(case: SpecialCase) -> str:
    return ", ".join(_written(argument) for argument in case.arguments)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) or np.ndim(value):
        return f"({', '.join(_written(entry) for entry in value)})"
    return f"{float(value):g}"
