"""Writes the certificates of what was proved, and asks Coq about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stabcheck.ci import ClaimCheck
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.progress import progress
from stabcheck.quantity import Claim, Page

if TYPE_CHECKING:
    from stabcheck.certificate import Certificate, Certification, Coq

__all__ = ["certify_all", "require_coq"]

INDEX = "index.md"
INSTALL = "apt install coq libcoq-stdlib (Debian); elsewhere, the Rocq Platform has it"


def require_coq() -> Coq:
    """The Coq that is installed; raises Mistake where there is none."""
    from stabcheck.certificate import Coq

    with _needing_coq():
        return Coq.installed()


@contextmanager
def _needing_coq() -> Iterator[None]:
    """A Mistake instead of CoqMissing."""
    from stabcheck.certificate import CoqMissing

    try:
        yield
    except CoqMissing as missing:
        raise Mistake(f"certificates cannot be verified: {missing}", INSTALL) from None


def certify_all(
    selection: Sequence[tuple[Page, Claim]],
    checks: Sequence[ClaimCheck],
    folder: Path | None,
    coq: Coq | None,
) -> list[ClaimCheck]:
    """The checks with what became of their certificates.

    They are written into the ``folder``, with an index, and put to ``coq``, where these are given.
    """
    from stabcheck.certificate import Uncertified, certify

    written: dict[int, Certificate] = {}
    found: dict[int, Certification] = {}
    for number, ((_, claim), check) in enumerate(zip(selection, checks, strict=True)):
        try:
            written[number] = certify(check.proof, claim.arguments)
        except Uncertified as reason:
            found[number] = _without(str(reason))
    found |= dict(zip(written, _verified([*written.values()], coq), strict=True))
    if folder is not None:
        files = _files(written)
        _write(folder, {file: written[number].source for number, file in files.items()})
        found |= {number: replace(found[number], file=file) for number, file in files.items()}
    certified = [replace(check, certificate=found[n]) for n, check in enumerate(checks)]
    if folder is not None:
        _write(folder, {INDEX: _index(certified)})
    return certified


def _without(reason: str) -> Certification:
    from stabcheck.certificate import Certification

    return Certification("none", reason)


def _verified(certificates: Sequence[Certificate], coq: Coq | None) -> list[Certification]:
    from stabcheck.certificate import Certification

    if coq is None:
        return [Certification("written", characters=len(each.text)) for each in certificates]
    found = []
    with _needing_coq(), progress("verifying with Coq", len(certificates)) as advance:
        for each, answer in zip(certificates, coq.verify_all(certificates), strict=True):
            found.append(answer)
            advance(each.claim)
    return found


def _files(certificates: Mapping[int, Certificate]) -> dict[int, str]:
    """A file for each, no two alike on any file system; Coq wants names of letters and digits."""
    taken: set[str] = set()
    files = {}
    for number, each in certificates.items():
        name, count = each.module, 1
        while name.lower() in taken:
            count += 1
            name = f"{each.module}_{count}"
        taken.add(name.lower())
        files[number] = f"{name}.v"
    return files


def _index(checks: Sequence[ClaimCheck]) -> str:
    from stabcheck.certificate import index_of

    rows = []
    for check in checks:
        if check.certificate is not None:
            relation = "≠" if check.proof.verdict == "REFUTED" else "="
            statement = f"{check.proof.lhs} {relation} {check.proof.rhs}"
            rows.append((check.proof.name, statement, check.certificate))
    return index_of(rows)


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Mistake(f"cannot write to {folder}: {reason}", "name another folder") from None
