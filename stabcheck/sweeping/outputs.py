"""What a form returns: run in rounded arithmetic, for so long and no longer."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.budget import Budget
from stabcheck.carriers.rounded import run_rounded
from stabcheck.carriers.watched import run_watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.carriers.rounded import Arithmetic
    from stabcheck.quantity import Form

__all__ = ["FORM_SECONDS", "outputs", "outputs_aloud", "outputs_watched"]

#: So long may one form take over one walk; the longest of the catalogue take a few seconds.
FORM_SECONDS = 60.0


def outputs(form: Form, arguments: Sequence[Any], arithmetic: Arithmetic) -> np.ndarray[Any, Any]:
    """What ``form`` returns for a batch of arguments, shape (B, *out); its warnings are dropped.

    Raises OutOfTime where it does not come back, and whatever else the form raises.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outputs_aloud(form, arguments, arithmetic)


def outputs_aloud(
    form: Form, arguments: Sequence[Any], arithmetic: Arithmetic
) -> np.ndarray[Any, Any]:
    """The same, with its warnings."""
    with Budget(FORM_SECONDS).watched(), np.errstate(all="ignore"):
        return run_rounded(form.function, arguments, arithmetic)


def outputs_watched(
    form: Form, arguments: Sequence[Any], arithmetic: Arithmetic
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, np.dtype[np.bool_]]]:
    """The same, and at which points every operation came out finite, shape (B,)."""
    with Budget(FORM_SECONDS).watched(), np.errstate(all="ignore"):
        return run_watched(form.function, arguments, arithmetic)
