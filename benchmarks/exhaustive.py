"""Every float32 of a form judged: stabcheck on one core against a C loop compiled here and now.

The C loop takes libm's double for the truth and proves nothing; stabcheck encloses the truth of
every float, judges three contracts and keeps runs, binades and the worst; with bounds it holds the
error against the a-priori bound of the form besides.  Both walk the same blocks, spread evenly over
the whole line, and their CPU time is scaled to 2²⁸ floats; in brackets it is beside the C loop's.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import Walk, every_place
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.surveying import survey

BLOCKS, LENGTH = 64, 1 << 18  # as long as the longest that is judged at once
TRIES = 3
WHOLE = 1 << 28
SOURCE = Path(__file__).with_name("judge.c")
FORMAT = find_format("float32")

#: The name in C, and the page, probe and form that are the same.
CASES = (
    ("sigmoid", "sigmoid", "x=s", "naive"),
    ("pair", "logsumexp", "(s, 0)", "shifted"),
    ("softplus", "softplus", "x=s", "stable"),
)


def starts() -> list[int]:
    """The places at which the blocks begin, on both sides of zero."""
    top = every_place(FORMAT)[1] - LENGTH
    half = np.linspace(0, top, BLOCKS // 2).astype(np.int64).tolist()
    return [*(-place - LENGTH for place in reversed(half)), *half]


def ours(page: str, probe: str, form: str, *, with_theory: bool) -> float:
    """CPU seconds for the blocks, the best of a few; with or without the a-priori bounds."""
    quantity = quantities()[page]
    line = Line(quantity, parse_probe(probe, quantity), FORMAT)
    chosen = quantity.find_form(form)
    forms = [chosen if with_theory else replace(chosen, theory=None)]
    first, last = every_place(FORMAT)
    walk = Walk(FORMAT, range(first, last + 1), "exhaustive", "")
    best = float("inf")
    for _ in range(TRIES):
        begun = time.process_time()
        for place in starts():
            survey(line, forms, walk, place - first, place - first + LENGTH)
        best = min(best, time.process_time() - begun)
    return best


def in_c(program: Path, name: str) -> float:
    """The same by the C loop."""
    sign = 1 << 31
    patterns = [p if p >= 0 else sign - p - LENGTH for p in starts()]
    command = [str(program), name, str(LENGTH), *map(str, patterns)]
    runs = (
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        for _ in range(TRIES)
    )
    return min(float(seconds) for seconds, *_ in runs)


def main() -> int:
    """Print the table, without the C loop where there is no compiler."""
    scale = WHOLE / (BLOCKS * LENGTH)
    compiler = shutil.which("cc") or shutil.which("gcc")
    print(f"\n{'CPU s for 2^28 float32':<24} {'C loop':>8} {'stabcheck':>14} {'with bounds':>14}")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "judge"
        if compiler:
            build = [compiler, "-O2", "-o", str(program), str(SOURCE), "-lm"]
            subprocess.run(build, check=True)
        for name, page, probe, form in CASES:
            seconds = [scale * ours(page, probe, form, with_theory=held) for held in (False, True)]
            c = scale * in_c(program, name) if compiler else None
            row = [f"{own:.1f} ({own / c:.1f} x)" if c else f"{own:.1f}" for own in seconds]
            loop = f"{c:.1f}" if c else "no cc"
            print(f"{page + ' ' + form:<24} {loop:>8} {row[0]:>14} {row[1]:>14}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
