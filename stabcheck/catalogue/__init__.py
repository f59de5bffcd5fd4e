"""The catalogue: one page per quantity, found by itself.

Every module in a folder of this package that defines a `Page` (or `Quantity`) is a page, under the
page's own name; the folder is the group it is listed in, and the folder's docstring the group's
title.  Other packages add pages by the entry-point group ``stabcheck.quantities``, each entry
naming a `Page` object.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points

from stabcheck.quantity import Page, Quantity

__all__ = ["pages", "quantities"]

ENTRY_POINT_GROUP = "stabcheck.quantities"


@cache
def pages() -> dict[str, Page]:
    """Every page by name, group by group in alphabetical order, other packages' pages last.

    Raises ValueError if two pages have one name: which of them was meant would be luck.
    """
    found: dict[str, Page] = {}
    for page in [*_own_pages(), *_foreign_pages()]:
        if page.name in found:
            raise ValueError(f"two pages of the catalogue are called {page.name!r}")
        found[page.name] = page
    return found


def quantities() -> dict[str, Quantity]:
    """The pages that define a quantity, by name."""
    return {name: page for name, page in pages().items() if isinstance(page, Quantity)}


def _own_pages() -> list[Page]:
    own = []
    for module_info in pkgutil.walk_packages(__path__, f"{__name__}."):
        module_name = module_info.name
        module = importlib.import_module(module_name)
        own += [
            value
            for value in vars(module).values()
            if isinstance(value, Page) and value.module == module_name
        ]
    return own


def _foreign_pages() -> list[Page]:
    return [entry.load() for entry in entry_points(group=ENTRY_POINT_GROUP)]
