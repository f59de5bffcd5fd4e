"""The checker of proofs: it follows every proof found, and no corruption fools it."""

from __future__ import annotations

import ast
import contextlib
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from amounts import share
from corrupted import corrupted
from identities import page as identities

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.symbol import Symbol, symbols_for
from stabcheck.carriers.term import Term
from stabcheck.catalogue import pages
from stabcheck.proof import (
    Contradiction,
    branches,
    decide,
    joining,
    judgement,
    lowest,
    normal,
    proof_object,
    prove_claim,
    sign_object,
    signs,
    smoothing,
    verdict,
)
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.claim import traced
from stabcheck.proof.conditions import undischarged
from stabcheck.proof.elaborate import Rejected, check
from stabcheck.proof.kernel import axioms
from stabcheck.proof.kernel.formulas import canonical
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.proof_object import Case, Empty, Fact, Proof, Split
from stabcheck.proof.sign_object import SignProof
from stabcheck.proof.signs import Facts
from stabcheck.proof.tree import Decision
from stabcheck.proof.writing import written
from stabcheck.quantity import Claim, D, Page, Quantity, equation, exact, index, real, vector

PROOF = Path(proof_object.__file__ or "").parent
TERMS = {"stabcheck.carriers.term", "stabcheck.quantity"}
DATA = {f"stabcheck.proof.{name}" for name in ("judgement", "proof_object", "sign_object")}
ALLOWED = {"kernel": TERMS, "elaborate": TERMS | DATA}
PROOFS = (judgement, proof_object, sign_object)
PLAIN = {"Atom", "Bound", "Frac", "Mono", "Poly"}

more = Page("more", "claims for the rules that no other claim needs")


@more.claim("power", "a power with a variable exponent", x=real(above=0), y=real())
def power(x: Any, y: Any) -> Any:
    """x^y = e^(y log x)."""
    return equation(x**y, np.exp(y * np.log(x)))


@more.claim("roots", "fractional powers", x=real(above=0))
def roots(x: Any) -> Any:
    """(x^(2/3))³ = x²."""
    return equation((x ** Fraction(2, 3)) ** 3, x**2)


@more.claim("kink", "the derivative of |x|", x=real())
def kink(x: Any) -> Any:
    """∂|x|/∂x = x/|x|, away from 0."""
    return equation(D(np.abs(x), x), x / np.abs(x))


@more.claim("size-and-sign", "a case in which a side is undefined", x=real())
def size_and_sign(x: Any) -> Any:
    """∂|x|/∂x = sign x, where there is such a derivative."""
    return equation(D(np.abs(x), x), np.sign(x))


@more.claim("larger-exponential", "the derivative of a maximum", x=vector("N"), k=index("N"))
def larger_exponential(x: Any, k: Any) -> Any:
    """∂(max x)²/∂xₖ = 2 max x · ∂(max x)/∂xₖ, where it is attained once."""
    return equation(D(np.max(x) ** 2, x[k]), 2 * np.max(x) * D(np.max(x), x[k]))


@more.claim("smoothed", "the derivative of kinks that cancel", x=real(), y=real())
def smoothed(x: Any, y: Any) -> Any:
    """∂(max(log y + x, log y − x) − |x| + x²)/∂x = 2x: the formula is log y + x²."""
    formula = np.maximum(np.log(y) + x, np.log(y) - x) - np.abs(x) + x**2
    return equation(D(formula, x), 2 * x)


@more.claim("joined", "the derivative of what joins smoothly", x=real(), y=real())
def joined(x: Any, y: Any) -> Any:
    """∂(log y · x|x|)/∂x = 2 log y · |x|, at 0 as well."""
    return equation(D(np.log(y) * x * np.abs(x), x), 2 * np.log(y) * np.abs(x))


@more.claim("branches", "and, or, not", x=real())
def several_branches(x: Any) -> Any:
    """A branch on several comparisons."""
    inside = np.where((x > -1) & ~(x >= 1), 1, 0)
    return equation(inside, 1 - np.where((x <= -1) | (x >= 1), 1, 0))


