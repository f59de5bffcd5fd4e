"""Certificates: Coq accepts every one of the catalogue, and none that was altered."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from altered import (
    GARBLED,
    false_statements,
    missteps,
    objections,
    of_negation,
    without_hypotheses,
)
from amounts import FULL, share
from certified import COQ, with_coq

from stabcheck.catalogue import pages
from stabcheck.certificate import AXIOMS, Certificate, Uncertified, certify
from stabcheck.certificate.theorem import theorem
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import Claim, D, Page, equation, real

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
from certificates import entries, known_rows

CLAIMS = {claim.name: claim for page in pages().values() for claim in page.all_claims}
#: The claims that Coq is asked about in one run: those of a page, or a share of all of them.
LOTS = (
    {name: [claim.name for claim in page.all_claims] for name, page in pages().items()}
    if FULL
    else {"a share": share(CLAIMS, 12)}
)

SHIFT = """\
Theorem claim_lse_shift :
  forall (N : list nat) (x : nat -> R) (a : R),
  index_set N ->
  ln (Sum N (fun i => exp (x i)))
  = a + ln (Sum N (fun i1 => exp (x i1 - a)))."""
IS_NOT_MAX = """\
Theorem claim_lse_is_max_is_false :
  exists (N : list nat) (x : nat -> R),
  index_set N /\\
  ln (Sum N (fun i => exp (x i)))
  <> Max N (fun i1 => x i1)."""
GRADIENT = """\
Definition LSE (N : list nat) (x : nat -> R) : R :=
  ln (Sum N (fun i => exp (x i))).

Definition softmax (N : list nat) (x : nat -> R) (k : nat) : R :=
  exp (x k) / Sum N (fun i => exp (x i)).

