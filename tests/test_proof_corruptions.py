"""Every field of a proof is needed: changed in any way, the proof no longer holds."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from amounts import share
from corrupted import corrupted
from telling_claims import CLAIMS, TELLING, holds, proved

from stabcheck.proof import (
    judgement,
    proof_object,
    sign_object,
)
from stabcheck.proof.proof_object import Proof

PROOFS = (judgement, proof_object, sign_object)


#: So many corruptions of a proof are looked at in every run that differ by where they are alone.
ALIKE = 3

Corruption = tuple[str, Proof]


def _kind(corruption: Corruption) -> str:
    """What is done to which field, whichever case, sign or judgement it belongs to."""
    return re.sub(r"\d+", "", corruption[0])


def _survivors(proof: Proof, question: tuple[Any, ...]) -> list[str]:
    """The corruptions that the checker accepts, of parts that the proof does need."""
    every = sorted(corrupted(proof), key=_kind)
    looked_at = [
        corruption
        for _, alike in itertools.groupby(every, _kind)
        for corruption in share(alike, ALIKE, name=lambda each: each[0])
    ]
    return sorted(
        path
        for path, changed in looked_at
        if holds(changed, question) and not _is_needless(path, every, question)
    )


def _is_needless(path: str, every: list[Corruption], question: tuple[Any, ...]) -> bool:
    """Whether the corrupted part is a sign, condition or split that the proof holds without."""
    if re.search(r"\.signs without \d+$", path):
        return True
    sign = re.match(r"(.*\.signs)\[(\d+)\]", path)
    condition = re.match(r"proof\.conditions\[\d+\]", path)
    split = re.match(r"(.*)\.(value|strict)\b", path)
    telling = {
        # whatever it is split on, both cases hold
        split and f"{split[1]}.value with a stranger",
        sign and f"{sign[1]} without {sign[2]}",
        condition and f"{condition[0]}.value with a stranger",
    }
    return any(where in telling and holds(changed, question) for where, changed in every)


@pytest.mark.parametrize("name", TELLING)
def test_every_corrupted_field_is_rejected(name: str) -> None:
    """Each field of the proof object changed in each way: the proof no longer holds."""
    assert _survivors(*proved(CLAIMS[name])) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", share(sorted(set(CLAIMS) - set(TELLING)), 20))
def test_every_corrupted_field_of_every_proof_is_rejected(name: str) -> None:
    """The same for some other claims, and for all of them with ``STABCHECK_FULL=1``."""
    assert _survivors(*proved(CLAIMS[name])) == []


def test_the_telling_claims_use_every_rule() -> None:
    """No kind of node, witness, sign or closing is left out by the claims corrupted above."""
    used = set()
    for name in TELLING:
        pending: list[Any] = [proved(CLAIMS[name])[0]]
        while pending:
            part = pending.pop()
            used.add(type(part).__name__)
            pending += (
                part
                if isinstance(part, tuple)
                else vars(part).values()
                if sys.modules[type(part).__module__] in PROOFS
                else []
            )
    made = {
        node.name
        for module in PROOFS
        for node in ast.parse(Path(module.__file__ or "").read_text()).body
        if isinstance(node, ast.ClassDef)
    }
    assert made == used & made
