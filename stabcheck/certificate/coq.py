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

#: Nobody's own settings; that the library is called Stdlib since version 9 is no objection.
_OPTIONS = ("-q", "-w", "-deprecated")

#: Of a sentence, by ``coqc -time``: what it prints, where it begins, the processor's seconds.
_TIMED = r"((?:^(?!Chars ).*\n)*)^Chars (\d+) - .* secs \(([\d.]+)u,.*\n"

_NO_LIBRARY = "Cannot find a physical path bound to logical path"

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
        for name, verb in (("coqc", ()), ("rocq", ("compile",))):
            if found := shutil.which(name):
                _require_version((found, *verb))
                return cls((found, *verb, *_OPTIONS))
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
        """Whether Coq accepts a certificate, with no axioms but those of the reals.

        Raises CoqMissing where Coq's own library is not there.
        """
        started = time.perf_counter()
        answer = self._answer(certificate.module, certificate.source, timeout_seconds)
        if answer is None:
            note = f"no answer within {timeout_seconds:g} s"
            return Certification("timed out", note, len(certificate.text), timeout_seconds)
        seconds = time.perf_counter() - started
        if answer.returncode:
            note = " ".join(answer.stderr.split()) or f"exit status {answer.returncode}"
            return Certification("rejected", note, len(certificate.text), seconds)
        return _judged(certificate, answer.stdout, seconds)

    def verify_together(
        self, certificates: Sequence[Certificate], timeout_seconds: float = TIMEOUT_SECONDS
    ) -> list[Certification]:
        """The same for all in one file, which takes less time; one by one if that is rejected.

        Their seconds are those of Coq's processor for theorem and proof alone.
        """
        source, starts = together(certificates)
        answer = self._answer("together", source, timeout_seconds, "-time")
        if answer is None or answer.returncode:
            return [self.verify(each, timeout_seconds) for each in certificates]
        seconds, printed = [0.0] * (1 + len(starts)), [""] * (1 + len(starts))
        for said, place, spent in re.findall(_TIMED, answer.stdout, re.MULTILINE):
            number = bisect_right(starts, int(place))  # 0 before the first
            printed[number] += said
            seconds[number] += float(spent)
        return [
            _judged(each, said, spent)
            for each, said, spent in zip(certificates, printed[1:], seconds[1:], strict=True)
        ]

    def _answer(
        self, name: str, source: str, timeout_seconds: float, *options: str
    ) -> subprocess.CompletedProcess[str] | None:
        """What Coq answers to a file; None where it does not in time."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.v"
            path.write_text(source, encoding="utf-8")
            try:
                answer = subprocess.run(  # noqa: S603 - Coq itself, by its path
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
        if answer.returncode and _NO_LIBRARY in answer.stderr:
            raise CoqMissing("Coq is installed without its standard library")
        return answer


def _judged(certificate: Certificate, printed: str, seconds: float) -> Certification:
    """What becomes of a certificate to which Coq objects nothing: it may rest on more."""
    found = assumptions(printed)
    status: Status = "rejected"
    if found is None:
        note, found = "Coq does not say what the theorem rests on", ()
    elif strange := set(found) - AXIOMS:
        note = f"it rests on {', '.join(sorted(strange))}"
    else:
        status, note = "accepted", ""
    return Certification(status, note, len(certificate.text), seconds, found)


def assumptions(printed: str) -> tuple[str, ...] | None:
    """What ``Print Assumptions`` names, axioms and whatever else; None where it printed nothing."""
    if "Closed under the global context" in printed:
        return ()
    heading = re.search(r"^(Section Variables|Axioms|Theory):\n", printed, re.MULTILINE)
    listed = printed[heading.start() :].replace("Axioms:\n", "") if heading else ""
    return tuple(sorted(re.findall(r"^([^\s:]+)", listed, re.MULTILINE))) or None


def _require_version(command: Sequence[str]) -> None:
    asked = subprocess.run(  # noqa: S603 - likewise
        [*command, "--print-version"], capture_output=True, encoding="utf-8", check=False
    )
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", asked.stdout)[:2])
    if numbers < OLDEST:
        said = asked.stdout.partition(" ")[0].strip() or "of unknown version"
        raise CoqMissing(f"the installed Coq is {said}, and {'.'.join(map(str, OLDEST))} is needed")