@more.claim("selected", "a delta under a sum, a maximum left out", x=vector("N"), k=index("N"))
def selected(x: Any, k: Any) -> Any:
    """Σ_j (j ≠ k) x_j = Σ x − x_k."""
    return equation(np.sum(np.delete(x, k)), np.sum(x) - x[k])


@more.claim(
    "product",
    "a logarithm of what has no sign of its own",
    conditions=("x·y > 0",),
    x=real(),
    y=real(),
)
def product(x: Any, y: Any) -> Any:
    """log(xy) = log|x| + log|y|, where xy > 0, which says that x ≠ 0."""
    return equation(np.log(x * y), np.log(np.abs(x)) + np.log(np.abs(y)))


@more.claim("positive", "signs from factors, and from a square", x=real(above=1), y=real(above=2))
def positive(x: Any, y: Any) -> Any:
    """log((x − 1)(y − 2)(x² + x + 1)), factor by factor."""
    both = (x - 1) * (y - 2)
    return equation(np.log((x**3 - 1) * (y - 2)), np.log(both + 0 * x) + np.log(1 + x + x**2))


@more.claim("square", "a sign from a square completed", x=real())
def square(x: Any) -> Any:
    """log(1 + x + x²) = log((2x + 1)² + 3) − log 4, for all x."""
    return equation(np.log(1 + x + x**2), np.log((2 * x + 1) ** 2 + 3) - np.log(exact(4)))


@more.claim("guarded", "what one branch needs to be defined", p=vector("N"))
def guarded(p: Any) -> Any:
    """Σ p log p over the positive entries, whichever branch comes first."""
    return equation(
        np.sum(np.where(p > 0, p * np.log(p), 0)), np.sum(np.where(p <= 0, 0, p * np.log(p)))
    )


@more.claim("deviation", "a square of a sum is at most N times the sum of squares", x=vector("N"))
def deviation(x: Any) -> Any:
    """√(mean x² − (mean x)²) = √(mean (x − mean x)²)."""
    return equation(
        np.sqrt(np.mean(x**2) - np.mean(x) ** 2), np.sqrt(np.mean((x - np.mean(x)) ** 2))
    )


@more.claim("distance", "sums that are one sum", x=vector("N"), y=vector("N"))
def distance(x: Any, y: Any) -> Any:
    """√(Σ x² − 2 Σ xy + Σ y²) = √Σ (x − y)²."""
    return equation(
        np.sqrt(np.sum(x**2) - 2 * np.sum(x * y) + np.sum(y**2)), np.sqrt(np.sum((x - y) ** 2))
    )


@more.claim("larger-logarithm", "logarithms keep the order", x=real(above=0), y=real(above=0))
def larger_logarithm(x: Any, y: Any) -> Any:
    """max(log x, log y) = log max(x, y)."""
    return equation(np.maximum(np.log(x), np.log(y)), np.log(np.maximum(x, y)))


@more.claim("larger-size", "a number is at most its size", x=vector("N"))
def larger_size(x: Any) -> Any:
    """Σ max(|x|, x) = Σ |x|."""
    return equation(np.sum(np.maximum(np.abs(x), x)), np.sum(np.abs(x)))


@more.claim("largest-logarithm", "the maximum of what rises", x=vector("N", above=0))
def largest_logarithm(x: Any) -> Any:
    """max log x = log max x."""
    return equation(np.max(np.log(x)), np.log(np.max(x)))


@more.claim("largest-square", "the maximum of what rises with |x|", x=vector("N"))
def largest_square(x: Any) -> Any:
    """max x² = (max |x|)²."""
    return equation(np.max(x**2), np.max(np.abs(x)) ** 2)


def _claims() -> list[Claim]:
    everything = [more, identities, *pages().values()]
    found = [claim for known in everything for claim in known.claims]
    made = [c for known in everything if isinstance(known, Quantity) for c in known.made_claims]
    return [claim for claim in found + made if claim.expected == "PROVED"]


CLAIMS = {claim.name: claim for claim in _claims()}
#: Between them these use every rule.
TELLING = [
    *("size-and-sign", "larger-exponential", "smoothed", "joined"),
    *("power", "kink", "branches", "selected", "asinh", "mean-of-bce", "online-softmax-step"),
    *("softmax-jacobian", "max-of-exp", "log1mexp-near", "logsubexp", "softmax-constant"),
    *(
        "affine-composition",
        "x-over-x",
        "sigmoid/two-branch",
        "logaddexp-stable",
        "entropy-from-logits",
    ),
    *("product", "positive", "square", "guarded"),
    *("deviation", "distance", "larger-logarithm", "larger-size"),
    *("largest-logarithm", "largest-square"),
]


