"""A user's mistake: one sentence on what is wrong, one hint on what would be right."""

from __future__ import annotations

from collections.abc import Iterable

from stabcheck.cli.exit_codes import ExitCode

__all__ = ["Mistake", "closest"]


class Mistake(Exception):
    """Ends the run with ``message``, ``hint`` and ``exit_code``, and without a traceback."""

    def __init__(self, message: str, hint: str = "", exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


def closest(word: str, known: Iterable[str], label: str = "there are") -> str:
    """A hint for a missed ``word``: the closest of the ``known`` words, or else all of them."""
    import difflib  # only a miss needs it

    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    if near:
        return f"closest: {near[0]}"
    return f"{label}: {', '.join(words)}" if words else ""
