"""Runs Coq (since version 9: Rocq) over certificates, and reads what their theorems rest on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stabcheck.certificate.certify import Certificate, together

__all__ = ["AXIOMS", "TIMEOUT_SECONDS", "Certification", "Coq", "CoqMissing"]

OLDEST = (8, 16)
TIMEOUT_SECONDS = 300.0

#: The axioms of the standard library's real numbers and nothing else: their order is decided,
#: functions with the same values are the same, and a statement or its negation holds.
AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "Classical_Prop.classic",
        "FunctionalExtensionality.functional_extensionality_dep",
    }
)

#: A line of ``coqc -time``: where a sentence begins, and the processor's seconds for it.
_TIMED = r"^Chars (\d+) - .* secs \(([\d.]+)u,"

Status = Literal["accepted", "rejected", "timed out", "written", "none"]


class CoqMissing(RuntimeError):
    """There is no Coq, or one too old; the message says which."""


@dataclass(frozen=True)
class Certification:
    """What became of a claim's certificate.

    ``written`` is one that Coq was not asked about, ``none`` one that there is not; ``note`` says
    why, or what Coq objects to.  ``seconds`` are Coq's, ``assumptions`` the axioms it names;
    ``file`` is where it was written, if it was.
    """

    status: Status
    note: str = ""
    characters: int = 0
    seconds: float | None = None
    assumptions: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class Coq:
    """An installed Coq, by the command that checks a file."""

    command: tuple[str, ...]

    @classmethod
    def installed(cls) -> Coq:
        """The Coq on the path; raises CoqMissing where there is none that will do."""
        if found := shutil.which("coqc"):
            _require_version(found)
            return cls((found,))
        if found := shutil.which("rocq"):
            return cls((found, "compile"))
        raise CoqMissing("neither coqc nor rocq is installed")

    def verify_all(
        self, certificates: Sequence[Certificate], timeout_seconds: float = TIMEOUT_SECONDS
    ) -> Iterator[Certification]:
        """What Coq says of each, in their order; as many at a time as there are processors."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield from pool.map(lambda each: self.verify(each, timeout_seconds), certificates)

    def verify(
        self, certificate: Certificate, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> Certification:
        """Whether Coq accepts a certificate, with no axioms but those of the reals."""
        started = time.perf_counter()
        answer = self._answer(certificate.module, certificate.source, timeout_seconds)
        seconds = time.perf_counter() - started if answer else timeout_seconds
        status, note, found = _judged(answer, timeout_seconds)
        return _certification(certificate, status, note, seconds, found)

    def verify_together(
        self, certificates: Sequence[Certificate], timeout_seconds: float = TIMEOUT_SECONDS
    ) -> list[Certification]:
        """The same for all in one file, which takes less time; one by one if that is rejected.

        Their seconds are those of Coq's processor for theorem and proof alone, their assumptions
        those of all of them.
        """
        source, starts = together(certificates)
        answer = self._answer("together", source, timeout_seconds, "-time")
        status, note, found = _judged(answer, timeout_seconds)
        if status != "accepted" or answer is None:
            return [self.verify(each, timeout_seconds) for each in certificates]
        seconds = [0.0] * len(starts)
        for place, spent in re.findall(_TIMED, answer.stdout, re.MULTILINE):
            seconds[bisect_right(starts, int(place)) - 1] += float(spent)
        return [
            _certification(each, status, note, spent, found)
            for each, spent in zip(certificates, seconds, strict=False)
        ]

    def _answer(
        self, name: str, source: str, timeout_seconds: float, *options: str
    ) -> subprocess.CompletedProcess[str] | None:
        """What Coq answers to a file; None where it does not in time."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.v"
            path.write_text(source, encoding="utf-8")
            try:
                return subprocess.run(  # noqa: S603 - Coq itself, by its path
                    [*self.command, *options, path.name],
                    cwd=folder,
                    capture_output=True,
                    encoding="utf-8",
                    errors="replace",
                    timeout=timeout_seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return None


def _judged(
    answer: subprocess.CompletedProcess[str] | None, timeout_seconds: float
) -> tuple[Status, str, tuple[str, ...]]:
    """What an answer comes to, with a note, and the axioms that it names."""
    if answer is None:
        return "timed out", f"no answer within {timeout_seconds:g} s", ()
    if answer.returncode:
        objection = " ".join(answer.stderr.split()) or f"exit status {answer.returncode}"
        return "rejected", objection, ()
    found = assumptions(answer.stdout)
    if found is None:
        return "rejected", "Coq does not say what the theorem rests on", ()
    if strange := set(found) - AXIOMS:
        return "rejected", f"it rests on {', '.join(sorted(strange))}", found
    return "accepted", "", found


def _certification(
    certificate: Certificate,
    status: Status,
    note: str,
    seconds: float,
    found: tuple[str, ...] = (),
) -> Certification:
    return Certification(status, note, len(certificate.text), seconds, found)


def assumptions(printed: str) -> tuple[str, ...] | None:
    """The axioms that ``Print Assumptions`` names; None where it has printed nothing."""
    if "Closed under the global context" in printed:
        return ()
    _, heading, listed = printed.rpartition("Axioms:\n")
    listed, *_ = listed.partition("\nChars ")
    names = re.findall(r"^([^\s:]+)", listed, re.MULTILINE)
    return tuple(sorted(names)) if heading and names else None


def _require_version(coqc: str) -> None:
    asked = subprocess.run(  # noqa: S603 - likewise
        [coqc, "--print-version"], capture_output=True, encoding="utf-8", check=False
    )
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", asked.stdout)[:2])
    if numbers < OLDEST:
        said = asked.stdout.partition(" ")[0].strip() or "of unknown version"
        raise CoqMissing(f"the installed Coq is {said}, and {'.'.join(map(str, OLDEST))} is needed")
