"""Runs Coq (since version 9: Rocq) over certificates, and reads what their theorems rest on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stabcheck.certificate.certify import Certificate

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
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{certificate.module}.v"
            path.write_text(certificate.source, encoding="utf-8")
            try:
                done = subprocess.run(  # noqa: S603 - Coq itself, by its path
                    [*self.command, path.name],
                    cwd=folder,
                    capture_output=True,
                    encoding="utf-8",
                    errors="replace",
                    timeout=timeout_seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                note = f"no answer within {timeout_seconds:g} s"
                return _certification(certificate, "timed out", note, timeout_seconds)
        seconds = time.perf_counter() - started
        if done.returncode:
            objection = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
            return _certification(certificate, "rejected", objection, seconds)
        found = assumptions(done.stdout)
        if found is None:
            note = "Coq does not say what the theorem rests on"
            return _certification(certificate, "rejected", note, seconds)
        if strange := set(found) - AXIOMS:
            note = f"it rests on {', '.join(sorted(strange))}"
            return _certification(certificate, "rejected", note, seconds, found)
        return _certification(certificate, "accepted", "", seconds, found)


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
