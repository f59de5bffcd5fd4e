"""The proof of a user's function, in a process of its own beside the sweep."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from stabcheck.catalogue import quantities
from stabcheck.target.blaming import Blamed, Suspect, blamed, mirrored
from stabcheck.target.callables import source_of
from stabcheck.target.calling import Call
from stabcheck.target.isolation import Died, InProcess, Runner
from stabcheck.target.loading import NotLoaded
from stabcheck.target.tracing import TracedProof, trace_claim

__all__ = ["Proving"]


class Proving:
    """A proof under way; ``beside`` starts another process with the same function."""

    def __init__(
        self, runner: Runner, beside: Callable[[], Runner], quantity: str, call: Call
    ) -> None:
        self._details = (quantity, call, runner.loaded.library)
        self._proof = TracedProof("UNDECIDED", reason="the function could not be traced")
        self._thread: threading.Thread | None = None
        self._beside: Runner | None = None
        self._closed = False
        self._untraced = "it could not be traced"
        loaded = runner.loaded
        if loaded.package == loaded.library != "numpy":
            self._untraced = f"{loaded.library}'s own operations are not traced"
            self._proof = TracedProof("UNDECIDED", reason=self._untraced)
            return
        if isinstance(runner, InProcess):
            self._beside = runner
            self._ask(runner)
            return
        self._thread = threading.Thread(target=self._ask_beside, args=(beside,), daemon=True)
        self._thread.start()

    def _ask_beside(self, beside: Callable[[], Runner]) -> None:
        with suppress(NotLoaded):  # it was, a moment ago
            self._beside = beside()
            if not self._closed:
                self._ask(self._beside)
            if self._closed:  # before it was there to be ended, or while it was started again
                self._beside.close()

    def close(self) -> None:
        """End the process beside; what it was proving is not waited for."""
        self._closed = True
        if self._beside is not None:
            self._beside.close()

    def _ask(self, runner: Runner) -> None:
        try:
            self._proof = runner.ask(traced, *self._details)
        except Died as death:
            self._proof = TracedProof("UNDECIDED", reason=f"while it is traced it {death.what}")

    def blamed(self, suspect: Suspect) -> Blamed:
        """What is to blame at one input, once the proof is done; asked in its process."""
        self.proof()
        if self._beside is None:
            return Blamed(reason=self._untraced)
        try:
            found: Blamed = self._beside.ask(blamed, *self._details, suspect)
        except Died as death:
            return Blamed(reason=f"while it is recorded it {death.what}")
        return found

    def proof(self) -> TracedProof:
        """What came out, waited for."""
        if self._thread is not None:
            self._thread.join()
        return self._proof


def traced(function: Callable[..., Any], quantity: str, call: Call, library: str) -> TracedProof:
    """The proof of ``function``, called as ``call`` says, against the page called ``quantity``."""
    if source_of(function) is None:
        return TracedProof("UNDECIDED", reason="compiled code is not traceable")
    page = quantities()[quantity]
    asked = mirrored(function, call)
    order = [list(page.arguments)[k] for k in call.order]
    proof = trace_claim(asked, page, args=order, kwargs=call.keywords)
    if proof.verdict == "UNDECIDED" and library != "numpy":
        return TracedProof("UNDECIDED", reason=f"{library}'s operations are not traced")
    if proof.verdict == "UNDECIDED" and call.mode == "rows":
        in_rows = trace_claim(asked, page, args=order, kwargs=call.keywords, rows=True)
        return proof if in_rows.verdict == "UNDECIDED" else in_rows
    return proof
