"""Whatever is typed: a claim or a FormulaMistake comes out, and a claim gets a verdict in time."""

from __future__ import annotations

import time
from collections.abc import Callable

from amounts import amount
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabcheck.proof import prove_claim
from stabcheck.reading import FormulaMistake, read_claim, read_claims

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
BUDGET_SECONDS = 1.0

PIECES = st.sampled_from(
    [
        *"xyzvwNie012.9=+-−*·/^()[]|,<>&;:'\"\\{}#@%_ \n\tσΣ√ᵢⱼ²⁻₁π∂′≤≠",
        *("**", "==", "<=", "1e5", "1e999", "exp(", "log(", "max(", "sum(v)", "v[i]", "where("),
        *(
            "softmax(v)",
            "diff(",
            "delta(",
            "lambda ",
            " if ",
            " and ",
            " not ",
            "∂/∂x ",
            "x.y",
            "⟂",
        ),
        *(
            "(x + 1)",
            "x > 0",
            " = ",
            "vector v",
            "assume ",
            "expect ",
            "; ",
            "10**10**10",
            "x^99999",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40)

REALS = st.sampled_from(
    ["x", "y", "2", "1/2", "0.5", "-1", "v[i]", "N", "sum(v)", "e", "pi", "max(v)"]
)
VECTORS = st.sampled_from(["v", "softmax(v)", "(v - x)", "exp(v)", "v^2"])
UNARY = ("exp", "log", "tanh", "sqrt", "abs", "log1p", "sigmoid", "softplus", "cosh", "sign", "-")


def larger(reals: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas built from smaller ones."""
    return st.one_of(
        st.builds("({} {} {})".format, reals, st.sampled_from("+-*/"), reals),
        st.builds("({})^{}".format, reals, st.sampled_from(["2", "-1", "(1/2)", "7", "x"])),
        st.builds("{}({})".format, st.sampled_from(UNARY), reals),
        st.builds("where({} > {}, {}, {})".format, reals, reals, reals, reals),
        st.builds("max({}, {})".format, reals, reals),
        st.builds("sum({}*({}))".format, VECTORS, reals),
        st.builds("diff({}, {})".format, reals, st.sampled_from(["x", "v[i]", "v[j]"])),
    )


FORMULAS = st.recursive(REALS, larger, max_leaves=6)
EQUALITIES = st.one_of(
    st.builds("{} = {}".format, FORMULAS, FORMULAS),
    FORMULAS.map(lambda text: f"{text} = {text}"),
    FORMULAS.map(lambda text: f"2*({text}) = ({text})*3 - ({text})"),
)


def read_or_refuse(text: str) -> None:
    """Read text as a formula, as an assumption, as a vector and as a file."""
    for read in (
        lambda: read_claim(text, vectors=["v"]),
        lambda: read_claim("x = y", assume=[text]),
        lambda: read_claim("x = y", vectors=[text]),
        lambda: read_claims(text),
    ):
        mistake = mistake_of(read)
        if mistake is not None:
            assert mistake.hint
            assert mistake.column >= 1
            assert str(mistake).isprintable()


def mistake_of(read: Callable[[], object]) -> FormulaMistake | None:
    """The mistake that reading raises, if it raises one; any other error is the test's failure."""
    try:
        read()
    except FormulaMistake as mistake:
        return mistake
    return None


def get_verdict(text: str) -> None:
    """Prove a random formula, if it is one."""
    try:
        claim = read_claim(text, vectors=["v"])
    except FormulaMistake:
        return
    # CPU time, three times if need be: what else runs on the machine is not the proof's.
    for _ in range(3):
        started = time.process_time()
        result = prove_claim(claim, timeout_seconds=BUDGET_SECONDS)
        assert result.verdict == "UNDECIDED" or result.lhs
        if time.process_time() - started < BUDGET_SECONDS + 2:
            return
    raise AssertionError("the budget was outlasted three times")


@settings(max_examples=amount(400, 10_000), deadline=None, suppress_health_check=QUIET)
@given(TEXTS)
def test_text_is_read_or_refused(text: str) -> None:
    """Nothing but a claim or a FormulaMistake comes out of any text."""
    read_or_refuse(text)


@settings(max_examples=amount(150, 10_000), deadline=None, suppress_health_check=QUIET)
@given(EQUALITIES)
def test_formulas_get_a_verdict_in_time(text: str) -> None:
    """Proving never raises and never outlasts its budget."""
    get_verdict(text)
