"""Functions that compute σ and, at x = 3, do something that no function should."""
# ruff: noqa: ANN201, T201  (that is how such functions are written)

from __future__ import annotations

import ctypes
import os
import sys
import warnings

import numpy as np


def sound(x):
    """Nothing but the value."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def raises(x):
    """An exception."""
    if np.any(x == 3):
        raise ValueError("three")
    return sound(x)


def exits(x):
    """sys.exit."""
    if np.any(x == 3):
        sys.exit("three")
    return sound(x)


def aborts(x):
    """The end of the process."""
    if np.any(x == 3):
        os.abort()
    return sound(x)


def reads_null(x):
    """A segmentation fault."""
    if np.any(x == 3):
        ctypes.string_at(0)
    return sound(x)


def hangs(x):
    """An endless loop."""
    while np.any(x == 3):
        pass
    return sound(x)


def swells(x):
    """More memory than there is."""
    if np.any(x == 3):
        return sound(np.ones(1 << 40) * x[0])[:1]
    return sound(x)


def prints(x):
    """A word on stdout."""
    if np.any(x == 3):
        print("three")
    return sound(x)


def warns(x):
    """A warning."""
    if np.any(x == 3):
        warnings.warn("three", stacklevel=1)
    return sound(x)


def writes(x):
    """Into its input."""
    x[x == 3] = 3.5
    return sound(x)


def drops(x):
    """An entry."""
    return sound(x[x != 3])


def counts(x):
    """Integers."""
    return sound(x).astype(np.int64) if np.any(x == 3) else sound(x)


def never_returns(x):
    """Hangs whatever it is given."""
    while np.ndim(x) >= 0:
        pass