def _proved(claim: Claim) -> tuple[Proof, tuple[Any, ...]]:
    """The proof object of a claim, and what the checker is asked about it."""
    symbols = symbols_for(claim.arguments)
    left, right = traced(claim.function(*symbols))
    given = tuple(condition(*symbols).term for condition in claim.given)
    outcome = verdict.settle(left, right, claim.arguments, given)
    assert outcome.proof is not None, outcome.residual
    return outcome.proof, (left, right, claim.arguments, given)


def _survivors(proof: Proof, question: tuple[Any, ...]) -> list[str]:
    """The corruptions that the checker accepts, of parts that the proof does need."""
    accepted = {path for path, changed in corrupted(proof) if _holds(changed, question)}
    return sorted(path for path in accepted if not _needless(path, accepted))


def _holds(proof: Proof, question: tuple[Any, ...]) -> bool:
    try:
        check(proof, *question)
    except Rejected as fault:
        if not str(fault):
            raise  # every rejection says why
        return False
    return True


def _needless(path: str, accepted: set[str]) -> bool:
    """Whether the corrupted part is a sign, condition or split that the proof holds without."""
    if re.search(r"\.signs without \d+$", path):
        return True
    sign = re.match(r"(.*\.signs)\[(\d+)\]", path)
    condition = re.match(r"proof\.conditions\[\d+\]", path)
    split = re.match(r"(.*)\.(value|strict)\b", path)
    return bool(
        # whatever it is split on, both cases hold
        (split and f"{split[1]}.value with a stranger" in accepted)
        or (sign and f"{sign[1]} without {sign[2]}" in accepted)
        or (condition and f"{condition[0]}.value with a stranger" in accepted)
    )


@pytest.mark.parametrize("name", share(CLAIMS, 80))
def test_every_proof_comes_to_theorems(name: str) -> None:
    """The kernel makes of every PROVED claim's proof that both sides are equal, and defined."""
    proof, question = _proved(CLAIMS[name])
    left, right, *_ = question
    theorems = check(proof, *question)
    wanted = Term("equal", left, right), Term("defined", left), Term("defined", right)
    assert [theorem.conclusion for theorem in theorems] == [*map(canonical, wanted)]


@pytest.mark.parametrize("name", TELLING)
def test_every_corrupted_field_is_rejected(name: str) -> None:
    """Each field of the proof object changed in turn: the proof no longer holds."""
    assert _survivors(*_proved(CLAIMS[name])) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", share(sorted(set(CLAIMS) - set(TELLING)), 20))
def test_every_corrupted_field_of_every_proof_is_rejected(name: str) -> None:
    """The same for some other claims, and for all of them with ``STABCHECK_FULL=1``."""
    assert _survivors(*_proved(CLAIMS[name])) == []


def test_a_boundary_belongs_to_the_case_it_is_proved_in() -> None:
    """Where a branch is taken at 0, a split that leaves 0 to the other case is rejected."""
    proof, question = _proved(CLAIMS["branches"])
    assert isinstance(proof.node, Split)
    turned = replace(proof.node, strict=not proof.node.strict)
    assert not _holds(replace(proof, node=turned), question)


def test_the_telling_claims_use_every_rule() -> None:
    """No kind of node, witness, sign or closing is left out by the claims corrupted above."""
    used = set()
    for name in TELLING:
        pending: list[Any] = [_proved(CLAIMS[name])[0]]
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


def test_a_proof_of_another_claim_is_rejected() -> None:
    """A proof speaks for its own two sides, and for its own domain."""
    proof, (left, right, arguments, given) = _proved(CLAIMS["log1mexp-near"])
    with pytest.raises(Rejected, match="another claim"):
        check(proof, right, left, arguments, given)
    other = Term("negative", right)
    assert not _holds(replace(proof, right=other), (left, other, arguments, given))
    assert not _holds(proof, (left, right, {"a": real()}, given))


