"""The time budget of a proof: UNDECIDED when it is spent, wherever the time went."""

from __future__ import annotations

import signal
import threading
import time

import numpy as np
import pytest

from stabcheck import api
from stabcheck.carriers import budget
from stabcheck.carriers.budget import TIMEOUT_SECONDS, Budget, OutOfTime, check_time
from stabcheck.catalogue import quantities
from stabcheck.cli import proving
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import Claim
from stabcheck.reading import read_claim
from stabcheck.reading.sheet import check_sheet
from stabcheck.target import tracing

#: One factorisation inside the library that takes half a minute.
LONG_CALL = "max(exp(e), pi)/sum(v - x)^64 = max(exp(e), pi)/sum(v - x)^64 + 0*x"


def test_a_spent_budget_is_undecided_and_says_so() -> None:
    """No time at all decides nothing, and the reason is in words."""
    result = prove_claim(read_claim("sigmoid(x) = 1/(1 + exp(-x))"), timeout_seconds=0)
    assert result.verdict == "UNDECIDED"
    assert result.residual == "gave up after 0 s"
    assert result.lhs == "σ(x)"


def test_a_budget_that_is_not_spent_changes_nothing() -> None:
    """With time enough the verdict is that without a limit."""
    claim = read_claim("log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))")
    results = [prove_claim(claim, timeout_seconds=seconds) for seconds in (None, 60)]
    assert [result.verdict for result in results] == ["PROVED"] * 2
    assert results[0].steps == results[1].steps


def test_one_long_library_call_is_broken_off() -> None:
    """In the main thread even a single long factorisation ends soon after the deadline."""
    handler = signal.getsignal(signal.SIGALRM)
    started = time.process_time()
    result = prove_claim(read_claim(LONG_CALL, vectors=["v"]), timeout_seconds=0.5)
    assert time.process_time() - started < 3  # CPU time: a loaded machine is not the proof's doing
    assert (result.verdict, result.residual) == ("UNDECIDED", "gave up after 0.5 s")
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_counterexample_found_in_time_counts() -> None:
    """A false claim whose normal form takes too long is REFUTED by its point all the same."""
    text = "(a + b + c + d + x + y)^9*(1 - 1/(a - b + c - d)^9) = (a - b)^7/(c - x - y + d)^9"
    result = prove_claim(read_claim(text), timeout_seconds=0.2)
    assert result.verdict == "REFUTED"


def test_threads_keep_their_own_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof in another thread has the budget it was given, without an alarm."""
    results: list[ProofResult] = []
    claim = read_claim("tanh(x) = 2sigmoid(2x) - 1")

    def work() -> None:
        results.extend(prove_claim(claim, timeout_seconds=seconds) for seconds in (60, 0))

    monkeypatch.setattr(budget, "_GRACE_SECONDS", 60)  # the thread may be slow to start
    with Budget(0).watched():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert [result.verdict for result in results] == ["PROVED", "UNDECIDED"]


def test_an_inner_budget_does_not_extend_the_outer_one() -> None:
    """The earlier deadline holds; after it, time is unlimited again."""
    outer, inner = Budget(0), Budget(100)
    with outer.watched(), inner.watched(), pytest.raises(OutOfTime, match="gave up after 0 s"):
        check_time()
    check_time()


#: Hard in one way each: powers, roots below, maxima in maxima, logarithms, branches in branches.
HARD = {
    "roots": "1/(sqrt(a) + sqrt(b) + sqrt(c) + sqrt(d)) + 1/(sqrt(a) - sqrt(b) + sqrt(c)) = 2/a",
    "maxima": "max(a, max(b, max(c, max(d, max(x, y)))))*max(a, b)*max(b, c)"
    " = max(b, c)*max(a, b)*max(y, max(x, max(d, max(c, max(b, a)))))",
    "logarithms": "log((a + b + c + d)^30/(a - b + x)^20) + log((a^2 + b^2 + c^2)^20)"
    " = log((a + b + c + d)^30*(a^2 + b^2 + c^2)^20/(a - b + x)^20)",
    "fractions": "1/(a - b)/(a - c)/(a - d)/(a - x) + 1/(b - a)/(b - c)/(b - d)/(b - x)"
    " + 1/(c - a)/(c - b)/(c - d)/(c - x) + 1/(d - a)/(d - b)/(d - c)/(d - x) = 0",
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_claim_ends_near_its_limit_without_an_alarm(name: str) -> None:
    """Where no alarm rings, in another thread, the work itself looks at the clock often enough."""
    spent: list[float] = []

    def work() -> None:
        started = time.thread_time()
        prove_claim(read_claim(HARD[name]), timeout_seconds=0.2)
        spent.append(time.thread_time() - started)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert spent[0] < 1.5


def test_an_equality_of_a_sheet_has_its_time_too() -> None:
    """A sheet goes on after an equality that takes too long."""
    hard = HARD["maxima"].replace("max", r"\max").replace("*", r"\cdot ")
    sheet = f"$$ {hard} $$\n\n$$ x + x = 2x $$\n"
    first, second = check_sheet(sheet, timeout_seconds=0.2).items
    assert (first.verdict, first.note) == ("UNDECIDED", "gave up after 0.2 s")
    assert second.verdict == "PROVED"


def test_a_function_traced_has_its_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula that takes too long to compare leaves the function UNDECIDED."""
    monkeypatch.setattr(tracing, "TIMEOUT_SECONDS", 0.0)
    proof = tracing.trace_claim(lambda x: 1 / (1 + np.exp(-x)), quantities()["sigmoid"])
    assert (proof.verdict, proof.reason) == ("UNDECIDED", "gave up after 0 s")


def test_every_command_limits_its_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `ci`, `explain` and the API prove ends as well, in the time that `prove` has."""
    seconds: list[float | None] = []

    def noted(claim: Claim, timeout_seconds: float | None = None) -> ProofResult:
        seconds.append(timeout_seconds)
        return prove_claim(claim, timeout_seconds)

    monkeypatch.setattr(proving, "prove_claim", noted)
    monkeypatch.setattr(api, "prove_claim", noted)
    page = quantities()["sigmoid"]
    proving.prove_all([(page, page.all_claims[0])])
    api.prove(page.all_claims[0].name)
    assert len(seconds) >= 2
    assert set(seconds) == {TIMEOUT_SECONDS}


@pytest.mark.parametrize(
    "text",
    [
        "where(4 > 1/x, sqrt(2), -1) = where(1/x < 4, sqrt(2), -1)",
        "where(1/x > 1/y, x, y) = where(1/y < 1/x, x, y)",
        "max(max(sqrt(N), 2), N) = max(N, max(sqrt(N), 2))",
        "log1p(max(max(max(v), 2), 1/2)) = log1p(max(max(v), 2))",
    ],
)
def test_signs_of_quotients_and_of_roots_take_no_time(text: str) -> None:
    """A quotient has the sign of its sides' product; squares of squares are not looked into."""
    started = time.process_time()
    assert prove_claim(read_claim(text, vectors=["v"]), timeout_seconds=20).verdict == "PROVED"
    assert time.process_time() - started < 3
