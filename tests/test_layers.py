"""The house: who may import whom, what an engine may know, and how long a file may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from stabcheck.catalogue import pages
from stabcheck.quantity import Quantity

PACKAGE = Path(__file__).parent.parent / "stabcheck"
FILES = sorted(PACKAGE.rglob("*.py"))

#: Lowest first; a file imports only from layers below its own, and from its own part.
LAYERS = (
    {"error_function", "exact", "decimals", "finding", "config_values"},
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


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every node of a file's syntax tree."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imported(path: Path) -> list[str]:
    """The modules a file imports anywhere in it, by full name."""
    modules = []
    for node in nodes_of(path):
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


def test_imports_go_downward() -> None:
    """A file imports only from the layers below its own."""
    upward = [
        f"{name_of(path)} imports stabcheck.{other}, which is not below {own}"
        for path in layered_files()
        for own in (part_of(path),)
        for other in sorted(parts_imported(path) - {"catalogue"})
        if HEIGHT[other] >= HEIGHT[own] and (own, other) not in NEIGHBOURS
    ]
    assert upward == []


def test_only_those_who_look_pages_up_read_the_catalogue() -> None:
    """Neither a carrier nor a report knows the catalogue: pages are handed to them."""
    readers = [path for path in layered_files() if "catalogue" in parts_imported(path)]
    assert readers
    assert [name_of(path) for path in readers if part_of(path) not in CATALOGUE_READERS] == []


def test_a_page_is_mathematics_only() -> None:
    """A page imports NumPy, the words of `quantity`, and other pages; nothing else."""
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in sorted((PACKAGE / "catalogue").rglob("[a-z]*.py"))
        for module in imported(path)
        if module not in CATALOGUE_IMPORTS and not module.startswith("stabcheck.catalogue.")
    ]
    assert wrong == []


def engine_files() -> list[Path]:
    """The files that run formulas and know none."""
    engines = {"carriers", "proof", "oracle", "sweeping", "ci", "report", "formats", "exact"}
    engines |= {"finding"}
    return [path for path in FILES if part_of(path) in engines]


def test_no_engine_names_a_quantity() -> None:
    """No engine file contains the name of a quantity, neither in code nor in a comment.

    The name of one of NumPy's functions (``tanh``, ``mean``) is allowed: engines run them.
    """
    named = {name for name, page in pages().items() if isinstance(page, Quantity)}
    names = {name for name in named if not hasattr(np, name)}
    found = {
        name_of(path): names & set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        for path in engine_files()
    }
    assert {path: own for path, own in found.items() if own} == {}


def test_files_stay_readable() -> None:
    """A file is read in one sitting."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    long = {path for path in FILES if lines[path] > MOST_LINES}
    assert {name_of(path) for path in long if part_of(path) != VOCABULARY} == set()


def _functions() -> Iterator[tuple[str, int]]:
    """Every function of the engines with its lines."""
    for path in FILES:
        if "catalogue" not in path.parts:
            for node in nodes_of(path):
                if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                    yield f"{node.name} in {name_of(path)}", node.end_lineno - node.lineno + 1


def test_a_function_is_read_at_one_glance() -> None:
    """None has more than fifty lines."""
    assert {name for name, length in _functions() if length > LONGEST_FUNCTION} == set()
