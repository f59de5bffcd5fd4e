"""Writes certificates.md: what Coq is told of each claim of the catalogue, and what it answers.

Rows of certificates that have not changed are kept, unless it is called with ``--afresh``.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
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

`stabcheck prove --certificate DIR` writes each claim that is PROVED as a theorem of its own, over
Coq's standard library alone, and each claim that is REFUTED as the theorem that there is a point at
which its sides differ; `--verify` has Coq check them. Of the {proved} PROVED claims of the
catalogue, {proved_accepted} have a certificate that Coq accepts, of the {refuted} REFUTED ones,
{refuted_accepted}.{left_out}{unasked}

A certificate says over the real numbers what the claim says, and nothing of floating point. None
is written of

- a derivative of a derivative, one at every index of a sum, one in the entry of a matrix, and one
  of a power of the variable that is not natural;
- a derivative of a formula with kinks that a smooth one equals only under conditions, or whose
  variable is bounded;
- a REFUTED claim with derivatives on both sides or within a formula, at a point where a maximum's
  place is asked for, or whose sides differ there by less than one part in 100,000: the bounds that
  Coq finds of exponentials, logarithms, roots, π and erf are no closer than that.

*Coq* is the processor's time for theorem and proof alone, in seconds; loading the library takes
about half a second more, and naming the axioms about one. The axioms are those of the standard
library's real numbers, *order*, *negation*, *classical* and *functions*, for all claims of a page
together:

- *order* is `ClassicalDedekindReals.sig_forall_dec`,
- *negation* is `ClassicalDedekindReals.sig_not_dec`,
- *classical* is `Classical_Prop.classic`,
- *functions* is `FunctionalExtensionality.functional_extensionality_dep`.

The last column tells one certificate from another.

| claim | statement | theorem and proof | Coq | axioms | certificate |
| --- | --- | --- | --- | --- | --- |
"""

_LEFT_OUT = " Without one: {}."
_UNASKED = "not asked"
_STILL = " Coq has not been asked about {} of them yet."
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
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]
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
    count, without = Counter[str](), []
    for listed, written in zip(by_page, rows, strict=True):
        for entry, row in zip(listed, written, strict=True):
            if entry.certificate is None:
                without.append(f"{entry.proof.name} ({entry.reason})")
            count[entry.proof.verdict] += 1
            count[f"{entry.proof.verdict} accepted"] += " | ✓ " in row
            count["not asked"] += row.endswith(f" | {_UNASKED} |")
    head = _HEAD.format(
        proved=count["PROVED"],
        proved_accepted=count["PROVED accepted"],
        refuted=count["REFUTED"],
        refuted_accepted=count["REFUTED accepted"],
        left_out=_LEFT_OUT.format(", ".join(without)) if without else "",
        unasked=_STILL.format(count["not asked"]) if count["not asked"] else "",
    )
    return head + "".join(f"{row}\n" for written in rows for row in written)


if __name__ == "__main__":
    for document in documents({} if "--afresh" in sys.argv else known_rows()):
        TABLE.write_text(document, encoding="utf-8")
    sys.stdout.write(f"wrote {TABLE.name}\n")