@pytest.mark.parametrize("name", ["exp-log", "x-over-x", "softmax-constant"])
def test_a_condition_the_proof_needs_is_not_left_out(name: str) -> None:
    """Without the condition that is reported, the formula may be undefined."""
    proof, question = _proved(CLAIMS[name])
    assert not _holds(replace(proof, conditions=()), question)


def test_a_hypothesis_is_a_hypothesis_of_its_own_branch() -> None:
    """The two branches of a split exchanged: each is proved with the other's hypothesis."""
    proof, question = _proved(CLAIMS["logaddexp-stable"])
    node = proof.node
    assert isinstance(node, Split)
    swapped = replace(node, above=node.below, below=node.above)
    for wrong in (swapped, node.above, node.below, replace(node, value=Frac(Poly({})))):
        assert not _holds(replace(proof, node=wrong), question)


def test_an_empty_case_needs_a_contradiction() -> None:
    """Where a > 0 is stated, a ≤ 0 is empty by 1 · (a > 0) + 1 · (−a ≥ 0), and by nothing less."""
    proof, question = _proved(CLAIMS["log1mexp-near"])
    a = Frac(Poly({Mono([(Atom("real", "a"), 1)]): Fraction(1)}))
    one = Fraction(1)
    for combination, holds in (
        (((one, 0), (one, 1)), True),
        (((one, 0),), False),
        (((one, 1),), False),
        (((one, 0), (2 * one, 1)), False),
        (((one, 0), (-one, 0)), False),
        ((), False),
    ):
        empty = Empty((), combination)
        split = Split(signs=(), value=a, strict=True, above=proof.node, below=empty)
        assert _holds(replace(proof, node=split), question) == holds


def test_no_sign_is_taken_at_its_word() -> None:
    """x ≥ 0 with no reason, or with the wrong one, proves nothing."""
    scratch = Page("scratch", "scratch")
    claim = scratch.claim("scratch", "scratch", x=real())(lambda x: equation(np.abs(x), np.abs(x)))
    proof, question = _proved(claim)
    x = Poly({Mono([(Atom("real", "x"), 1)]): Fraction(1)})
    node = proof.node.above if isinstance(proof.node, Split) else proof.node
    assert isinstance(node, Case)
    for claimed in (SignProof(x, frozenset({0, 1}), ()), SignProof(x, frozenset(), ())):
        assert not _holds(replace(proof, node=replace(node, signs=(claimed,))), question)


def test_what_the_checker_rejects_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim whose proof does not hold gets no PROVED, however true it is."""

    def corrupt(*arguments: Any) -> Proof:
        proof = written(*arguments)
        return replace(proof, left=proof.right)

    monkeypatch.setattr(verdict, "written", corrupt)
    with contextlib.suppress(Contradiction):
        assert prove_claim(CLAIMS["softplus-difference"]).verdict == "UNDECIDED"


def test_what_the_kernel_does_not_know_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function without an axiom that says what it is: no theorem, hence no PROVED."""
    monkeypatch.delitem(axioms.DEFINITIONS, "tanh")
    assert prove_claim(CLAIMS["tanh-by-expm1"]).verdict == "UNDECIDED"
    monkeypatch.undo()
    assert prove_claim(CLAIMS["tanh-by-expm1"]).verdict == "PROVED"


def test_a_formula_defined_nowhere_is_not_proved() -> None:
    """log(−e^x) is no theorem under −e^x > 0, and log x + log(−x) none under x > 0 and x < 0."""
    scratch = Page("scratch", "scratch")
    scratch.claim("nowhere", "nowhere", x=real())(
        lambda x: equation(np.log(-np.exp(x)), np.log(-np.exp(x)) + 0)
    )
    scratch.claim("torn", "torn", x=real())(
        lambda x: equation(np.log(x) + np.log(-x), np.log(-x) + np.log(x))
    )
    for claim in scratch.claims:
        result = prove_claim(claim)
        assert result.verdict == "UNDECIDED"
        assert result.residual == "the formula is defined nowhere"


def test_a_smooth_formula_is_equal_around_a_point_or_none() -> None:
    """|x| is x where x ≥ 0, a condition that holds at 0 but not around it; where x > 0, it does."""
    proof, question = _proved(CLAIMS["smoothed"])
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


