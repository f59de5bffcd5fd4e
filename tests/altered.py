"""Certificates altered: another statement over the same proof, or another step in it.

Coq is asked about them in one run, below the certificates as they were written.  It must accept
these and object to each altered one, so that what it objects to is the alteration and not the frame
that all of them are in.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mutants import mutants

from stabcheck.carriers.term import Term
from stabcheck.certificate import Certificate, Coq
from stabcheck.certificate.coq import assumptions
from stabcheck.certificate.goal import Goal
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.certificate.prelude import needed
from stabcheck.certificate.script import Script
from stabcheck.certificate.statement import Statement
from stabcheck.certificate.words import Words
from stabcheck.proof import ProofResult
from stabcheck.proof.refute import find_counterexample
from stabcheck.quantity import Argument

SECONDS_FOR_A_STEP = 60

#: What Coq says of a text that is no theorem with a proof: the alteration would be to blame itself.
GARBLED = ("Syntax error", "was not found in the current environment", "already exists")

#: Where ``coqc -test-mode`` says that a sentence failed that has to, and why.
_HAS_FAILED = r'File "./all.v", line \d+, .*\nThe command has indeed failed with message:\n'


def objections(
    coq: Coq, whole: Sequence[Certificate], altered: Sequence[Certificate]
) -> tuple[frozenset[str], list[str]]:
    """The axioms that the whole ones rest on, and what Coq objects to in each altered one.

    Raises AssertionError where it objects to a whole one, or to nothing in an altered one.
    """
    texts = [_module(number, each) for number, each in enumerate([*whole, *altered])]
    loaded = [f'Load "text{number}".' for number, _ in enumerate(texts)]
    everything = ", ".join(f"m{number}.{each.theorem}" for number, each in enumerate(whole))
    lines = [
        *needed("".join(texts)).splitlines(),
        *loaded[: len(whole)],
        *[f"Definition everything := ({everything}).", "Print Assumptions everything."],
        *(f"Fail {line}" for line in loaded[len(whole) :]),
    ]
    answer = _answer(coq, lines, texts)
    if answer.returncode:
        line = lines[int(re.findall(r'"\./all\.v", line (\d+)', answer.stderr)[-1]) - 1]
        number = int(re.sub(r"\D", "", line))
        assert number < len(whole), f"accepted although altered: {texts[number]}"
        raise AssertionError(whole[number].claim, answer.stderr)
    printed, *found = re.split(_HAS_FAILED, answer.stdout)
    axioms = assumptions(printed)
    assert axioms is not None, answer.stdout
    assert len(found) == len(altered), answer.stdout
    return frozenset(axioms), found


def _module(number: int, certificate: Certificate) -> str:
    text, _, _ = certificate.text.rpartition("Print Assumptions")
    limits = f"Set Default Timeout {SECONDS_FOR_A_STEP}.", "Unset Default Timeout."
    return f"{limits[0]}\nModule m{number}.\n{text}End m{number}.\n{limits[1]}\n"


def _answer(
    coq: Coq, lines: Sequence[str], texts: Sequence[str]
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"text{number}.v").write_text(text, encoding="utf-8")
        Path(folder, "all.v").write_text("\n".join([*lines, ""]), encoding="utf-8")
        return subprocess.run(
            [*coq.command, "-test-mode", "all.v"],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


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
    """The certificate with True for each of its hypotheses, where its proof names one of them.

    Without one alone it may still hold: that may follow from the others.
    """
    before, _, after = certificate.text.partition("Theorem ")
    stated, _, steps = after.partition("\nProof.\n")
    names = re.search(r"\A  intros (.*)\.\n", steps)
    weaker, count = re.subn(r"^  .* ->$", "  True ->", stated, flags=re.MULTILINE)
    if not names or not count:
        return
    named = "|".join(names.group(1).split()[-count:])
    if re.search(rf"\b({named})\b", steps[names.end() :]):
        yield Certificate(certificate.claim, f"{before}Theorem {weaker}\nProof.\n{steps}")


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
