"""A user's mistake: one sentence on what is wrong, one hint on what would be right."""

from __future__ import annotations

from collections.abc import Iterable

from stabcheck.cli.exit_codes import ExitCode

__all__ = ["Mistake", "Unwritable", "closest"]

#: More words than this are not listed: the nearest are shown, and where to see all.
LISTED, NEAREST = 8, 3


class Mistake(Exception):
    """Ends the run with ``message``, ``hint`` and ``exit_code``, and without a traceback."""

    def __init__(self, message: str, hint: str = "", exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class Unwritable(Mistake):
    """An output cannot be written: no other one is then left either."""


def closest(word: str, known: Iterable[str], label: str = "there are") -> str:
    """A hint for a missed ``word``: the closest of the ``known`` words, or else what there is."""
    import difflib  # only a miss needs it

    words = sorted(set(known))
    lowered = {each.lower(): each for each in words}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.5)
    if near:
        return f"closest: {lowered[near[0]]}"
    if len(words) > LISTED:
        some = difflib.get_close_matches(word.lower(), lowered, n=NEAREST, cutoff=0.0)
        shown = ", ".join(lowered[each] for each in some)
        return f"{label} {shown} and more: stabcheck list shows all"
    return f"{label}: {', '.join(words)}" if words else ""
