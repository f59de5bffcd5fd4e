"""``--search N`` and ``--seed S``: random points off the probes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from stabcheck.cli.mistakes import Mistake

__all__ = ["search_options"]

#: Where the seed is kept until the number of points is known.
SEED = "stabcheck.seed"


def search_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options as a decorator; ``search`` is the number of points and the seed, or None."""
    search = click.option(
        "--search",
        metavar="N",
        type=click.IntRange(1),
        callback=_searched,
        help="Also judge N random points off the probes with each form in each format, and make "
        "what breaks a contract as simple as it goes.",
    )
    seed = click.option(
        "--seed",
        metavar="S",
        type=click.IntRange(0),
        is_eager=True,
        expose_value=False,
        callback=_kept,
        help="The seed of --search: the same points again.  [default: 1]",
    )
    return search(seed(command))


def _kept(context: click.Context, _: click.Parameter, seed: int | None) -> None:
    context.meta[SEED] = seed


def _searched(
    context: click.Context, _: click.Parameter, count: int | None
) -> tuple[int, int] | None:
    """Raises Mistake for a seed without a search."""
    from stabcheck.sweeping.counterexamples import DEFAULT_SEED

    seed = context.meta[SEED]
    if count is not None:
        return count, DEFAULT_SEED if seed is None else seed
    if seed is not None:
        raise Mistake("--seed is the seed of --search", "say how many points: --search 1000")
    return None
