"""``prove --steps``: a pipe has no edge, and is read by people all the same."""

from __future__ import annotations

import io
from dataclasses import replace

from report_examples import PROVED, prove_run

from stabcheck.proof import Step
from stabcheck.report.run import Run
from stabcheck.report.terminal import write

LONG = " + ".join(f"x{k}" for k in range(40))


def _steps(run: Run) -> list[str]:
    stream = io.StringIO()
    write(run, stream)
    return stream.getvalue().splitlines()


def test_a_long_equation_is_broken_at_its_equality_sign() -> None:
    """In a pipe a long statement and a long step go on below, at the sign, and nowhere else."""
    step = Step("collect", LONG, f"{LONG} + 0", "collect terms", ())
    shown = _steps(prove_run(replace(PROVED, lhs=LONG, rhs="y", steps=(step,)), steps=True))
    stripped = [line.strip() for line in shown]
    assert LONG in stripped
    assert "= y" in stripped
    assert any(line.startswith(f"= {LONG} + 0") for line in stripped)


def test_a_short_equation_stays_on_one_line() -> None:
    """What fits into 120 columns is not broken."""
    step = Step("collect", "a + a", "2a", "collect terms", ())
    shown = _steps(prove_run(replace(PROVED, lhs="a", rhs="b", steps=(step,)), steps=True))
    assert any("a + a = 2a" in line for line in shown)
    assert any(line.strip() == "a = b" for line in shown)
