"""Certificates altered: another statement over the same proof, or another step in it.

Coq is asked about many of them in one session, in which an error ends nothing but the proof it is
in.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence

from mutants import mutants

from stabcheck.carriers.term import Term
from stabcheck.certificate import Certificate
from stabcheck.certificate.goal import Goal
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.certificate.prelude import needed
from stabcheck.certificate.script import Script
from stabcheck.certificate.statement import Statement
from stabcheck.certificate.words import Words
from stabcheck.proof import ProofResult
from stabcheck.proof.refute import find_counterexample
from stabcheck.quantity import Argument

SESSION = next((found for name in ("coqtop", "rocq") if (found := shutil.which(name))), "")
SECONDS_FOR_A_STEP = 20


def accepted(altered: Sequence[Certificate]) -> set[int]:
    """The numbers of those whose theorem is there after all."""
    lines = [f"Set Default Timeout {SECONDS_FOR_A_STEP}."]
    for number, each in enumerate(altered):
        text = each.text.rpartition("Print Assumptions")[0]
        lines += [f"Module altered{number}.", text]
        lines += [f"Definition kept{number} := {each.theorem}.", "Abort All."]
        lines += [f"Reset altered{number}."]
    source = needed("".join(each.text for each in altered)) + "\n".join(lines) + "\n"
    command = [SESSION, "repl"] if SESSION.endswith("rocq") else [SESSION]
    with tempfile.TemporaryDirectory() as folder:  # where its tactics leave what they remember
        answer = subprocess.run(
            command, input=source, capture_output=True, encoding="utf-8", check=False, cwd=folder
        )
    assert "Error: Syntax error" not in answer.stderr
    return {int(number) for number in re.findall(r"kept(\d+) is defined", answer.stdout)}


def restated(
    certificate: Certificate, result: ProofResult, left: Term, right: Term, arguments: Arguments
) -> Certificate:
    """The certificate with the statement that left = right instead of its own."""
    evidence = result.evidence
    assert evidence is not None
    words = Words.of([left, right, *evidence.given], Names({*map(identifier, arguments)}))
    script = Script(Names({*words.names}))
    stated = Statement(script, arguments, words)
    stated.state(Goal(script, left, right), evidence.given, evidence.proof.conditions)
    before, _, after = certificate.text.partition("Theorem ")
    name, _, proof = after.partition(" :\n")
    _, _, steps = proof.partition("\nProof.")
    lemmas = before[before.index("Lemma ") :] if "Lemma " in before else ""
    unfolded = re.sub(
        r"  cbv beta delta \[.*\] in \*\.", "\n".join(stated.unfolding), steps, count=1
    )
    text = "\n".join([*words.definitions.values(), lemmas, f"Theorem {name} :", *stated.lines])
    return Certificate(certificate.claim, f"{text}\nProof.{unfolded}")


Arguments = Mapping[str, Argument]


def false_statements(
    certificate: Certificate, result: ProofResult, arguments: Arguments
) -> Iterator[Certificate]:
    """The certificate under statements with one mistake, each of them refuted at a point.

    A mistake that leaves the statement true is none, and is left out because no point refutes it.
    """
    evidence = result.evidence
    assert evidence is not None
    sides = evidence.left, evidence.right
    changed = [(sides[0], other) for other in dict.fromkeys(mutants(sides[1]))]
    if sides[0].op != "derivative":
        changed += [(other, sides[1]) for other in dict.fromkeys(mutants(sides[0]))]
    for left, right in changed:
        if find_counterexample(left, right, arguments, evidence.given, tries=16) is None:
            continue
        try:
            yield restated(certificate, result, left, right, arguments)
        except Uncertified:
            continue


def without_hypotheses(certificate: Certificate) -> Iterator[Certificate]:
    """The certificate less one hypothesis that its proof mentions, the last of them first."""
    before, _, after = certificate.text.partition("Theorem ")
    stated, _, steps = after.partition("\nProof.\n")
    names = re.search(r"\A  intros (.*)\.\n", steps)
    lines = stated.split("\n")
    hypotheses = [number for number, line in enumerate(lines) if line.endswith(" ->")]
    if not names or not hypotheses:
        return
    introduced = names.group(1).split()
    places = range(len(introduced) - len(hypotheses), len(introduced))
    for place, number in reversed([*zip(places, hypotheses, strict=True)]):
        proof = steps[names.end() :]
        if not re.search(rf"\b{introduced[place]}\b", proof):
            continue
        kept = [name for k, name in enumerate(introduced) if k != place]
        shorter = "\n".join(line for k, line in enumerate(lines) if k != number)
        opening = f"  intros {' '.join(kept)}.\n"
        text = f"{before}Theorem {shorter}\nProof.\n{opening}{proof}"
        yield Certificate(certificate.claim, text)


def missteps(certificate: Certificate) -> Iterator[Certificate]:
    """The certificate with the sign of one asserted value flipped that is not 0."""
    steps = re.findall(r"assert \(J\d* : .* = (?!0\)\.).*\)\.$", certificate.text, re.MULTILINE)
    for step in steps:
        left, right = step.removesuffix(").").rsplit(" = ", 1)
        text = certificate.text.replace(step, f"{left} = - ({right})).")
        yield Certificate(certificate.claim, text)


def of_negation(certificate: Certificate) -> Iterator[Certificate]:
    """A refutation that states what it refutes, and one at another point."""
    text = certificate.text
    opposite = (
        text.replace("\n  <> ", "\n  = ", 1)
        if "\n  <> " in text
        else text.replace("\n  ~\n", "\n", 1)
    )
    yield Certificate(certificate.claim, opposite)
    moved = re.sub(
        r"(exists \(?(?:fun i0 => match i0 with 0%nat => )?)(-? ?\d+)", r"\g<1>77", text, count=1
    )
    if moved != text:
        yield Certificate(certificate.claim, moved)
