"""The checker of proofs: it follows every proof found, and no other."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from amounts import share
from telling_claims import CLAIMS, holds, proved

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import Term
from stabcheck.proof import (
    proof_object,
    prove_claim,
)
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate import Rejected, check
from stabcheck.proof.kernel import axioms
from stabcheck.proof.kernel.formulas import canonical
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.proof_object import Case, Empty, Fact, Split
from stabcheck.proof.sign_object import SignProof
from stabcheck.quantity import D, Page, equation, real

PROOF = Path(proof_object.__file__ or "").parent
TERMS = {"stabcheck.carriers.term", "stabcheck.quantity"}
DATA = {f"stabcheck.proof.{name}" for name in ("judgement", "proof_object", "sign_object")}
ALLOWED = {"kernel": TERMS, "elaborate": TERMS | DATA}
PLAIN = {"Atom", "Bound", "Frac", "Mono", "Poly"}


@pytest.mark.parametrize("name", share(CLAIMS, 80))
def test_every_proof_comes_to_theorems(name: str) -> None:
    """The kernel makes of every PROVED claim's proof that both sides are equal, and defined."""
    proof, question = proved(CLAIMS[name])
    left, right, *_ = question
    theorems = check(proof, *question)
    wanted = Term("equal", left, right), Term("defined", left), Term("defined", right)
    assert [theorem.conclusion for theorem in theorems] == [*map(canonical, wanted)]


def test_a_boundary_belongs_to_the_case_it_is_proved_in() -> None:
    """Where a branch is taken at 0, a split that leaves 0 to the other case is rejected."""
    proof, question = proved(CLAIMS["branches"])
    assert isinstance(proof.node, Split)
    turned = replace(proof.node, strict=not proof.node.strict)
    assert not holds(replace(proof, node=turned), question)


def test_a_proof_of_another_claim_is_rejected() -> None:
    """A proof speaks for its own two sides, and for its own domain."""
    proof, (left, right, arguments, given) = proved(CLAIMS["log1mexp-near"])
    with pytest.raises(Rejected, match="another claim"):
        check(proof, right, left, arguments, given)
    other = Term("negative", right)
    assert not holds(replace(proof, right=other), (left, other, arguments, given))
    assert not holds(proof, (left, right, {"a": real()}, given))


@pytest.mark.parametrize("name", ["exp-log", "x-over-x", "softmax-constant"])
def test_a_condition_the_proof_needs_is_not_left_out(name: str) -> None:
    """Without the condition that is reported, the formula may be undefined."""
    proof, question = proved(CLAIMS[name])
    assert not holds(replace(proof, conditions=()), question)


def test_a_hypothesis_is_a_hypothesis_of_its_own_branch() -> None:
    """The two branches of a split exchanged: each is proved with the other's hypothesis."""
    proof, question = proved(CLAIMS["logaddexp-stable"])
    node = proof.node
    assert isinstance(node, Split)
    swapped = replace(node, above=node.below, below=node.above)
    for wrong in (swapped, node.above, node.below, replace(node, value=Frac(Poly({})))):
        assert not holds(replace(proof, node=wrong), question)


def test_an_empty_case_needs_a_contradiction() -> None:
    """Where a > 0 is stated, a ≤ 0 is empty by 1 · (a > 0) + 1 · (−a ≥ 0), and by nothing less."""
    proof, question = proved(CLAIMS["log1mexp-near"])
    a = Frac(Poly({Mono([(Atom("real", "a"), 1)]): Fraction(1)}))
    one = Fraction(1)
    for combination, is_one in (
        (((one, 0), (one, 1)), True),
        (((one, 0),), False),
        (((one, 1),), False),
        (((one, 0), (2 * one, 1)), False),
        (((one, 0), (-one, 0)), False),
        ((), False),
    ):
        empty = Empty((), combination)
        split = Split(signs=(), value=a, strict=True, above=proof.node, below=empty)
        assert holds(replace(proof, node=split), question) == is_one


