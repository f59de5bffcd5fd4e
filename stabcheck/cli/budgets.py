"""The budget of a run: read, held against what was found, or written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from stabcheck.budget import Budget, Line, budget_findings
from stabcheck.budget_file import BudgetMistake, budget_text, read_budget
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.outputs import replacing
from stabcheck.cli.streams import say
from stabcheck.finding import Finding

__all__ = ["hold_to_budget", "write_budget"]

UPDATE = "stabcheck ci --update-budget writes one"


def hold_to_budget(
    path: Path, functions: Mapping[str, Sequence[Line]], *, is_whole: bool
) -> list[Finding]:
    """The findings of a run against the budget in ``path``; raises Mistake where there is none."""
    return budget_findings(_read(path), functions, is_whole=is_whole)


def write_budget(path: Path, functions: Mapping[str, Sequence[Line]], *, is_whole: bool) -> None:
    """Write the run down as the budget; a run of some functions leaves the others as they were."""
    before = Budget() if is_whole or not path.exists() else _read(path)
    with replacing(path.resolve()) as stream:
        stream.write(budget_text(before.updated(functions)))
    count = len(functions)
    say(f"{path}: the budget of {count} function{'' if count == 1 else 's'} is written")


def _read(path: Path) -> Budget:
    try:
        return read_budget(path.read_text(encoding="utf-8"))
    except BudgetMistake as mistake:
        raise Mistake(f"{path}: {mistake}", UPDATE) from mistake
    except UnicodeDecodeError:
        raise Mistake(f"cannot read {path}: it is not UTF-8 text", UPDATE) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Mistake(f"cannot read {path}: {reason}", UPDATE) from None
