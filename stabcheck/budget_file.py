"""The file of a budget: JSON in a stable order, so that a change of one line is one line's diff."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from stabcheck.budget import SEVERITY, Budget, FailingRange, Line, ordinal_of
from stabcheck.formats import FORMATS

__all__ = ["BudgetMistake", "budget_text", "read_budget"]

SCHEMA = 1


class BudgetMistake(ValueError):
    """A file is no budget, or not one that this version reads: a sentence saying why."""


def budget_text(budget: Budget) -> str:
    """The budget as JSON: functions by name, formats as the table has them, probes by text."""
    order = list(FORMATS)
    functions = {
        name: {
            line.key: _written(line)
            for line in sorted(lines, key=lambda line: (order.index(line.format), line.probe))
        }
        for name, lines in sorted(budget.functions.items())
    }
    document = {"schema": SCHEMA, "functions": functions}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _written(line: Line) -> dict[str, Any]:
    values: dict[str, Any] = {"worst_ulp": _number(line.worst_ulp)}
    if line.needs_ulp:
        values["needs_ulp"] = {name: _number(t) for name, t in line.needs_ulp.items()}
    if line.failing:
        values["failing"] = [
            asdict(each) | {"error_ulp": _number(each.error_ulp)} for each in line.failing
        ]
    if line.special:
        values["special"] = list(line.special)
    return values


def _number(error_ulp: float | None) -> float | str | None:
    """JSON knows no infinity."""
    return "inf" if error_ulp == math.inf else error_ulp


def read_budget(text: str) -> Budget:
    """The budget that ``text`` holds; raises BudgetMistake."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BudgetMistake(f"it is not JSON: {error}") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise BudgetMistake(f"its schema is {schema}, and this version reads {SCHEMA}")
    try:
        return Budget(
            {
                name: tuple(_read_line(key, values) for key, values in lines.items())
                for name, lines in document["functions"].items()
            }
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise BudgetMistake(f"it is no budget: {type(error).__name__}: {error}") from error


def _read_line(key: str, values: Mapping[str, Any]) -> Line:
    format_name, _, probe = key.partition(" ")
    failing = tuple(
        FailingRange(**{**each, "error_ulp": _error(each["error_ulp"])})
        for each in values.get("failing", ())
    )
    for each in failing:
        SEVERITY.index(each.outcome)
        ordinal_of(format_name, each.first)
        ordinal_of(format_name, each.last)
    FORMATS[format_name]
    worst = None if values["worst_ulp"] is None else _error(values["worst_ulp"])
    return Line(
        format_name,
        probe,
        worst,
        failing,
        tuple(map(str, values.get("special", ()))),
        {str(name): _error(t) for name, t in values.get("needs_ulp", {}).items()},
    )


def _error(value: Any) -> float:
    """An error in ulp; raises ValueError for what no error is, such as nan, which hides all."""
    error_ulp = float(value)
    if not error_ulp >= 0:
        raise ValueError(f"an error of {value} ulp")
    return error_ulp
