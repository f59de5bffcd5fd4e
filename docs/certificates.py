"""Writes certificates.md: what Coq is told of each claim of the catalogue, and what it answers."""

from __future__ import annotations

import sys
from pathlib import Path

from stabcheck.catalogue import pages
from stabcheck.certificate import Certification, Coq, Uncertified, certify
from stabcheck.proof import prove_claim
from stabcheck.quantity import Claim

__all__ = ["TABLE", "document", "rows"]

TABLE = Path(__file__).parent / "certificates.md"

_HEAD = """\
# What Coq checks again

`stabcheck prove --certificate DIR` writes each claim that is PROVED as a theorem of its own, over
Coq's standard library alone, and `--verify` has Coq check it. Of the {proved} PROVED claims of the
catalogue, {certified} have a certificate that Coq accepts; claims that are REFUTED have none.

The axioms are those of the standard library's real numbers: *order* is
`ClassicalDedekindReals.sig_forall_dec`, *negation* is `ClassicalDedekindReals.sig_not_dec`,
*functions* is `FunctionalExtensionality.functional_extensionality_dep`, and *classical* is
`Classical_Prop.classic`.

| claim | statement | theorem and proof | Coq | axioms |
| --- | --- | --- | --- | --- |
"""

_AXIOMS = {
    "ClassicalDedekindReals.sig_forall_dec": "order",
    "ClassicalDedekindReals.sig_not_dec": "negation",
    "FunctionalExtensionality.functional_extensionality_dep": "functions",
    "Classical_Prop.classic": "classical",
}


def rows() -> list[tuple[Claim, str, Certification | None, str]]:
    """Each PROVED claim with its statement, and what Coq answers or why there is no certificate."""
    claims, certificates, reasons = [], {}, {}
    for claim in (claim for page in pages().values() for claim in page.all_claims):
        proof = prove_claim(claim)
        if proof.verdict != "PROVED":
            continue
        claims.append((claim, f"{proof.lhs} = {proof.rhs}"))
        try:
            certificates[claim.name] = certify(proof, claim.arguments)
        except Uncertified as reason:
            reasons[claim.name] = str(reason)
    answers = Coq.installed().verify_all([*certificates.values()])
    found = dict(zip(certificates, answers, strict=True))
    return [
        (claim, text, found.get(claim.name), reasons.get(claim.name, "")) for claim, text in claims
    ]


def document() -> str:
    """The whole table."""
    found = rows()
    certified = sum(answer is not None and answer.status == "accepted" for _, _, answer, _ in found)
    head = _HEAD.format(proved=len(found), certified=certified)
    return head + "".join(f"| {_row(*each)} |\n" for each in found)


def _row(claim: Claim, text: str, answer: Certification | None, reason: str) -> str:
    if answer is None:
        cells = (claim.name, text, reason, "", "")
    else:
        axioms = ", ".join(_AXIOMS.get(name, name) for name in answer.assumptions)
        size = f"{max(1, round(answer.characters / 1000))} kB"
        cells = (claim.name, text, size, answer.status, axioms)
    return " | ".join(cell.replace("|", "\\|") for cell in cells)


if __name__ == "__main__":
    TABLE.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"wrote {TABLE.name}\n")
