"""The catalogue: one page per quantity, found by itself.

Every module in a folder of this package that defines a `Page` (or `Quantity`) is a page, under the
page's own name; the folder is the group it is listed in, and the folder's docstring the group's
title.  Other packages add pages by the entry-point group ``stabcheck.quantities``, each entry
naming a page, or a module of pages; and files beside a project add theirs for a while (`beside`).
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache

from stabcheck.foreign import PageFile, PagesRefused, pages_of_file, pages_of_packages
from stabcheck.quantity import Group, Page, Quantity

__all__ = ["beside", "files_of", "own_pages", "page_files", "pages", "quantities"]

#: The files whose pages are in the catalogue now.
_FILES: list[PageFile] = []


def pages(files: tuple[PageFile, ...] | None = None) -> dict[str, Page]:
    """Every page by name, group by group in alphabetical order, those from elsewhere last.

    ``files`` are the files of pages beside the catalogue's own; None stands for those of the
    moment.  Raises PagesRefused, a ValueError, for two pages of one name: which of them was meant
    would be luck; and for pages from elsewhere that cannot be used.
    """
    return dict(_gathered(page_files() if files is None else files))


def quantities(files: tuple[PageFile, ...] | None = None) -> dict[str, Quantity]:
    """The pages that define a quantity, by name."""
    return {name: page for name, page in pages(files).items() if isinstance(page, Quantity)}


def page_files() -> tuple[PageFile, ...]:
    """The files whose pages are in the catalogue now."""
    return tuple(_FILES)


def files_of(page: Page) -> tuple[PageFile, ...]:
    """The file beside the catalogue that ``page`` is in; none for a page of the catalogue's own."""
    return tuple(file for file in _FILES if file.path == page.module)


@contextmanager
def beside(files: Iterable[PageFile]) -> Iterator[None]:
    """While the block runs, the pages of ``files`` are in the catalogue; raises PagesRefused."""
    before = page_files()
    _FILES[:] = dict.fromkeys((*before, *files))
    try:
        pages()
        yield
    finally:
        _FILES[:] = before


@lru_cache(maxsize=16)
def _gathered(files: tuple[PageFile, ...]) -> dict[str, Page]:
    found = dict(_found())
    for file in files:
        for page in pages_of_file(file):
            _add(page, found)
    return found


@cache
def _found() -> dict[str, Page]:
    """The pages of this package and of others."""
    found: dict[str, Page] = {}
    for page in [*own_pages(), *pages_of_packages()]:
        _add(page, found)
    return found


def _add(page: Page, found: dict[str, Page]) -> None:
    known = found.setdefault(page.name, page)
    if known is not page:
        message = f"two pages are called {page.name!r}: in {known.module}, and in {page.module}"
        raise PagesRefused(message, "give one of them another name")


def own_pages() -> list[Page]:
    """The pages of this package; no code of others is run to find them."""
    own = []
    for module_info in pkgutil.walk_packages(__path__, f"{__name__}."):
        module_name = module_info.name
        module = importlib.import_module(module_name)
        for value in vars(module).values():
            if isinstance(value, Page) and value.module == module_name:
                value.group = _group_of(module_name)
                own.append(value)
    return own


def _group_of(module_name: str) -> Group:
    """The folder that a page's module is in."""
    package, _, _ = module_name.rpartition(".")
    return Group(package.rpartition(".")[2], (sys.modules[package].__doc__ or "").strip())
