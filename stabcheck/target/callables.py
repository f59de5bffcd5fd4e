"""The Python function behind a callable, where it stands, and running it in silence."""

from __future__ import annotations

import functools
import io
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import numpy as np

__all__ = ["first_line", "quietly", "source_of"]


@contextmanager
def quietly() -> Iterator[None]:
    """Nothing printed on stdout, no warnings: both belong to the function, not to us."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def source_of(function: Any) -> types.FunctionType | None:
    """The Python function behind partials, methods and wrappers; None for compiled code."""
    match function:
        case types.FunctionType():
            return function
        case types.MethodType():
            return source_of(function.__func__)
        case functools.partial():
            return source_of(function.func)
        case np.vectorize():
            return source_of(function.pyfunc)
    wrapped = getattr(function, "__wrapped__", None)
    if wrapped is not None:
        return source_of(wrapped)
    call = vars(type(function)).get("__call__")
    return call if isinstance(call, types.FunctionType) else None


def first_line(function: Any) -> str | None:
    """Where the function begins, as file:line; None for compiled code."""
    source = source_of(function)
    if source is None:
        return None
    return f"{source.__code__.co_filename}:{source.__code__.co_firstlineno}"
