"""Writes certificates.md: what Coq is told of each claim of the catalogue, and what it answers.

Rows of certificates that have not changed are kept, unless it is called with ``--afresh``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from stabcheck.catalogue import pages
from stabcheck.certificate import Certificate, Certification, Coq, Uncertified, certify
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import Page

__all__ = ["TABLE", "Entry", "entries", "known_rows"]

WORKERS = os.cpu_count() or 1
TABLE = Path(__file__).parent / "certificates.md"

_HEAD = """\
# What Coq checks again

`stabcheck prove --certificate DIR` writes each claim that is PROVED as a theorem with its proof,
over the standard library of the proof assistant Coq (Rocq since version 9) alone, and each claim
that is REFUTED as the theorem that there is a point at which its sides differ. `--verify` has Coq
check them.

| | claims | accepted | size | coqc |
| --- | --- | --- | --- | --- |
{counts}
{left_out}{unasked}
A certificate says over the real numbers what the claim says, and nothing of floating point. None
is written of

- a derivative of a derivative, one at every index of a sum, and one in the entry of a matrix;
- a derivative of a formula with kinks that a smooth one equals only under conditions, or whose
  variable is bounded;
- a REFUTED claim with derivatives on both sides or within a formula, at a point where a maximum's
  place is asked for, or whose sides differ there by less than one part in 100,000: the bounds that
  Coq finds of exponentials, logarithms, roots, π and erf are no closer than that.

In the table,

- *size* is that of theorem and proof. The file begins with the definitions and lemmas that they
  use, which are the same for all.
- *coqc* is the processor's time for theorem and proof, in seconds; loading the library and checking
  the lemmas takes about one second a file, naming the axioms most of another.
- *axioms* are what `Print Assumptions` names, all of them the standard library's: *order* is
  `ClassicalDedekindReals.sig_forall_dec` and *negation* `ClassicalDedekindReals.sig_not_dec`, by
  which its real numbers are made; *classical* is `Classical_Prop.classic`, and *functions* is
  `FunctionalExtensionality.functional_extensionality_dep`.
- *certificate* tells one certificate from another; a claim that has none has the reason here.

| claim | statement | size | coqc | axioms | certificate |
| --- | --- | --- | --- | --- | --- |
"""

_LEFT_OUT = "\nWithout a certificate: {}.\n"
_UNASKED = "not asked"
_STILL = "\nCoq has not been asked about {} of them yet.\n"
_AXIOMS = {
    "ClassicalDedekindReals.sig_forall_dec": "order",
    "ClassicalDedekindReals.sig_not_dec": "negation",
    "FunctionalExtensionality.functional_extensionality_dep": "functions",
    "Classical_Prop.classic": "classical",
}


@dataclass(frozen=True)
class Entry:
    """A claim with its certificate, or why it has none."""

    proof: ProofResult
    certificate: Certificate | None
    reason: str = ""

    @property
    def statement(self) -> str:
        """The claim as it prints, with ≠ where it is REFUTED."""
        relation = "≠" if self.proof.verdict == "REFUTED" else "="
        return f"{self.proof.lhs} {relation} {self.proof.rhs}"

    @property
    def key(self) -> str:
        """What a row begins and ends with, if it is of this certificate."""
        digest = self.certificate.digest if self.certificate else self.reason
        return f"{_cell(self.proof.name)} | {_cell(self.statement)} | … | {_cell(digest)}"


def entries(page: Page) -> list[Entry]:
    """The claims of a page that are decided."""
    found = []
    for claim in page.all_claims:
        proof = prove_claim(claim)
        if proof.verdict == "UNDECIDED":
            continue
        try:
            found.append(Entry(proof, certify(proof, claim.arguments)))
        except Uncertified as reason:
            found.append(Entry(proof, None, str(reason)))
    return found


def known_rows() -> dict[str, str]:
    """The table's rows by what they begin and end with."""
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    _, _, table = text.partition("\n| claim | statement |")
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    found = {}
    for row in rows:
        cells = row.removeprefix("| ").removesuffix(" |").split(" | ")
        found[" | ".join([*cells[:-4], "…", cells[-1]])] = row
    return found


def _rows(listed: Sequence[Entry], known: dict[str, str], coq: Coq) -> list[str]:
    if all(entry.key in known for entry in listed):
        return [known[entry.key] for entry in listed]
    certified = [entry.certificate for entry in listed if entry.certificate]
    answers = iter(coq.verify_together(certified))
    return [_row(entry, next(answers) if entry.certificate else None) for entry in listed]


def _row(entry: Entry, answer: Certification | None) -> str:
    cells = [entry.proof.name, entry.statement]
    if answer is None:
        cells += ["", "", "", entry.reason]
    else:
        size = f"{max(1, round(answer.characters / 1000))} kB"
        seconds = f"✓ {answer.seconds or 0:.1f}" if answer.status == "accepted" else answer.status
        axioms = ", ".join(_AXIOMS.get(name, name) for name in answer.assumptions)
        cells += [size, seconds, axioms, entry.certificate.digest if entry.certificate else ""]
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def documents(known: dict[str, str]) -> Iterator[str]:
    """The whole page, again and again as more is known of it; Coq is asked for what is not."""
    coq = Coq.installed()
    by_page = [entries(page) for page in pages().values()]
    rows = [[known.get(each.key) or _unasked(each) for each in listed] for listed in by_page]
    with ThreadPoolExecutor(WORKERS) as pool:
        asked = {pool.submit(_rows, each, known, coq): k for k, each in enumerate(by_page)}
        for done in as_completed(asked):
            rows[asked[done]] = done.result()
            yield _document(by_page, rows)


def _unasked(entry: Entry) -> str:
    return _row(replace(entry, reason=_UNASKED), None)


def _document(by_page: Sequence[Sequence[Entry]], rows: Sequence[Sequence[str]]) -> str:
    listed = [
        (entry, row)
        for entries_of, rows_of in zip(by_page, rows, strict=True)
        for entry, row in zip(entries_of, rows_of, strict=True)
    ]
    unasked = sum(row.endswith(f" | {_UNASKED} |") for _, row in listed)
    without = [f"{e.proof.name} ({e.reason})" for e, _ in listed if e.certificate is None]
    counts = [
        _counts(verdict, [row for entry, row in listed if entry.proof.verdict == verdict])
        for verdict in ("PROVED", "REFUTED")
    ]
    head = _HEAD.format(
        counts="\n".join(counts),
        left_out=_LEFT_OUT.format(", ".join(without)) if without else "",
        unasked=_STILL.format(unasked) if unasked else "",
    )
    return head + "".join(f"{row}\n" for _, row in listed)


def _counts(verdict: str, rows: Sequence[str]) -> str:
    """How many claims there are, and how many of them Coq accepts, their size and its time."""
    found = re.findall(r" \| (\d+) kB \| ✓ ([\d.]+) \| ", "\n".join(rows))
    size, seconds = (sum(float(each[k]) for each in found) for k in (0, 1))
    return f"| {verdict} | {len(rows)} | {len(found)} | {size / 1000:.1f} MB | {seconds:.0f} s |"


if __name__ == "__main__":
    for document in documents({} if "--afresh" in sys.argv else known_rows()):
        TABLE.write_text(document, encoding="utf-8")
    sys.stdout.write(f"wrote {TABLE.name}\n")
