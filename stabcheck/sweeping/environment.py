"""What results depend on besides the formulas: this program, its libraries, the processor."""

from __future__ import annotations

import hashlib
import inspect
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import stabcheck
from stabcheck.quantity import Page
from stabcheck.sweeping.machine import machine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stabcheck.quantity import Quantity

__all__ = ["environment", "source_digest"]

#: What is imported from elsewhere and computes.
LIBRARIES = ("numpy", "ml_dtypes", "python-flint")
#: The folders of this package that a sweep runs, besides the files at its top.
ENGINE = ("carriers", "sweeping")
DIGEST_CHARACTERS = 16


@cache
def environment() -> dict[str, str]:
    """By name: stabcheck with a digest of its engine, the libraries, the processor's features."""
    package = Path(stabcheck.__file__).parent
    folders = [package, *(package / folder for folder in ENGINE)]
    files = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    engine = _digest(path.read_bytes() for path in files)
    here = machine()
    return {
        "stabcheck": f"{version('stabcheck')} ({engine})",
        **{library: version(library) for library in LIBRARIES},
        "processor": " ".join((here.architecture, *here.baseline, *here.found)),
    }


def source_digest(page: Quantity) -> str:
    """A digest of the source of everything a page says: of its module, and of the pages it names.

    Raises OSError for a page whose source cannot be read.
    """
    modules: dict[str, str] = {}
    functions = [page.meaning, page.evaluated_by, *(form.function for form in page.forms)]
    pending = [page.module, *(function.__module__ for function in functions)]
    while pending:
        name = pending.pop()
        if name not in modules:
            module = sys.modules[name]
            modules[name] = inspect.getsource(module)
            pending += [each.module for each in vars(module).values() if isinstance(each, Page)]
    return _digest(modules[name].encode() for name in sorted(modules))


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:DIGEST_CHARACTERS]
