"""``--accumulate same|float32``: how sums add up in the formats narrower than float32."""

from __future__ import annotations

import click

__all__ = ["accumulate_option"]

accumulate_option = click.option(
    "--accumulate",
    type=click.Choice(["same", "float32"]),
    default="same",
    show_default=True,
    help="Round sums at every step in the format, or keep them in float32 until the end, as "
    "accelerators do for narrower formats.",
)
