"""The stand-ins in the place of what a plain function calls, while it is traced.

``np.asarray(x)``, ``math.exp(x)``, ``float(x)`` or ``len(x)`` insist on plain arrays and numbers
and ask no protocol.  So for as long as a function is traced, the modules and functions of that
kind which the globals of its module name are replaced by ones that know symbols.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from stabcheck.carriers.ledger import NotModelled
from stabcheck.target.libraries import MATH, SPECIAL
from stabcheck.target.stand_ins import BUILTINS, NUMPY, Namespace, Vectorized, has_symbol

__all__ = ["standing_in"]

_FOREIGN = {"numpy", "scipy", "stabcheck", "torch", "jax", "cupy", *sys.stdlib_module_names}
_FOREIGN -= {"__main__"}


def _math_function(name: str, meaning: Callable[..., Any] | None) -> Callable[..., Any]:
    plain = getattr(math, name)

    def apply(*args: Any, **kwargs: Any) -> Any:
        if not any(map(has_symbol, args)):
            return plain(*args, **kwargs)
        if meaning is None:
            raise NotModelled(f"math.{name} is not modelled")
        return meaning(*args, **kwargs)

    return apply


def _special_function(plain: Any, meaning: Callable[..., Any]) -> Callable[..., Any]:
    def apply(*args: Any, **kwargs: Any) -> Any:
        return (meaning if any(map(has_symbol, args)) else plain)(*args, **kwargs)

    return apply


def _stand_ins() -> dict[int, Any]:
    """What stands in for a module, function or type, by the identity of the original."""
    found: dict[int, Any] = {id(np): Namespace(np, NUMPY), id(float): BUILTINS["float"]}
    found |= {id(getattr(np, name)): value for name, value in NUMPY.items()}
    names = [name for name in vars(math) if callable(getattr(math, name)) and name[0] != "_"]
    in_math = {name: _math_function(name, MATH.get(name)) for name in names}
    found[id(math)] = Namespace(math, in_math)
    found |= {id(getattr(math, name)): value for name, value in in_math.items()}
    special = sys.modules.get("scipy.special")
    if special is not None:
        in_special = {
            name: _special_function(getattr(special, name), meaning)
            for name, meaning in SPECIAL.items()
            if hasattr(special, name)
        }
        found[id(special)] = Namespace(special, in_special)
        found |= {id(getattr(special, name)): value for name, value in in_special.items()}
        scipy = sys.modules.get("scipy")
        if scipy is not None:
            found[id(scipy)] = Namespace(scipy, {"special": found[id(special)]})
    return found


def _namespaces(function: FunctionType) -> Iterator[dict[str, Any]]:
    """The globals of the function and of all it can reach that is not a library's."""
    seen: set[int] = set()
    pending: list[Any] = [function]
    while pending:
        value = pending.pop()
        value = value.pyfunc if isinstance(value, np.vectorize) else value
        names = _names_of(value)
        if isinstance(value, FunctionType):
            pending += [getattr(value, "__wrapped__", None)]
            pending += [cell.cell_contents for cell in value.__closure__ or () if _filled(cell)]
        if names is not None and id(names) not in seen:
            seen.add(id(names))
            pending += list(names.values())
            yield names


def _names_of(value: Any) -> dict[str, Any] | None:
    if isinstance(value, FunctionType):
        names = value.__globals__
    elif isinstance(value, ModuleType):
        names = vars(value)
    else:
        return None
    package = str(names.get("__name__", "")).partition(".")[0]
    return None if package in _FOREIGN else names


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


@contextmanager
def standing_in(function: FunctionType) -> Iterator[None]:
    """The stand-ins in place of what the function's module, and those it uses, call."""
    stand_ins = _stand_ins()
    changed: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = []
    for names in list(_namespaces(function)):
        new = {
            name: stand_ins[id(value)] for name, value in names.items() if id(value) in stand_ins
        }
        new |= {
            name: Vectorized(value.pyfunc)
            for name, value in names.items()
            if isinstance(value, np.vectorize)
        }
        added = [name for name in BUILTINS if name not in names]
        old = {name: names[name] for name in new}
        changed.append((names, old, added))
        names.update(new | {name: BUILTINS[name] for name in added})
    try:
        yield
    finally:
        for names, old, added in changed:
            names.update(old)
            for name in added:
                names.pop(name, None)
