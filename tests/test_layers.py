"""The house: who may import whom, what an engine may know, and how long a file may be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from stabcheck.catalogue import pages
from stabcheck.quantity import Quantity

PACKAGE = Path(__file__).parent.parent / "stabcheck"
FILES = sorted(PACKAGE.rglob("*.py"))

#: Lowest first; a file imports only from layers below its own, and from its own part.
LAYERS = (
    {"error_function", "exact", "finding", "config_values"},
    {"prediction", "statement"},
    {"loop"},
    {"quantity", "enclosure", "formats"},
    {"carriers", "truth", "foreign"},
    {"proof", "oracle"},
    {"sweeping"},
    {"reading", "target", "certificate"},
    {"ci", "checked", "config", "budget"},
    {"budget_file", "project"},
    {"report", "api", "project_check"},
    {"cli", "testing", "pytest_plugin"},
)
HEIGHT = {part: height for height, parts in enumerate(LAYERS) for part in parts}

#: Parts of one layer that stand on one another: the first may import the second.
NEIGHBOURS = {("formats", "enclosure"), ("quantity", "exact"), ("exact", "error_function")}

#: The catalogue is no layer: it is what the engines are run on, found by whoever starts them.
CATALOGUE_READERS = {"sweeping", "reading", "target", "api", "project_check", "cli"}
CATALOGUE_IMPORTS = {"__future__", "typing", "numpy", "stabcheck.quantity"}

MOST_LINES = 300
#: The vocabulary is one list of words, read where it is used and not from end to end.
VOCABULARY = "quantity"
LONGEST_FUNCTION = 50


def part_of(path: Path) -> str:
    """The part of the house a file belongs to: its folder, or its own name."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> list[str]:
    """The modules a file imports anywhere in it, by full name."""
    modules = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            modules.append(str(node.module))
    return modules


def parts_imported(path: Path) -> set[str]:
    """The parts of the house that a file imports, its own left out."""
    own = [module.split(".") for module in imported(path) if module.startswith("stabcheck.")]
    return {names[1] for names in own} - {part_of(path)}


def layered_files() -> list[Path]:
    """The files that belong to a layer."""
    return [path for path in FILES if part_of(path) in HEIGHT]


def name_of(path: Path) -> str:
    """A file's name inside the package, for the test's name."""
    return str(path.relative_to(PACKAGE))


def test_every_part_of_the_house_has_its_layer() -> None:
    """No part stands outside the layers, but the catalogue and the two entrances."""
    parts = {part_of(path) for path in FILES}
    assert parts - set(HEIGHT) == {"catalogue", "__init__", "__main__"}


@pytest.mark.parametrize("path", layered_files(), ids=name_of)
def test_imports_go_downward(path: Path) -> None:
    """A file imports only from the layers below its own."""
    own = part_of(path)
    for other in parts_imported(path) - {"catalogue"}:
        below = HEIGHT[other] < HEIGHT[own] or (own, other) in NEIGHBOURS
        assert below, f"{name_of(path)} imports stabcheck.{other}, which is not below {own}"


@pytest.mark.parametrize("path", layered_files(), ids=name_of)
def test_only_those_who_look_pages_up_read_the_catalogue(path: Path) -> None:
    """Neither a carrier nor a report knows the catalogue: pages are handed to them."""
    if "catalogue" in parts_imported(path):
        assert part_of(path) in CATALOGUE_READERS


@pytest.mark.parametrize("path", sorted((PACKAGE / "catalogue").rglob("[a-z]*.py")), ids=name_of)
def test_a_page_is_mathematics_only(path: Path) -> None:
    """A page imports NumPy, the words of `quantity`, and other pages; nothing else."""
    for module in imported(path):
        assert module in CATALOGUE_IMPORTS or module.startswith("stabcheck.catalogue."), module


def engine_files() -> list[Path]:
    """The files that run formulas and know none."""
    engines = {"carriers", "proof", "oracle", "sweeping", "ci", "report", "formats", "exact"}
    engines |= {"finding"}
    return [path for path in FILES if part_of(path) in engines]


@pytest.mark.parametrize("path", engine_files(), ids=name_of)
def test_no_engine_names_a_quantity(path: Path) -> None:
    """No engine file contains the name of a quantity, neither in code nor in a comment.

    The name of one of NumPy's functions (``tanh``, ``mean``) is allowed: engines run them.
    """
    named = {name for name, page in pages().items() if isinstance(page, Quantity)}
    names = {name for name in named if not hasattr(np, name)}
    text = path.read_text(encoding="utf-8")
    found = {name for name in names if re.search(rf"\b{name}\b", text)}
    assert found == set()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_stay_readable(path: Path) -> None:
    """A file is read in one sitting, a function at one glance."""
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MOST_LINES or part_of(path) == VOCABULARY
    if "catalogue" in path.parts:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"
