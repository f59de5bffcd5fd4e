"""The time budget of a proof: UNDECIDED when it is spent, wherever the time went."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from stabcheck.carriers.budget import Budget, OutOfTime, check_time
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.reading import read_claim

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


def test_threads_keep_their_own_budgets() -> None:
    """A proof in another thread has the budget it was given, without an alarm."""
    results: list[ProofResult] = []
    claim = read_claim("tanh(x) = 2sigmoid(2x) - 1")

    def work() -> None:
        results.extend(prove_claim(claim, timeout_seconds=seconds) for seconds in (60, 0))

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
