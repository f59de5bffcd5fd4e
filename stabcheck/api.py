"""The public functions: what the command line does, for use from Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Unpack

from stabcheck.carriers.budget import TIMEOUT_SECONDS
from stabcheck.catalogue import pages, quantities
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.sweeping.counterexamples import DEFAULT_SEED
from stabcheck.sweeping.engine import DEFAULT_FORMATS, plan
from stabcheck.sweeping.engine import sweep as run_sweep
from stabcheck.sweeping.tasks import whole_lines

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.sweeping.result import SweepResult
    from stabcheck.target.report import Report
    from stabcheck.target.settings import CheckOptions

__all__ = ["check", "prove", "sweep"]


def prove(*patterns: str) -> list[ProofResult]:
    """The verdicts on the claims whose name, or whose page's name, matches a pattern.

    Patterns are names or globs (``"lse*"``); without one, every claim of the catalogue is put to
    the proof engine, and what takes longer than half a minute is UNDECIDED.  Raises LookupError
    for a pattern that matches nothing.
    """
    claims = [(page.name, claim) for page in pages().values() for claim in page.all_claims]
    _each_matches(patterns, [name for page, claim in claims for name in (page, claim.name)])
    return [
        prove_claim(claim, TIMEOUT_SECONDS)
        for page, claim in claims
        if _matches(patterns, page) or _matches(patterns, claim.name)
    ]


def sweep(  # noqa: PLR0913 - every option is an argument of its own
    *patterns: str,
    forms: Sequence[str] = (),
    formats: Sequence[str] = DEFAULT_FORMATS,
    probes: Sequence[str] = (),
    accumulate: Accumulate = "same",
    exhaustive: bool = False,
    search: int = 0,
    seed: int = DEFAULT_SEED,
    jobs: int = 1,
    executor: Executor | None = None,
) -> list[SweepResult]:
    """What the forms of the quantities that match a pattern do to the floats of ``formats``.

    ``forms`` and ``probes`` empty are all of them; ``accumulate`` ``"float32"`` keeps sums in
    float32 until the end; ``exhaustive`` walks every float of formats of up to 32 bits;
    ``search`` is how many random points off the probes are tried with each form in each format,
    drawn from ``seed``.
    ``jobs`` is the number of processes, unless an ``executor`` is given.  Raises LookupError for a
    pattern that matches nothing, KeyError for an unknown format, ValueError for a probe that does
    not fit.
    """
    known = quantities()
    _each_matches(patterns, list(known))
    chosen = [quantity for name, quantity in known.items() if _matches(patterns, name)]
    between = whole_lines(formats) if exhaustive else {}
    sampled = (search, seed) if search else None
    tasks = plan(chosen, forms, formats, probes, accumulate, between, sampled)
    return list(run_sweep(tasks, executor, jobs))


def check(function: str | Callable[..., Any], as_: str, **options: Unpack[CheckOptions]) -> Report:
    """Whether ``function`` computes the quantity called ``as_``: proof, sweep and contracts.

    ``function`` is a callable, or ``"module:function"``, or ``"path/to/file.py:function"``.  It
    is run in a process of its own wherever that can import it.  ``options`` are those of
    `stabcheck.target.settings.Settings` and its ``Options``.  Raises LookupError for an unknown
    quantity or format, `NotLoaded` and `NotCallable` for a function that cannot be imported or
    called so, ValueError for options that do not fit the quantity.
    """
    from stabcheck.target.checking import check_function  # noqa: PLC0415 - only a check needs it
    from stabcheck.target.settings import settings_from  # noqa: PLC0415

    _each_matches([as_], list(quantities()))
    return check_function(function, quantities()[as_], settings_from(options))


def _matches(patterns: Sequence[str], name: str) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _each_matches(patterns: Sequence[str], names: Sequence[str]) -> None:
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise LookupError(f"nothing in the catalogue is called {pattern!r}")