def test_a_kink_smoothed_in_error_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search take what a formula is in one case for what it is in all."""
    honest = smoothing.decide
    monkeypatch.setattr(smoothing, "find_counterexample", lambda *_, **__: None)
    monkeypatch.setattr(smoothing, "decide", lambda _, smooth, facts: honest(smooth, smooth, facts))
    arguments = {"x": real()}
    left, right = traced(equation(D(np.abs(*symbols_for(arguments)), *symbols_for(arguments)), 1))
    sides, found = joining.prepared(left, right, Facts(arguments))
    decision = decide.decide(*sides, Facts(arguments))
    assert decision.proved
    proof = written(left, right, decision, arguments, (), (), found)
    assert not _holds(proof, (left, right, arguments, ()))


@pytest.mark.parametrize(
    ("formula", "joined", "slope"),
    [
        pytest.param(
            np.abs, lambda x: np.where(x > 0, x, -x), lambda x: np.where(x > 0, 1, -1), id="slopes"
        ),
        pytest.param(
            lambda x: np.where(x > 0, x + 1, x),
            lambda x: np.where(x > 0, x + 1, x),
            lambda x: x / x,
            id="values",
        ),
        pytest.param(
            lambda x: x * np.abs(x),
            lambda x: np.where(x > 0, x**2, x**2),
            lambda x: 2 * x,
            id="same",
        ),
        pytest.param(
            lambda x: np.where(np.sign(x) > -0.5, x, 2 * x),
            lambda x: np.where(np.sign(x) > -0.5, x, 2 * x),
            lambda x: np.where(np.sign(x) > -0.5, 1, 2),
            id="a gap that jumps",
        ),
    ],
)
def test_a_join_in_error_is_found_out(
    formula: Any, joined: Any, slope: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the search join what does not join: the checker asks to be shown that it does."""
    arguments = {"x": real()}
    (x,) = symbols_for(arguments)
    monkeypatch.setattr(joining, "_switched", lambda *_: iter([joined(x).term]))
    monkeypatch.setattr(joining, "find_counterexample", lambda *_, **__: None)
    honest = joining.decide

    def dishonest(left: Term, right: Term, facts: Facts) -> Decision:
        found = honest(left, right, facts)
        return found if found.proved else honest(right, right, facts)

    monkeypatch.setattr(joining, "decide", dishonest)
    left, right = traced(equation(D(formula(x), x), slope(x)))
    sides, found = joining.prepared(left, right, Facts(arguments))
    decision = decide.decide(*sides, Facts(arguments))
    assert found
    assert decision.proved
    conditions = undischarged(decision, Facts(arguments))
    proof = written(left, right, decision, arguments, (), conditions, found)
    assert not _holds(proof, (left, right, arguments, ()))


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


LIES: dict[str, tuple[Any, str, Any]] = {
    "everything is positive": (Facts, "sign", lambda *_: frozenset({1})),
    "everything cancels": (decide, "vanishes", lambda *_: "normal form"),
    "sums cancel": (decide, "vanishes", lambda *_: "sum relation"),
    "logarithms cancel": (decide, "vanishes", lambda *_: "exponentiate"),
    "every case is empty": (signs, "infeasible", lambda _: True),
    "all sums are 1": (normal, "sum_over", lambda *_: lowest.ONE),
    "e^a is 1": (normal, "exponential", lambda *_: lowest.ONE),
    "every branch is taken": (branches, "truth", lambda *_: True),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_search_that_errs_is_found_out(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break one rule of the search: of the false claims it then proves, none is accepted."""
    everything = [identities, *pages().values()]
    false = [c for known in everything for c in known.claims if c.expected == "REFUTED"]
    monkeypatch.setattr(*LIES[lie])
    proved = 0
    for claim in false:
        left, right = traced(claim.function(*symbols_for(claim.arguments)))
        decision = decide.decide(left, right, Facts(claim.arguments))
        if decision.proved:
            proved += 1
            conditions = undischarged(decision, Facts(claim.arguments))
            proof = written(left, right, decision, claim.arguments, (), conditions)
            assert not _holds(proof, (left, right, claim.arguments, ()))
    assert proved


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
