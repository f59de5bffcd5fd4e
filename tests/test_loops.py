"""Loops over entries: run as they stand on floats, proved by induction over the length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.formats import find_format
from stabcheck.oracle import Oracle
from stabcheck.proof import prove_claim
from stabcheck.quantity import Loop, Quantity, vector
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe

FLOAT32 = find_format("float32")
ENTRIES = np.array([[3.0, -1.0, 4.0, 1.0, -5.0]], dtype=np.float32)


def welford_step(state: Any, x: Any) -> Any:
    """Welford's update."""
    n, mean, squares = state
    gap = x - mean
    mean = mean + gap / (n + 1)
    return n + 1, mean, squares + gap * (x - mean)


def wrong_step(state: Any, x: Any) -> Any:
    """With the old mean in both factors."""
    n, mean, squares = state
    gap = x - mean
    return n + 1, mean + gap / (n + 1), squares + gap * gap


def variance(step: Any) -> tuple[Quantity, Loop]:
    """A page of the variance with one form that loops."""
    page = Quantity("spread", "variance", arguments={"x": vector("N")})
    page.definition(lambda x: np.mean((x - np.mean(x)) ** 2))
    page.sensitivity(lambda x: 0 * np.sum(x))
    loop = page.loop(
        "one-pass",
        x=vector("N"),
        state=("n", "mean", "squares"),
        first=lambda x: (1, x, 0 * x),
        step=step,
        after=lambda x: (x.size, np.mean(x), np.sum((x - np.mean(x)) ** 2)),
    )

    @page.form("one-pass", why="", holds=("range",))
    def one_pass(x: Any) -> Any:
        n, _, squares = loop(x)
        return squares / n

    return page, loop


def test_a_loop_is_proved_by_induction() -> None:
    """The invariant holds after one entry and after one more, and gives the definition."""
    page, _ = variance(welford_step)
    found = {claim.name: prove_claim(claim) for claim in page.all_claims}
    assert {name.partition("/")[2] for name in found} == {
        *(
            f"one-pass/{when}-{value}"
            for when in ("first", "next")
            for value in ["n", "mean", "squares"]
        ),
        "one-pass",
    }
    assert {result.verdict for result in found.values()} == {"PROVED"}


def test_a_wrong_step_is_refuted_by_its_own_claim() -> None:
    """The form still has its invariant; that the loop does not keep it is what comes to light."""
    page, _ = variance(wrong_step)
    wrong = {c.name for c in page.all_claims if prove_claim(c).verdict == "REFUTED"}
    assert wrong == {"spread/one-pass/next-squares"}


def test_on_floats_the_loop_itself_is_run() -> None:
    """Whatever the invariant says: the state is what the steps make of it."""
    page, loop = variance(wrong_step)
    function = page.find_form("one-pass").function
    (found,) = run_rounded(function, [ENTRIES], Arithmetic(FLOAT32))
    state = (1, 3.0, 0.0)
    for entry in ENTRIES[0, 1:]:
        state = wrong_step(state, float(entry))
    assert found == pytest.approx(state[2] / 5, rel=1e-6)
    assert [float(value) for value in loop(ENTRIES[0])] == pytest.approx(state, rel=1e-6)
    right = variance(welford_step)[0].find_form("one-pass").function
    assert run_rounded(right, [ENTRIES], Arithmetic(FLOAT32)) == pytest.approx(ENTRIES.var())


def test_a_loop_is_swept_on_long_vectors() -> None:
    """A hundred entries, of which a probe holds two, are gone through one by one."""
    page, _ = variance(welford_step)
    probe = parse_probe("(s, 0, ..., 0) n=100", page)
    (result,) = judge_line(page, page.forms, find_format("bfloat16"), probe.folded)
    assert not result.error
    assert result.inputs > 1000


@pytest.mark.parametrize(
    ("function", "truth"),
    [
        (np.prod, -60.0 * -1),
        (np.var, float(np.var(ENTRIES.astype(np.float64)))),
        (np.std, float(np.std(ENTRIES.astype(np.float64)))),
        (np.linalg.norm, float(np.sqrt(52.0))),
        (lambda x: np.dot(x, x), 52.0),
    ],
    ids=["prod", "var", "std", "norm", "dot"],
)
def test_reductions_as_numpy_names_them(function: Any, truth: float) -> None:
    """On rounded floats and on balls they are what NumPy says they are."""
    assert run_rounded(function, [ENTRIES], Arithmetic(FLOAT32)) == pytest.approx(truth, rel=1e-6)
    page = Quantity("page", "page", arguments={"x": vector()})
    page.definition(function)
    (hi,) = Oracle(page, FLOAT32).truth([ENTRIES]).hi
    assert hi == pytest.approx(truth, rel=1e-6)
