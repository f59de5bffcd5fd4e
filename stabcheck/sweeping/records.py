"""Plain data as lists and numbers, for a file: dataclasses without their names, and back.

What is written is read only as what it is said to be, never as anything to run.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

__all__ = ["read", "written"]


def written(value: Any) -> Any:
    """``value`` in lists, numbers, strings and None."""
    if is_dataclass(value):
        return [written(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return [[written(key), written(each)] for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [written(each) for each in value]
    return value


def read(kind: Any, plain: Any) -> Any:
    """The value of type ``kind`` that was written so.

    Raises TypeError, ValueError or KeyError for what was written otherwise.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (other,) = (each for each in arguments if each is not types.NoneType)
        return None if plain is None else read(other, plain)
    if origin is dict:
        return {read(arguments[0], key): read(arguments[1], each) for key, each in plain}
    if origin is tuple:
        kinds = (arguments[0],) * len(plain) if arguments[-1] is ... else arguments
        return tuple(read(each, part) for each, part in zip(kinds, plain, strict=True))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(*(read(hint, part) for hint, part in zip(hints, plain, strict=True)))
    return kind(plain) if isinstance(kind, type) else plain


@cache
def _hints(kind: type[Any]) -> tuple[Any, ...]:
    """The types of a dataclass's fields, in their order."""
    hints = get_type_hints(kind)
    return tuple(hints[field.name] for field in fields(kind))
