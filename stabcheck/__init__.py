"""stabcheck proves identities, sweeps floats, and says exactly what was established.

The public interface, loaded when first asked for:

- `prove`: the verdicts on claims of the catalogue, by name;
- `check`: whether a function of your own computes a quantity, and on which floats it does not;
- `sweep`: what every form of the catalogue does to the floats of a format;
- `Quantity`: the word a page of the catalogue begins with.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stabcheck.api import check, prove, sweep
    from stabcheck.quantity import Quantity

__all__ = ["Quantity", "check", "prove", "sweep"]

_HOMES = {
    "Quantity": "stabcheck.quantity",
    "check": "stabcheck.api",
    "prove": "stabcheck.api",
    "sweep": "stabcheck.api",
}


def __getattr__(name: str) -> Any:
    """Import on first use: `stabcheck --help` loads neither NumPy nor SymPy."""
    if name == "__version__":
        return import_module("importlib.metadata").version("stabcheck")
    if name not in _HOMES:
        raise AttributeError(f"module 'stabcheck' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
