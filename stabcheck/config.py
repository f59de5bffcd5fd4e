"""``[tool.stabcheck]`` of a pyproject.toml: which functions of a project are held to what.

Pure: the text of the file goes in, dataclasses come out.  A key that is not known and a value of
the wrong type are mistakes, said in one sentence with its place; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stabcheck.config_values import (
    ConfigMistake,
    Reader,
    described,
    flag,
    flag_or_text,
    one_of,
    positive,
    read,
    reasons,
    sign,
    some_of,
    table,
    text,
    whole,
    whole_positive,
    words,
)
from stabcheck.formats import FORMATS
from stabcheck.target.report import CHECKED, FAULTS

__all__ = ["DEFAULT_BUDGET", "Config", "ConfigMistake", "ConfiguredCheck", "read_config"]

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
_OF_A_CHECK: dict[str, Reader] = _SHARED | {
    "function": text,
    "as": text,
    "args": words,
    "axis": whole,
    "rows": flag,
    "scalar": flag,
    "sign": sign,
    "kw": table,
    "reduction": one_of(("mean", "sum")),
    "grad": flag_or_text,
    "against": text,
    "approximates": positive,
    "memory": whole_positive,
    "expect-fail": reasons((*CHECKED, *FAULTS)),
}
#: Keys that are no field's name as they stand.
_FIELDS = {"as": "quantity"}


@dataclass(frozen=True)
class ConfiguredCheck:
    """One function of a project: what it computes, how it is called and what it is held to.

    ``quantity`` is the page it is judged by (the key ``as``).  None and empty mean: as the check
    itself decides.  ``timeout`` is in seconds, ``memory`` in MiB.  ``expect_fail`` maps what is
    known to fail (a contract, or a fault such as ``raised``) to the reason why that is accepted.
    """

    function: str
    quantity: str
    args: tuple[str, ...] = ()
    axis: int | None = None
    rows: bool = False
    scalar: bool = False
    sign: int = 1
    kw: Mapping[str, Any] = field(default_factory=dict)
    reduction: str | None = None
    library: str | None = None
    grad: bool | str = False
    against: str | None = None
    formats: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    max_ulp: float | None = None
    approximates: float | None = None
    timeout: float | None = None
    memory: int | None = None
    expect_fail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """The checks of a project, in the order of the file, and where its budget is kept."""

    checks: tuple[ConfiguredCheck, ...]
    budget: str = DEFAULT_BUDGET


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
    values = read(shared, {**_SHARED, "budget": text}, TABLE, also=("check",))
    budget = values.pop("budget", DEFAULT_BUDGET)
    return Config(tuple(_check(*each, values) for each in _entries(own.get("check", []))), budget)


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
    own = read(entry, _OF_A_CHECK, f"{place} ({entry['function']})")
    return ConfiguredCheck(**{**shared, **{_FIELDS.get(k, k): v for k, v in own.items()}})
