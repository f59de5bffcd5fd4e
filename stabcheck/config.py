"""``[tool.stabcheck]`` of a pyproject.toml: which functions of a project are held to what.

Pure: the text of the file goes in, dataclasses come out.  A key that is not known and a value of
the wrong type are mistakes, said in one sentence with its place; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from stabcheck.config_values import (
    ConfigMistake,
    Reader,
    described,
    flag,
    flag_or_text,
    mebibytes,
    one_of,
    positive,
    read,
    reasons,
    sign,
    some_of,
    table,
    text,
    texts,
    whole,
    words,
)
from stabcheck.formats import FORMATS
from stabcheck.target.report import CHECKED, FAULTS
from stabcheck.target.settings import AUTODIFF, CheckOptions, settings_from

__all__ = [
    "DEFAULT_BUDGET",
    "Config",
    "ConfigMistake",
    "ConfiguredCheck",
    "keys_of_checks",
    "keys_of_the_table",
    "read_config",
]

DEFAULT_BUDGET = "stabcheck-budget.json"
TABLE = "[tool.stabcheck]"
CHECK_TABLE = "[[tool.stabcheck.check]]"

#: What the table says for all checks, and each check may say for itself.
_SHARED: dict[str, Reader] = {
    "formats": some_of(FORMATS),
    "require": some_of(CHECKED),
    "max-ulp": positive,
    "timeout": positive,
    "library": text,
}
_OF_THE_TABLE: dict[str, Reader] = _SHARED | {"budget": text, "pages": texts}
_OF_A_CHECK: dict[str, Reader] = _SHARED | {
    "name": text,
    "function": text,
    "as": text,
    "args": words,
    "probes": texts,
    "axis": whole,
    "rows": flag,
    "scalar": flag,
    "sign": sign,
    "kw": table,
    "reduction": one_of(("mean", "sum")),
    "grad": flag_or_text(AUTODIFF),
    "against": text,
    "approximates": positive,
    "memory": mebibytes,
    "expect-fail": reasons((*CHECKED, *FAULTS)),
}
#: Keys that the options of a check spell otherwise.
_SPELLED = {
    "kw": "keywords",
    "grad": "gradient",
    "timeout": "timeout_seconds",
    "memory": "memory_bytes",
}
#: Keys that say where or what, and not how.
_OWN = ("function", "as", "expect_fail")
TWICE = "give one of them a name of its own: name = …"


@dataclass(frozen=True)
class ConfiguredCheck:
    """One function of a project: what it computes, how it is called and what it is held to.

    ``name`` is what reports call it: the function's own unless it is given.  ``quantity`` is the
    page it is judged by (the key ``as``), ``options`` what `stabcheck.check` is told besides.
    ``expect_fail`` maps what is known to fail (a contract, or a fault such as ``raised``) to the
    reason why that is accepted.
    """

    name: str
    function: str
    quantity: str
    options: CheckOptions = field(default_factory=CheckOptions)
    expect_fail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """The checks of a project, in the order of the file, and where its budget is kept.

    ``pages`` are files of pages, from the project's folder.
    """

    checks: tuple[ConfiguredCheck, ...]
    budget: str = DEFAULT_BUDGET
    pages: tuple[str, ...] = ()


def keys_of_the_table() -> tuple[str, ...]:
    """The keys of the table, but for its checks."""
    return tuple(_OF_THE_TABLE)


def keys_of_checks() -> tuple[str, ...]:
    """The keys of each check."""
    return tuple(_OF_A_CHECK)


def read_config(pyproject: str) -> Config | None:
    """The configuration in the text of a pyproject.toml; None where it has no table of ours.

    Raises ConfigMistake.
    """
    try:
        document = tomllib.loads(pyproject)
    except tomllib.TOMLDecodeError as error:
        raise ConfigMistake(f"it is not TOML: {error}") from error
    tool = document.get("tool")
    if not isinstance(tool, dict) or "stabcheck" not in tool:
        return None
    own = tool["stabcheck"]
    if not isinstance(own, dict):
        raise ConfigMistake(f"{TABLE} is {described(own)}, and should be a table")
    shared = {key: value for key, value in own.items() if key != "check"}
    values = read(shared, _OF_THE_TABLE, TABLE, also=("check",))
    budget = values.pop("budget", DEFAULT_BUDGET)
    pages = values.pop("pages", ())
    checks = tuple(_check(*each, values) for each in _entries(own.get("check", [])))
    names = [check.name for check in checks]
    for name in names:
        if names.count(name) > 1:
            raise ConfigMistake(f"two checks of {TABLE} are called {name}", TWICE)
    return Config(checks, budget, pages)


def _entries(entries: Any) -> list[tuple[str, dict[str, Any]]]:
    """Each check's table, and how a sentence names it."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigMistake(
            f"check of {TABLE} is {described(entries)}, and should be tables",
            f"write {CHECK_TABLE}, with two brackets on each side",
        )
    return [(f"{CHECK_TABLE} number {k}", entry) for k, entry in enumerate(entries, 1)]


def _check(place: str, entry: Mapping[str, Any], shared: Mapping[str, Any]) -> ConfiguredCheck:
    for key in ("function", "as"):
        if key not in entry:
            hint = 'it needs function = "module:function" and as = "quantity"'
            raise ConfigMistake(f"{place} has no {key}", hint)
    place = f"{place} ({entry['function']})"
    values = {**shared, **read(entry, _OF_A_CHECK, place)}
    function, quantity, expect_fail = (values.pop(key, {}) for key in _OWN)
    name = values.pop("name", function)
    options = cast("CheckOptions", {_SPELLED.get(k, k): value for k, value in values.items()})
    try:
        settings_from(options)
    except ValueError as error:
        raise ConfigMistake(f"{place}: {error}") from error
    return ConfiguredCheck(name, function, quantity, options, expect_fail)
