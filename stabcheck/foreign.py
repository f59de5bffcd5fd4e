"""Pages from elsewhere: those of other packages, by their entry points, and those of files.

A file of pages is Python, named by whoever runs it; it travels to workers as text.
"""

from __future__ import annotations

import linecache
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from stabcheck.quantity import Group, Page, Quantity

__all__ = [
    "ENTRY_POINT_GROUP",
    "PageFile",
    "PagesRefused",
    "pages_of_file",
    "pages_of_packages",
    "read_page_file",
]

ENTRY_POINT_GROUP = "stabcheck.quantities"
#: What a name may look like, so that it is one word on the command line, and no glob.
NAME = re.compile(r"\w[\w.-]*")
HOW_TO = 'a page is a Quantity at the top level: see "A page of your own" in the README'


class PagesRefused(ValueError):
    """Pages cannot be used: one sentence with their place, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


# --- packages -------------------------------------------------------------------------------


def pages_of_packages() -> list[Page]:
    """The pages that installed packages name in the group ``stabcheck.quantities``.

    An entry names a page, or a module, whose pages are then meant.  Raises PagesRefused.
    """
    return [
        page for entry in entry_points(group=ENTRY_POINT_GROUP) for page in _pages_of_entry(entry)
    ]


def _pages_of_entry(entry: EntryPoint) -> list[Page]:
    package = entry.dist.name if entry.dist is not None else entry.module.partition(".")[0]
    place = f"{entry.name} of the package {package}"
    try:
        named = entry.load()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        hint = f"it is named in the entry points {ENTRY_POINT_GROUP}; mend or uninstall {package}"
        raise PagesRefused(f"the page {place} cannot be imported: {reason}", hint) from error
    pages = _pages_of(named) if isinstance(named, ModuleType) else [named]
    if not pages or not all(isinstance(page, Page) for page in pages):
        raise PagesRefused(f"{place} is no page: {entry.value}", HOW_TO)
    return _grouped(pages, Group(package, f"pages of the package {package}"), place)


# --- files ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageFile:
    """A file of pages: its absolute path, its text, and the name by which it was asked for."""

    path: str
    text: str
    shown: str = field(compare=False)


def read_page_file(path: Path) -> PageFile:
    """The file at ``path``; raises PagesRefused where it cannot be read."""
    hint = "name a Python file: --pages path/to/file.py"
    try:
        return PageFile(str(path.resolve()), path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        raise PagesRefused(f"there is no file {path}", hint) from None
    except UnicodeDecodeError:
        raise PagesRefused(f"cannot read {path}: it is not UTF-8 text", hint) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PagesRefused(f"cannot read {path}: {reason}", hint) from None


@lru_cache(maxsize=64)
def pages_of_file(file: PageFile) -> tuple[Page, ...]:
    """The pages that a file makes at its top level; raises PagesRefused where it makes none."""
    pages = _pages_of(_module_of(file))
    if not pages:
        raise PagesRefused(f"{file.shown} defines no page", HOW_TO)
    group = Group(Path(file.path).stem, f"pages of {Path(file.path).name}")
    return tuple(_grouped(pages, group, file.shown))


def _module_of(file: PageFile) -> ModuleType:
    """The file's module, run from the text in hand, wherever its path may lead."""
    module = ModuleType(file.path)
    module.__file__ = file.path
    # its source is what was run, though the file be changed since, or on another machine
    lines = file.text.splitlines(keepends=True)
    linecache.cache[file.path] = (len(file.text), None, lines, file.path)
    sys.modules[file.path] = module
    try:
        code = compile(file.text, file.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        reason = getattr(error, "msg", str(error))
        hint = f"try: python {file.shown}"
        raise PagesRefused(f"{file.shown} is not Python: {reason}{line}", hint) from error
    try:
        with _beside(Path(file.path).parent), redirect_stdout(sys.stderr):
            exec(code, vars(module))  # noqa: S102 - the user named this file to have it run
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f", line {f.lineno}" for f in reversed(frames) if f.filename == file.path), "")
        message = f"{file.shown} cannot be imported: {type(error).__name__}: {error}{line}"
        raise PagesRefused(message, f"try: python {file.shown}") from error
    return module


@contextmanager
def _beside(folder: Path) -> Iterator[None]:
    """The modules in ``folder`` can be imported, as from a script that stands there."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


# --- pages ----------------------------------------------------------------------------------


def _pages_of(module: ModuleType) -> list[Page]:
    """The pages made in a module, each once; those it imports are another's."""
    values: Iterable[Any] = vars(module).values()
    made = (v for v in values if isinstance(v, Page) and v.module == module.__name__)
    return list({id(page): page for page in made}.values())


def _grouped(pages: list[Page], group: Group, place: str) -> list[Page]:
    """The pages, put into their group; raises PagesRefused for one that is not complete."""
    for page in pages:
        if not NAME.fullmatch(page.name):
            hint = "letters, digits, '_', '-' and '.' make a name"
            raise PagesRefused(f"{place}: a page cannot be called {page.name!r}", hint)
        if isinstance(page, Quantity):
            for word in ("definition", "sensitivity"):
                if not page.states(word):
                    hint = f"write it below @{page.name}.{word}"
                    raise PagesRefused(f"{place}: the page {page.name} has no {word}", hint)
        page.group = group
    return pages
