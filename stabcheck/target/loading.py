"""``MODULE:FUNCTION`` or ``path/to/file.py:function`` → the function, and what is known of it.

A function given as an object gets the name by which a worker can import it, if it has one.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

from stabcheck.target.arrays import find_library, guess_library
from stabcheck.target.callables import first_line

__all__ = ["Loaded", "NotLoaded", "described", "load", "spec_of"]


class NotLoaded(Exception):
    """There is no such function: one sentence, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Loaded:
    """What is known of a function before it is called.

    ``parameters`` are the names it takes, empty where it does not tell.  ``is_builtin`` says that
    it is compiled code.
    """

    name: str
    file: str | None
    line: int | None
    library: str
    version: str
    package: str
    package_version: str
    parameters: tuple[str, ...]


def load(spec: str) -> Callable[..., Any]:
    """The function that ``spec`` names; raises NotLoaded saying what is missing."""
    place, colon, name = spec.rpartition(":")
    if not colon or not place or not name:
        raise NotLoaded(
            f"{spec!r} names no function", "write MODULE:FUNCTION, or path/to/file.py:function"
        )
    found: Any = _module(place)
    for depth, part in enumerate(name.split(".")):
        if not hasattr(found, part):
            raise NotLoaded(_missing(place, name, depth), _closest(part, found))
        found = getattr(found, part)
    if not callable(found):
        raise NotLoaded(
            f"{spec} is {type(found).__name__}, and cannot be called", "name a function"
        )
    function: Callable[..., Any] = found
    return function


def _missing(place: str, name: str, depth: int) -> str:
    parts = name.split(".")
    what = f"module {place}" if depth == 0 else f"{'.'.join(parts[:depth])} in {place}"
    return f"found {what}, but no {parts[depth]} in it"


def _closest(part: str, found: Any) -> str:
    public = [name for name in dir(found) if not name.startswith("_")]
    near = difflib.get_close_matches(part, public, n=1, cutoff=0.5)
    if near:
        return f"closest: {near[0]}"
    own = [name for name in public if callable(getattr(found, name, None))]
    return f"it has: {', '.join(own[:8])}" if own else "it has no functions"


def _module(place: str) -> ModuleType:
    try:
        return _from_file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    except NotLoaded:
        raise
    except ModuleNotFoundError as error:
        if error.name and (place == error.name or place.startswith(f"{error.name}.")):
            hint = "is it installed, and is its folder the current one?"
            raise NotLoaded(f"there is no module {error.name}", hint) from error
        raise NotLoaded(f"importing {place} fails: {error}", "install what it imports") from error
    except SyntaxError as error:
        what = f"{place} is not Python: {error.msg}, line {error.lineno}"
        raise NotLoaded(what, f"try: python {place}") from error
    except (Exception, SystemExit) as error:
        name = type(error).__name__
        raise NotLoaded(
            f"importing {place} fails: {name}: {error}", f"try: python -c 'import {place}'"
        ) from error


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.glob("*.py")], n=1)
        hint = f"closest: {near[0]}" if near else f"looked for in {Path.cwd()}"
        raise NotLoaded(f"there is no file {path}", hint)
    name = path.stem
    known = sys.modules.get(name)
    if known is not None and Path(str(getattr(known, "__file__", ""))) == path.resolve():
        return known
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise NotLoaded(f"{path} is not Python")
    sys.path.insert(0, str(path.resolve().parent))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def described(name: str, function: Callable[..., Any], library: str | None) -> Loaded:
    """What is known of ``function``; raises NotLoaded where its library is not installed."""
    place = name.rpartition(":")[0]
    whose = library or guess_library(place, function)
    try:
        arrays = find_library(whose)
    except (ImportError, TypeError) as error:
        hint = f"pip install {whose}" if isinstance(error, ImportError) else "choose another"
        raise NotLoaded(f"the library {whose} cannot be used: {error}", hint) from error
    file, line = _place(function)
    package = "" if place.endswith(".py") else place.partition(".")[0]
    return Loaded(
        name,
        file,
        line,
        arrays.name,
        arrays.version,
        package,
        _version(package),
        _parameters(function),
    )


def _place(function: Callable[..., Any]) -> tuple[str | None, int | None]:
    where = first_line(function)
    if where is None:
        return None, None
    file, _, line = where.rpartition(":")
    return file, int(line)


def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


def _version(package: str) -> str:
    try:
        return version(package) if package else ""
    except PackageNotFoundError:
        return ""


def spec_of(function: Callable[..., Any]) -> str | None:
    """The name by which another process can import ``function``; None where there is none."""
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None)
    place = getattr(function, "__module__", None)
    module = sys.modules.get(place or "")
    if not name or not place or module is None or "<" in name:
        return None
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not function:
        return None
    file = getattr(module, "__file__", None)
    if getattr(module, "__spec__", None) is None and place != "__main__":
        return None
    if place == "__main__" or (file and "." not in place and not _importable(place, file)):
        return f"{file}:{name}" if file and Path(file).is_file() else None
    return f"{place}:{name}"


def _importable(place: str, file: str) -> bool:
    """Whether the plain module ``place`` is found on the path where it was found before."""
    spec = importlib.util.find_spec(place)
    return spec is not None and spec.origin == file
