"""``--plot PATH``: the picture of one page, beside the report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stabcheck.cli.interrupts import HALF_WRITTEN
from stabcheck.cli.mistakes import Mistake, Unwritable

if TYPE_CHECKING:
    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.result import SweepResult

__all__ = ["plot_option", "plot_sweep", "refuse_plot"]

KINDS = (".svg", ".png")

plot_option: Callable[[Any], Any] = click.option(
    "--plot",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Draw one page's errors over the float line to PATH, an .svg or .png: one panel a format. "
    "Needs matplotlib: pip install 'stabcheck[plot]'.",
)


def refuse_plot(path: Path | None, selection: Sequence[tuple[Quantity, Form]]) -> None:
    """Raise Mistake, before anything is swept, where no picture could be drawn to ``path``."""
    if path is None:
        return
    if path.suffix.lower() not in KINDS:
        raise Mistake(f"--plot {path} is neither .svg nor .png", f"write {path.stem}.svg")
    if find_spec("matplotlib") is None:
        raise Mistake(
            "--plot needs matplotlib, which is not installed", "pip install 'stabcheck[plot]'"
        )
    pages = list(dict.fromkeys(quantity.name for quantity, _ in selection))
    if len(pages) > 1:
        raise Mistake(
            f"--plot draws one page, and {len(pages)} are selected",
            f"name one: stabcheck sweep {pages[0]} --plot {path}",
        )
    if path.is_dir() or not path.resolve().parent.is_dir():
        reason = "it is a directory" if path.is_dir() else "there is no such folder"
        raise Unwritable(f"cannot write {path}: {reason}", "choose another PATH")


def plot_sweep(
    path: Path | None,
    selection: Sequence[tuple[Quantity, Form]],
    results: Sequence[SweepResult],
    accumulate: Accumulate,
) -> None:
    """Draw what was swept, along the probe whose line shows the most, in all its formats.

    The file is written beside its place and renamed, so that it is whole or not there.
    """
    if path is None:
        return
    from stabcheck.report.plot import draw
    from stabcheck.report.terminal.sweep import telling_probe
    from stabcheck.sweeping.curves import trace_line
    from stabcheck.sweeping.probes import find_probe

    quantity, forms = selection[0][0], [form for _, form in selection]
    text = telling_probe(results)
    (probe,) = (p for p in find_probe(text, quantity) if p.text == text)
    held = [r.format for r in results if r.probe == text]
    panels = [trace_line(quantity, forms, name, probe, accumulate) for name in dict.fromkeys(held)]
    kind = path.suffix.lower().removeprefix(".")
    try:
        handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
        beside = Path(name)
        HALF_WRITTEN.add(beside)
        try:
            with os.fdopen(handle, "wb") as stream:
                draw(f"{quantity.title}: where its forms break", panels, stream, kind)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
            HALF_WRITTEN.discard(beside)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unwritable(f"cannot write {path}: {reason}", "choose another PATH") from error