def test_no_sign_is_taken_at_its_word() -> None:
    """x ≥ 0 with no reason, or with the wrong one, proves nothing."""
    scratch = Page("scratch", "scratch")
    claim = scratch.claim("scratch", "scratch", x=real())(lambda x: equation(np.abs(x), np.abs(x)))
    proof, question = proved(claim)
    x = Poly({Mono([(Atom("real", "x"), 1)]): Fraction(1)})
    node = proof.node.above if isinstance(proof.node, Split) else proof.node
    assert isinstance(node, Case)
    for claimed in (SignProof(x, frozenset({0, 1}), ()), SignProof(x, frozenset(), ())):
        assert not holds(replace(proof, node=replace(node, signs=(claimed,))), question)


def test_a_smooth_formula_is_equal_around_a_point_or_none() -> None:
    """|x| is x where x ≥ 0, a condition that holds at 0 but not around it; where x > 0, it does."""
    proof, question = proved(CLAIMS["smoothed"])
    (smooth,) = proof.prepared
    (condition,) = smooth.conditions
    assert condition.relation == ">"
    closed = replace(smooth, conditions=(replace(condition, relation="≥"),))
    with pytest.raises(Rejected, match="need not hold around a point"):
        check(replace(proof, prepared=(closed,)), *question)
    jumping = Fact(Frac(Poly.of(1, Mono([(Atom("sign", condition.value), 2)]))), ">")
    added = replace(smooth, conditions=(condition, jumping))
    with pytest.raises(Rejected, match="need not hold around a point"):
        check(replace(proof, prepared=(added,)), *question)


def test_conditions_hold_in_all_cases_alike() -> None:
    """log(xy) = log|x| + log|y| where xy > 0: no case adds x > 0, and another x < 0."""
    scratch = Page("scratch", "scratch")
    scratch.claim("product", "product", x=real(), y=real())(
        lambda x, y: equation(np.log(x * y), np.log(np.abs(x)) + np.log(np.abs(y)))
    )
    assert prove_claim(scratch.claims[0]).conditions == ("x·y > 0",)


def test_a_derivative_is_taken_before_its_variable_is_replaced() -> None:
    """Where x = y, ∂(xy)/∂x is y, and not the derivative 2y of y²."""
    scratch = Page("scratch", "scratch")
    scratch.claim("meet", "meet", expected="REFUTED", x=real(), y=real())(
        lambda x, y: equation(D(x * y, x), np.where(x == y, 2 * y, y))
    )
    scratch.claim("apart", "apart", x=real(), y=real())(
        lambda x, y: equation(D(x * y, x), np.where(x == y, x, y))
    )
    assert [prove_claim(claim).verdict for claim in scratch.claims] == ["REFUTED", "PROVED"]


def _imports(folder: str) -> Iterator[tuple[str, str]]:
    for path in (PROOF / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("folder", ALLOWED)
def test_neither_kernel_nor_elaboration_shares_code_with_the_search(folder: str) -> None:
    """The kernel rests on terms alone, the way to it on the data of proofs besides."""
    for module, name in _imports(folder):
        own = module in ALLOWED[folder] or module.startswith(f"stabcheck.proof.{folder}")
        own = own or (folder == "elaborate" and module.startswith("stabcheck.proof.kernel"))
        plain = module == "stabcheck.proof.algebra" and name in PLAIN and folder == "elaborate"
        kernel = (module, name) == ("stabcheck.proof", "kernel") and folder == "elaborate"
        known = own or plain or kernel or module.split(".")[0] in sys.stdlib_module_names
        assert known or module == f"stabcheck.proof.{folder}", (module, name)


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=list(OPERATIONS))
def test_both_tables_of_definitions_and_derivatives_agree(row: Any) -> None:
    """The kernel's rows, written down a second time, say what the operation table says."""
    operands = tuple(Term("real", name) for name in "xy"[: len(row.partials)])
    if row.unfold is not None:
        unfolded = row.unfold(*map(Symbol, operands)).term
        assert axioms.filled(axioms.DEFINITIONS[row.name], operands) == unfolded
    for variable in operands:
        term = Term(row.name, *operands)
        assert derivative(term, variable) == differentiate(term, variable)
