"""A page as a picture: the error of every form over the float line, one panel a format.

The line is drawn by ordinal, every float as wide as the next, so that it is logarithmic in either
direction from 0.  Under each panel stands a ribbon per form in the colours of the strip.  Outcomes
differ in lightness and carry a sign, forms in colour and stroke: neither needs colour vision.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.curves import CELLS, Panel

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from stabcheck.formats import Format

__all__ = ["draw"]

#: Per outcome: what it says, its sign and its colour, from light to dark.
OUTCOMES = {
    Outcome.HOLDS: ("holds", "", "#dcebe2"),
    Outcome.INACCURATE: ("inaccurate", "≈", "#f7dc3f"),
    Outcome.ZERO: ("zero where it is not", "0", "#e69f00"),
    Outcome.INFINITE: ("infinite", "∞", "#d1352b"),
    Outcome.FINITE: ("finite where the truth overflows", "F", "#8c1d18"),
    Outcome.NAN: ("NaN", "N", "#8e2f83"),
    Outcome.UNDECIDED: ("undecided", "?", "#9a9a9a"),
}
#: Per form, in their order: colour and stroke (Okabe & Ito's colours that no outcome has).
STROKES = (
    ("#0072b2", "-"),
    ("#000000", (0, (5, 1.5))),
    ("#009e73", (0, (1.2, 1.2))),
    ("#7a4a1e", (0, (6, 1.5, 1.2, 1.5))),
    ("#56b4e9", (0, (3, 1.5))),
    ("#cc79a7", "-"),
    ("#4b3b8f", (0, (1.2, 1.2))),
    ("#7f7f7f", (0, (6, 1.5, 1.2, 1.5))),
)
#: A deterministic picture that needs no font where it is shown: letters are drawn as outlines.
SETTINGS: Any = {"svg.hashsalt": "stabcheck", "svg.fonttype": "path", "font.size": 9.0}
METADATA = {"svg": ("Date", "Creator", "Format", "Type"), "png": ("Software",)}
#: A sign needs so many cells of room in a ribbon; a tick so much of the half line.
SIGN_CELLS, TICK_GAP = 5, 0.1
WIDTH_INCHES, PLOT_INCHES, RIBBON_INCHES = 10.0, 1.7, 0.19
TOP_INCHES, TICKS_INCHES, GAP_INCHES = 1.05, 0.4, 0.72
#: A title stands above what is written over the boundaries, in points.
TITLE_PAD = 13
LEGEND_COLUMNS, LEGEND_ROW_INCHES = 6, 0.18


def draw(title: str, panels: Sequence[Panel], stream: BinaryIO, kind: str) -> None:
    """Draw the ``panels`` below one another and write them to ``stream`` as svg or png."""
    ribbons = max(len(panel.curves) for panel in panels) * RIBBON_INCHES
    each = PLOT_INCHES + ribbons + GAP_INCHES
    explained = _legend(panels)
    bottom = TICKS_INCHES + math.ceil(len(explained) / LEGEND_COLUMNS) * LEGEND_ROW_INCHES
    height = TOP_INCHES + each * len(panels) - GAP_INCHES + bottom
    with rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH_INCHES, height))
        for k, panel in enumerate(panels):
            top = 1 - (TOP_INCHES + k * each) / height
            plot, ribbon = PLOT_INCHES / height, ribbons / height
            upper = figure.add_axes((0.13, top - plot, 0.84, plot))
            lower = figure.add_axes((0.13, top - plot - ribbon, 0.84, ribbon), sharex=upper)
            _draw_errors(upper, panel)
            _draw_ribbons(lower, panel)
        figure.suptitle(title, x=0.13, y=1 - 0.2 / height, ha="left", va="top", fontsize=12)
        figure.text(0.13, 1 - 0.46 / height, _subtitle(panels), va="top", color="#444444")
        figure.legend(
            handles=explained,
            loc="lower center",
            bbox_to_anchor=(0.55, 0.04 / height),
            ncols=min(len(explained), LEGEND_COLUMNS),
            frameon=False,
            fontsize=8,
        )
        unsaid = dict.fromkeys(METADATA[kind])  # neither the date nor whose code drew it
        figure.savefig(stream, format=kind, dpi=150, metadata=unsaid)


def _subtitle(panels: Sequence[Panel]) -> str:
    return (
        f"largest error in each of {CELLS} equal stretches of the floats along {panels[0].probe}, "
        "from −MAX to MAX"
    )


def _draw_errors(axes: Axes, panel: Panel) -> None:
    """The curves, and the predicted boundaries as vertical lines with their closed forms."""
    x = (np.arange(CELLS) + 0.5) / (CELLS / 2) - 1
    for curve, (colour, stroke) in zip(panel.curves, _strokes(panel), strict=True):
        axes.plot(x, curve.error_ulp, color=colour, linestyle=stroke, linewidth=1.3)
    worst = max(float(np.nanmax(c.error_ulp, initial=1.0)) for c in panel.curves)
    axes.set_yscale("symlog", linthresh=1.0, linscale=0.6)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_ylim(0, worst * 8)
    decades = _decades(worst)
    axes.set_yticks([10.0**k for k in decades], [_power(k) for k in decades])
    axes.set_ylabel("error, ulp")
    axes.axhline(0.5, color="#888888", linewidth=0.6, linestyle=":")
    axes.set_xlim(-1, 1)
    title = f"{panel.fmt.name}  ({panel.evidence})"
    axes.set_title(title, loc="left", fontsize=9, weight="bold", pad=TITLE_PAD)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.spines[["top", "right"]].set_visible(False)
    _draw_boundaries(axes, panel)


def _draw_boundaries(axes: Axes, panel: Panel) -> None:
    places = [(ordinal / panel.fmt.max_ordinal, text) for ordinal, text in panel.predicted]
    taken: list[float] = []
    for at, text in sorted(places):
        axes.axvline(at, color="#333333", linewidth=0.8, linestyle=(0, (2, 2)))
        if all(abs(at - other) > 2.2 * TICK_GAP for other in taken):
            taken.append(at)
            axes.annotate(
                text.replace("-", "−"),
                (at, 1),
                (2, 2),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=7,
                color="#333333",
                ha="left" if at < 0.8 else "right",
            )


def _draw_ribbons(axes: Axes, panel: Panel) -> None:
    """One row a form: what comes out in every cell, and the signs where there is room."""
    for row, curve in enumerate(panel.curves):
        start = 0
        for code, run in groupby(curve.outcome.tolist()):
            length = len(list(run))
            if code in OUTCOMES:
                _draw_run(axes, row, start, length, Outcome(code))
            start += length
    names, strokes = [c.form for c in panel.curves], _strokes(panel)
    axes.set_ylim(len(names), 0)
    axes.set_yticks(np.arange(len(names)) + 0.5, names)
    for label, (colour, _) in zip(axes.get_yticklabels(), strokes, strict=True):
        label.set_color(colour)
        label.set_fontsize(8)
    axes.tick_params(axis="y", length=0)
    ticks = _ticks(panel.fmt)
    axes.set_xticks([at for at, _ in ticks], [text for _, text in ticks])
    axes.set_xlim(-1, 1)


def _draw_run(axes: Axes, row: int, start: int, length: int, outcome: Outcome) -> None:
    _, sign, colour = OUTCOMES[outcome]
    left, width = start / (CELLS / 2) - 1, length / (CELLS / 2)
    axes.broken_barh([(left, width)], (row + 0.08, 0.84), facecolor=colour, linewidth=0)
    if sign and length >= SIGN_CELLS:
        is_dark = outcome in (Outcome.INFINITE, Outcome.FINITE, Outcome.NAN)
        axes.text(
            left + width / 2,
            row + 0.5,
            sign,
            ha="center",
            va="center_baseline",
            fontsize=8,
            color="white" if is_dark else "black",
        )


def _legend(panels: Sequence[Panel]) -> list[Artist]:
    """What the picture explains: its forms, its lines, and the outcomes that occur."""
    met = {int(code) for panel in panels for curve in panel.curves for code in curve.outcome}
    forms = [
        Line2D([], [], color=colour, linestyle=stroke, label=curve.form)
        for curve, (colour, stroke) in zip(panels[0].curves, _strokes(panels[0]), strict=True)
    ]
    outcomes = [
        Patch(facecolor=colour, label=f"{sign} {meaning}".strip())
        for outcome, (meaning, sign, colour) in OUTCOMES.items()
        if outcome in met
    ]
    lines = [
        Line2D([], [], color="#333333", linewidth=0.8, linestyle=(0, (2, 2)), label="predicted"),
        Line2D([], [], color="#888888", linewidth=0.6, linestyle=":", label="½ ulp"),
    ]
    return [*forms, *lines, *outcomes]


def _strokes(panel: Panel) -> list[Any]:
    return [STROKES[k % len(STROKES)] for k in range(len(panel.curves))]


def _decades(worst: float) -> range:
    """The exponents of the ticks of an axis of errors: 1, and some powers of ten."""
    top = int(np.log10(worst)) + 1
    return range(0, top + 1, -(-top // 4))


def _power(k: int) -> str:
    """A power of ten as the label of a tick."""
    return "1" if k == 0 else f"$10^{{{k}}}$"


def _ticks(fmt: Format) -> list[tuple[float, str]]:
    """Values along the line, as far apart as their labels need: powers of ten, and 0."""
    ticks, last = [(0.0, "0")], 0.0
    lowest, highest = np.log10(np.array([2.0**fmt.emin, 2.0**fmt.emax]))
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (highest - lowest) / s <= 8)
    for k in range(step * int(lowest // step), int(highest) + 1):
        at = int(fmt.to_ordinal(fmt.nearest(np.array([10.0**k])))[0]) / fmt.max_ordinal
        if k % step == 0 and at - last > TICK_GAP and at < 1:
            last = at
            ticks += [(at, _power(k)), (-at, f"−{_power(k)}")]
    return ticks
