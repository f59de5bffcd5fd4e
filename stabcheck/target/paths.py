"""Python branches as paths: a function is run once for each way its ``if``s can go.

The paths are put together again with ``where``: on real numbers exactly one of them is taken.
An exception that the function itself raises, an entry never assigned and an infinite constant
are values too, of a kind that must not survive: `reached` says where they would.
"""

from __future__ import annotations

import dis
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from stabcheck.carriers.ledger import Ledger, NotModelled, opened
from stabcheck.carriers.term import BINDERS, ONE, ZERO, Term

__all__ = ["Path", "Raised", "Untraceable", "explore", "joined", "reached", "with_undefined"]

_MOST_PATHS = 64
_MOST_BRANCHES = 24
_OWN_FOLDERS = tuple(str(FilePath(place).parent) for place in (__file__, np.__file__))
_CARRIERS = str(FilePath(__file__).parent.parent)


class Untraceable(Exception):
    """The function does what is not modelled: why, and at which line of it."""

    def __init__(self, reason: str, line: str | None, cause: BaseException) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.cause = cause


@dataclass(frozen=True)
class Raised:
    """A path that ends in an exception the function raises on purpose."""

    text: str


@dataclass(frozen=True)
class Path:
    """The conditions met, each with the way it went, and what the function returned."""

    decisions: tuple[tuple[Term, bool], ...]
    value: Any


def explore(run: Callable[[], Any]) -> tuple[list[Path], list[str]]:
    """Every path of a function without arguments, and what was assumed on the way.

    Raises Untraceable.
    """
    paths: list[Path] = []
    assumptions: dict[str, None] = {}
    pending: list[tuple[bool, ...]] = [()]
    while pending:
        prefix = pending.pop()
        path = _follow(run, prefix, assumptions)
        paths.append(path)
        answers = tuple(holds for _, holds in path.decisions)
        pending += [(*answers[:k], False) for k in range(len(prefix), len(answers))]
        if len(paths) + len(pending) > _MOST_PATHS:
            text = f"more than {_MOST_PATHS} paths through the function"
            raise Untraceable(text, None, NotModelled(text))
    return paths, list(assumptions)


def _follow(run: Callable[[], Any], prefix: tuple[bool, ...], assumptions: dict[str, None]) -> Path:
    taken: list[tuple[Term, bool]] = []

    def answer(condition: Term) -> bool:
        for known, holds in taken:
            if known == condition:
                return holds
        if len(taken) >= _MOST_BRANCHES:
            raise NotModelled(f"more than {_MOST_BRANCHES} branches on one path")
        holds = prefix[len(taken)] if len(taken) < len(prefix) else True
        taken.append((condition, holds))
        return holds

    with opened(Ledger(answer)) as ledger:
        value = _outcome(run, ledger)
    assumptions |= ledger.assumptions
    return Path(tuple(taken), value)


def _outcome(run: Callable[[], Any], ledger: Ledger) -> Any:
    try:
        value = run()
    except (Exception, SystemExit) as error:
        if not ledger.refusals and _raised_on_purpose(error.__traceback__):
            return Raised(f"raises {type(error).__name__}: {error}")
        raise _untraceable(ledger.refusals[0] if ledger.refusals else error) from error
    if ledger.refusals:  # swallowed by the function: what it did instead is not what it does
        raise _untraceable(ledger.refusals[0])
    return value


def _untraceable(error: BaseException) -> Untraceable:
    text = str(error) if isinstance(error, NotModelled) else f"{type(error).__name__}: {error}"
    return Untraceable(text, _line(error.__traceback__), error)


def _frames(traceback: TracebackType | None) -> list[tuple[FrameType, int, int]]:
    """The frames that are neither ours nor NumPy's: each with its instruction and its line."""
    found = []
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if not name.startswith((*_OWN_FOLDERS, f"{_CARRIERS}/carriers")):
            found.append((traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def _line(traceback: TracebackType | None) -> str | None:
    frames = _frames(traceback)
    if not frames:
        return None
    frame, _, number = frames[-1]
    return f"{frame.f_code.co_filename}:{number}"


def _raised_on_purpose(traceback: TracebackType | None) -> bool:
    """Whether the innermost frame is the function's own and stands at a ``raise``."""
    last = traceback
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None or not _frames(last):
        return False
    operation = last.tb_frame.f_code.co_code[last.tb_lasti]
    return dis.opname[operation] == "RAISE_VARARGS"


# --- putting paths together -----------------------------------------------------------------


def joined(paths: list[Path], leaf: Callable[[Path], Term], depth: int = 0) -> Term:
    """One term for all paths: ``where`` each condition, the term of the path that is taken.

    Raises NotModelled for a function that asks differently when it is run again.
    """
    first = paths[0]
    if len(first.decisions) == depth:
        if len(paths) > 1:
            raise NotModelled("the function is not deterministic")
        return leaf(first)
    condition = first.decisions[depth][0]
    if any(_shape(path, depth) != _shape(first, depth) for path in paths):
        raise NotModelled("the function is not deterministic")
    sides = [[path for path in paths if path.decisions[depth][1] is way] for way in (True, False)]
    return Term("where", condition, *(joined(side, leaf, depth + 1) for side in sides))


def _shape(path: Path, depth: int) -> tuple[str, ...]:
    if len(path.decisions) <= depth:
        return ()
    return tuple(part.op for part in path.decisions[depth][0].subterms())


# --- values that must not survive -----------------------------------------------------------


def reached(term: Term) -> Term:
    """How often an undefined value enters the term's value: 0 exactly where it never does."""
    return _reached(term, functools.cache(_is_defined))


def _is_defined(term: Term) -> bool:
    return all(part.op != "undefined" for part in term.subterms())


def _reached(term: Term, is_defined: Callable[[Term], bool]) -> Term:
    if is_defined(term):
        return ZERO
    if term.op == "undefined":
        return ONE
    if term.op == "where":
        condition, then, otherwise = term.parts
        chosen = Term(
            "where",
            with_undefined(condition, ZERO),
            *(_reached(branch, is_defined) for branch in (then, otherwise)),
        )
        inside = _reached(condition, is_defined)
        return chosen if inside == ZERO else Term("add", chosen, inside)
    if term.op in BINDERS:
        return Term("sum", term.parts[0], _reached(term.parts[1], is_defined))
    if term.op == "blocks":
        raise NotModelled("an array of entries some of which may be undefined")
    counts = [_reached(part, is_defined) for part in term.children]
    return functools.reduce(lambda a, b: Term("add", a, b), [c for c in counts if c != ZERO])


def with_undefined(term: Term, value: Term) -> Term:
    """The term with ``value`` for everything undefined in it."""
    if term.op == "undefined":
        return value
    if _is_defined(term):
        return term
    return term.rebuild(lambda part: with_undefined(part, value), lambda index: index)