Theorem claim_lse_gradient :
  forall (N : list nat) (x : nat -> R) (k : nat),
  index_set N ->
  In k N ->
  derivable_pt_lim
    (fun t => LSE N (update x k t))
    (x k)
    (softmax N x k)."""


@cache
def proved(name: str) -> ProofResult:
    """A claim of the catalogue, proved."""
    return prove_claim(CLAIMS[name])


def certificate(claim: Claim) -> Certificate:
    """The certificate of a claim of the catalogue."""
    return certify(proved(claim.name), claim.arguments)


def certificates(claims: Iterable[str]) -> list[Certificate]:
    """The certificates of claims of the catalogue, those there are."""
    found = []
    for name in claims:
        with suppress(Uncertified):
            found.append(certificate(CLAIMS[name]))
    return found


def kinks_that_cancel() -> Certificate:
    """The certificate of a derivative whose kinks cancel, of a formula in a function by name."""
    page = Page("kinks", "kinks that cancel")

    @page.claim("cancel", "the derivative of log(1 + e^t)", t=real())
    def cancel(t: Any) -> Any:
        formula = np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t)))
        return equation(D(formula, t), 1 / (1 + np.exp(-t)))

    (claim,) = page.claims
    return certify(prove_claim(claim), claim.arguments)


def statement(text: str) -> str:
    """The theorem, without its proof."""
    return text[text.index("Theorem") : text.index("\nProof.", text.index("Theorem"))]


def stated(text: str) -> str:
    """The theorem, and the definitions above it."""
    return text[: text.index("\nProof.", text.index("Theorem"))]


def alterations(claim: Claim) -> list[Certificate]:
    """The certificate of a claim altered in each way that there is, once in each."""
    result, own = proved(claim.name), certificate(claim)
    if result.verdict == "REFUTED":
        return [*of_negation(own)]
    steps = [*missteps(own)]
    return [
        *islice(false_statements(own, result, claim.arguments), 1),
        *steps[len(steps) // 2 :][:1],
        *without_hypotheses(own),
    ]


def altered(claims: Iterable[Claim]) -> list[list[Certificate]]:
    """The certificates of claims altered: each in every way if FULL, else now this, now that."""
    found = [alterations(claim) for claim in claims]
    return found if FULL else [[each[k % len(each)]] for k, each in enumerate(found) if each]


@with_coq
def test_coq_accepts_a_few_claims() -> None:
    """Derivatives as limits, also where branches meet, and a claim that does not hold."""
    assert COQ is not None
    names = ("lse-gradient", "elu-derivative", "lse-is-max")
    kinks = kinks_that_cancel()
    together = COQ.verify_together([*(certificate(CLAIMS[name]) for name in names), kinks])
    assert [found.status for found in together] == ["accepted"] * 4
    assert all(0 < (found.seconds or 0) < 60 for found in together)
    each = COQ.verify_all([certificate(CLAIMS["sigmoid/naive"]), kinks])
    assert [found.status for found in each] == ["accepted"] * 2


@pytest.mark.slow
@with_coq
@pytest.mark.parametrize("lot", LOTS)
def test_coq_accepts_every_certificate_and_none_that_is_altered(lot: str) -> None:
    """On the axioms of the reals alone; a false statement, no hypotheses, a wrong step are not.

    What Coq objects to is mathematics: a text that is garbled would be rejected for nothing.
    """
    assert COQ is not None
    whole = certificates(LOTS[lot])
    if not whole:
        pytest.skip("no claim of the page has a certificate")
    wrong = altered(CLAIMS[each.claim] for each in whole)
    axioms, found = objections(COQ, whole, [each for ways in wrong for each in ways])
    assert axioms <= AXIOMS
    assert len(wrong) == len(whole)
    assert all(wrong)
    assert not [why for why in found if any(word in why for word in GARBLED)]


@with_coq
def test_what_is_accepted_although_altered_is_found() -> None:
    """What was not altered is told from what was, and from what is no theorem at all."""
    assert COQ is not None
    whole = certificates(["sigmoid/naive"])
    with pytest.raises(AssertionError, match="accepted although altered"):
        objections(COQ, whole, whole)
    wrong = alterations(CLAIMS["sigmoid/naive"])
    with pytest.raises(AssertionError, match="sigmoid/naive"):
        objections(COQ, wrong[:1], [])
    garbled = [replace(each, text=each.text.replace("Qed.", "Qed")) for each in whole]
    _, (why,) = objections(COQ, whole, garbled)
    assert any(word in why for word in GARBLED)


@with_coq
def test_a_proof_left_out_is_no_proof() -> None:
    """A theorem that is admitted, or rests on an axiom of its own, is rejected by name."""
    assert COQ is not None
    whole = certificate(CLAIMS["lse-shift"])
    admitted = re.sub(r"Proof\..*Qed\.", "Proof. Admitted.", whole.text, flags=re.DOTALL)
    found = COQ.verify(replace(whole, text=admitted))
    assert (found.status, found.note) == ("rejected", "it rests on claim_lse_shift")
    easy = "Axiom easy : 1 = 2. Theorem t : 1 = 2. Proof. exact easy. Qed. Print Assumptions t."
    found = COQ.verify(replace(whole, text=easy))
    assert found.status == "rejected"
    assert found.note == "it rests on easy"


def test_nearly_every_claim_has_a_certificate() -> None:
    """What the catalogue proves or refutes is told to Coq, and Coq accepts it."""
    accepted = [row for row in known_rows().values() if " | ✓ " in row]
    assert len(accepted) >= 0.9 * len(CLAIMS)


def test_a_person_can_compare_the_theorem_with_the_claim() -> None:
    """Sums over arbitrary index sets, derivatives as limits, domains as hypotheses."""
    assert statement(certificate(CLAIMS["lse-shift"]).text) == SHIFT
    assert stated(certificate(CLAIMS["lse-gradient"]).text) == GRADIENT
    assert "0 < C ->" in statement(certificate(CLAIMS["softmax-constant"]).text)


def test_the_statement_is_the_claims_whatever_is_proved() -> None:
    """The proof of another claim about the same variables is no proof, and changes no statement."""
    own, other = (proved(name).evidence for name in ("sigmoid/exp-ratio", "sigmoid-from-tanh"))
    assert own is not None
    assert other is not None
    arguments = CLAIMS["sigmoid/exp-ratio"].arguments
    with pytest.raises(Uncertified, match="the proof says nothing of"):
        theorem("sigma", own.left, own.right, other.proof, arguments)


@pytest.mark.slow
@pytest.mark.parametrize("page", share(pages(), 6))
def test_the_table_is_of_todays_certificates(page: str) -> None:
    """docs/certificates.md has a row for each decided claim, of the certificate of today."""
    known = known_rows()
    for entry in entries(pages()[page]):
        assert entry.key in known, "stale: python docs/certificates.py"
        assert entry.certificate is None or " | ✓ " in known[entry.key], known[entry.key]


def test_what_is_refuted_is_stated_as_such() -> None:
    """At a point of the domain the sides differ, or the derivative and what it is said to be."""
    assert statement(certificate(CLAIMS["lse-is-max"]).text) == IS_NOT_MAX
    other = Page("other", "a derivative that is not one")

    @other.claim("wrong", "wrong", x=real())
    def wrong(x: Any) -> Any:
        return equation(D(np.exp(2 * x), x), np.exp(2 * x))

    result = prove_claim(other.claims[0])
    text = certify(result, other.claims[0].arguments).text
    assert "  ~\n  derivable_pt_lim\n    (fun t => exp (2 * t))" in statement(text)


def test_what_is_undecided_has_no_certificate() -> None:
    """And it is said so."""
    with pytest.raises(Uncertified, match="the claim is UNDECIDED"):
        certify(replace(proved("lse-shift"), verdict="UNDECIDED", evidence=None), {})


def test_nothing_is_admitted() -> None:
    """No certificate assumes what should be a lemma."""
    source = certificate(CLAIMS["network-equivalence"]).source
    assert not re.search(r"\b(Admitted|Axiom|Parameter|Hypothesis|admit)\b", source)
