"""The index of a folder of certificates, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.certificate.coq import Certification

__all__ = ["index_of"]

_HEAD = """\
# Certificates

Each file is a theorem with its proof, over Coq's standard library alone: `coqc FILE` checks it
(Coq 8.16 or later; `rocq compile FILE` since version 9, which warns that the library is called
Stdlib now), and its last line prints the axioms it rests on. What does not hold has ≠ between its
sides: the theorem is that there is a point at which they differ.

| claim | statement | certificate |
| --- | --- | --- |
"""


def index_of(rows: Sequence[tuple[str, str, Certification]]) -> str:
    """One row for each claim: its name, its statement, its file or why there is none."""
    return _HEAD + "".join(f"| {_row(*row)} |\n" for row in rows)


def _row(name: str, statement: str, certification: Certification) -> str:
    file = certification.file
    shown = f"[{file}]({file})" if file else certification.note
    return " | ".join(part.replace("|", "\\|") for part in (name, statement, shown))
