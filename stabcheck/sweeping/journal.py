"""The journal of a sweep: finished chunks in an SQLite file, from which a later run resumes.

Each chunk is one transaction, so whatever ends the run, the file holds whole chunks.  It belongs to
one sweep: the same tasks, formulas, libraries and processor, or what it holds would not be what
this run would find.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from stabcheck.formats import find_format
from stabcheck.sweeping.environment import environment, source_digest
from stabcheck.sweeping.places import every_place, float_at
from stabcheck.sweeping.records import read, written
from stabcheck.sweeping.tally import Survey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from stabcheck.sweeping.tasks import Task

__all__ = ["Journal", "JournalRefused", "open_journal"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (
    task INTEGER, start INTEGER, survey TEXT NOT NULL, PRIMARY KEY (task, start)
);
"""


class JournalRefused(ValueError):
    """A file cannot be the journal of this sweep; the message says why."""


class Journal:
    """The chunks that are finished, kept in an open database."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    def kept(self) -> Iterator[tuple[int, int, Survey]]:
        """The chunks in it: the index of the task, the first float, what was found."""
        rows = self._database.execute("SELECT task, start, survey FROM chunks ORDER BY task, start")
        for task, start, survey in rows.fetchall():
            try:
                yield task, start, read(Survey, json.loads(survey))
            except (TypeError, ValueError, KeyError) as error:
                raise JournalRefused(f"{self._path} holds a chunk that cannot be read") from error

    def keep(self, task: int, start: int, survey: Survey) -> None:
        """Enter a finished chunk, for good."""
        row = (task, start, json.dumps(written(survey)))
        with self._database:
            self._database.execute("INSERT OR REPLACE INTO chunks VALUES (?, ?, ?)", row)


@contextmanager
def open_journal(path: Path, tasks: Sequence[Task]) -> Iterator[Journal]:
    """The journal of a sweep of ``tasks``, new or resumed.

    Raises JournalRefused for a file that is none, that belongs to another sweep, or that another
    process is writing.
    """
    try:
        database = sqlite3.connect(path, timeout=0)
    except sqlite3.Error as error:
        raise JournalRefused(f"{path} cannot be opened: {error}") from error
    with closing(database):
        try:
            _lock(database)
            _check(database, path, _identity(tasks))
        except sqlite3.OperationalError as error:
            locked = "locked" in str(error)
            reason = "another sweep is writing it" if locked else str(error)
            raise JournalRefused(f"{path} cannot be used: {reason}") from error
        except sqlite3.DatabaseError as error:
            raise JournalRefused(f"{path} is no journal: {error}") from error
        yield Journal(database, path)


def _lock(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("BEGIN EXCLUSIVE")
    database.commit()


def _check(database: sqlite3.Connection, path: Path, identity: dict[str, str]) -> None:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if tables and "identity" not in tables:
        raise JournalRefused(f"{path} is another database, and no journal")
    database.executescript(SCHEMA)
    known = dict(database.execute("SELECT name, value FROM identity"))
    if not known:
        with database:
            database.executemany("INSERT INTO identity VALUES (?, ?)", identity.items())
        return
    for name in identity | known:
        was, is_ = known.get(name), identity.get(name)
        if was != is_:
            raise JournalRefused(f"{path} {_difference(name, was, is_)}")


def _identity(tasks: Sequence[Task]) -> dict[str, str]:
    """What a journal belongs to, by the names that a refusal gives them."""
    pages = {task.quantity: task.page for task in tasks}
    return {
        "sweep": json.dumps([asdict(replace(task, files=())) for task in tasks]),
        **{f"page {name}": source_digest(page) for name, page in pages.items()},
        **environment(),
    }


def _difference(name: str, was: str | None, is_: str | None) -> str:
    if name == "sweep":
        return f"is the journal of {_described(was)}, not of {_described(is_)}"
    if name.startswith("page "):
        return f"was written before the {name} was changed"
    return f"was written with {name} {was}, and this is {is_}"


def _described(sweep: str | None) -> str:
    """The tasks of a sweep in a few words."""
    tasks = json.loads(sweep or "[]")
    forms = dict.fromkeys(f"{task['quantity']}/{form}" for task in tasks for form in task["forms"])
    formats = dict.fromkeys(task["format"] for task in tasks)
    probes = dict.fromkeys(task["probe"] for task in tasks)
    reaches = dict.fromkeys(_reach(task["format"], task["between"]) for task in tasks)
    reach = " and ".join(filter(None, reaches))
    words = f"{', '.join(forms)} in {', '.join(formats)} on {', '.join(probes)}"
    return f"{words}, {reach}" if reach else words


def _reach(format_name: str, between: list[int] | None) -> str:
    """From which float to which every one is walked; empty where that is not all of them."""
    if between is None:
        return ""
    fmt = find_format(format_name)
    if tuple(between) == every_place(fmt):
        return "all floats"
    first, last = (fmt.decimal(float_at(place, fmt)) for place in between)
    return f"from {first} to {last}"
