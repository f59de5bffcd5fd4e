"""Mistakes in formulas: one clear sentence, a hint, and the column; soon, and in little memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from stabcheck.reading import FormulaMistake, read_claim

MISTAKES = [
    # (formula, column, a word of the message, a word of the hint)
    ("x", 2, "no =", "left = right"),
    ("x =", 4, "too early", "left = right"),
    ("= x", 1, "side is missing", "left = right"),
    ("x = = y", 5, "side is missing", "left = right"),
    ("x == y", 3, "doubled", "one ="),
    ("x = y == z", 7, "doubled", "one ="),
    ("", 1, "too early", "left = right"),
    ("(x + 1 = y", 8, "inside the '('", "close it by )"),
    ("y = (x + 1", 5, "never closed", ")"),
    ("y = |x + 1", 5, "never closed", "|"),
    ("x) = 1", 2, "closes nothing", "brackets"),
    ("v[i = 1", 5, "inside the '['", "close it by ]"),
    ("v[1] = 1", 3, "index is a name", "x[i]"),
    ("v[i][j] = 1", 5, "'['", "operator"),
    ("x[i] = 1", 3, "no vector", "--vector x"),
    ("x.sum() = 1", 2, "attributes", "sum(x)"),
    ("''.join(x) = 1", 1, "quotes", "without quotes"),
    ('x = "a"', 5, "quotes", "without quotes"),
    ("f = lambda x: x", 5, "lambda", "where"),
    ("[x for x in y] = 1", 4, "'for'", "where"),
    ("x if y else z = 1", 3, "if", "where"),
    ("(x)(y) = 1", 4, "only a function", "(a)*(b)"),
    ("exp(x)(y) = 1", 7, "'('", "operator"),
    ("x y = 1", 3, "'y'", "operator"),
    ("1/2x = 1", 3, "two ways", "1/(2*x)"),
    ("1/Σᵢ vᵢ*2 = 1", 3, "two ways", "a/(Σᵢ xᵢ)*y"),
    ("maxᵢ vᵢ·x = 1", 8, "two ways", "(maxᵢ xᵢ)*y"),
    ("-minᵢ vᵢ/x = 1", 9, "two ways", "maxᵢ (xᵢ*y)"),
    ("∂/∂x x*x = x", 7, "two ways", "diff(f*g, x)"),
    ("Σᵢ vᵢ - vᵢ = 0", 10, "bound before and free", "(Σᵢ xᵢ) − yᵢ"),
    ("x*maxᵢ vᵢ + v_i = 0", 13, "bound before and free", "Σⱼ xⱼ"),
    ("diff(x_i, x_j) = 0", 11, "x_i and x_j may be entries", "--vector x"),
    ("diff(x_i*x_j, x_j) = x_i", 15, "entries of one vector", "without an index"),
    ("v_1 = v_2", 1, "index is a name", "x[i]"),
    ("v₁ = v₂", 1, "index is a name", "x[i]"),
    ("v_N = max(v)", 1, "index and a number", "name of its own"),
    ("0x10 = 16", 1, "begins with 0", "decimal"),
    ("__import__(x) = 1", 1, "begins with a letter", "x_1"),
    ("x := 1", 3, "colon", "where"),
    ("x = 1; y = 2", 6, "semicolon", "one formula"),
    ("\\frac{1}{2} = x", 1, "LaTeX", "exp(x)/2"),
    ("x = {1}", 5, "braces", "parentheses"),
    ("x @ y = 1", 3, "@", "dot"),
    ("x % 2 = 1", 3, "'%'", "names"),
    ("\x00 = 1", 1, r"'\x00'", "names"),
    ("sogmoid(x) = 1", 1, "sogmoid", "closest: sigmoid"),
    ("g(x) = 1", 1, "no function 'g'", "g*(…)"),
    ("sin(x) = 1", 1, "outside what can be proved", "exp"),
    ("exp = 1", 1, "'exp' is a function", "exp(…)"),
    ("exp(x, y) = 1", 1, "exp has 2 arguments", "1 argument"),
    ("max() = 1", 1, "max has 0 arguments", "one vector"),
    ("sum(x) = 1", 5, "needs a vector", "--vector x"),
    ("max(x) = 1", 5, "needs a vector", "--vector x"),
    ("size(x) = 1", 1, "only a vector", "--vector x"),
    ("v + w = 1", 3, "length M meets one of length N", "one length"),
    ("v[i] + w[i] = 1", 10, "runs to N and to M", "another"),
    ("v[i] + i = 1", 8, "index and a number", "name of its own"),
    ("i + v[i] = 1", 7, "index and a number", "name of its own"),
    ("diff(x^2, 2) = 1", 11, "one real variable", "diff(f, x)"),
    ("diff(sum(v), v) = 1", 14, "one real variable", "x[k]"),
    ("diff(x) = 1", 1, "diff has 1 arguments", "2 arguments"),
    ("delta(x, y) = 1", 1, "two free indices", "delta(i, j)"),
    ("Σ x = 1", 1, "no index", "sum(x)"),
    ("Σᵢ x = 1", 1, "nothing depends", "x[i]"),
    ("Σᵢ vᵢ·Σⱼ vᵢ·vⱼ = 1", 12, "another index", "one index at a time"),
    ("Σᵢ i = 1", 4, "stands alone", "x[i]"),
    ("where(x, 1, 2) = 1", 7, "condition", "where(x > 0"),
    ("where(1 > 0, 1, 2) = x", 9, "between constants", "variable"),
    ("(x > 0) + 1 = 1", 4, "condition stands", "where(condition, 1, 0)"),
    ("x > 0 = y", 3, "condition stands", "where(condition, 1, 0)"),
    ("x = oo", 5, "not a real number", "real numbers"),
    ("1/(2 - 2) = x", 2, "division by 0", "no value"),
    ("0^-1 = x", 2, "division by 0", "no value"),
    ("logit(1) = x", 1, "cannot be worked out", "write"),
    ("x^100000 = 1", 2, "too large", "exp(k*log(x))"),
    ("10**10**10 = 1", 3, "too large", "exp(k*log(x))"),
    ("(10^999)^999 = 1", 9, "too large", "digits"),
    ("9e999*9e999*9e999*9e999*9e999*9e999*9e999 = 1", 36, "too large", "digits"),
    ("1e999999999 = 1", 1, "too long", "e±1000"),
    (f"{'1' * 100} = 1", 1, "too long", "60 characters"),
    (f"{'x' * 100} = 1", 1, "name of 100", "40 characters"),
]


@pytest.mark.parametrize(("text", "column", "message", "hint"), MISTAKES)
def test_a_mistake_is_told_with_its_column_and_a_hint(
    text: str, column: int, message: str, hint: str
) -> None:
    """Each mistake is one sentence that says what is wrong and where, and a hint."""
    with pytest.raises(FormulaMistake) as caught:
        read_claim(text, vectors=["v", "w[M]"])
    mistake = caught.value
    assert mistake.column == column
    assert message in mistake.message
    assert hint in mistake.hint
    assert mistake.text == text
    assert "\n" not in f"{mistake}{mistake.hint}"


HUGE = {
    "a line of 1 MB": "x + " * 250_000 + "x = 1",
    "a million brackets": "(" * 1_000_000,
    "brackets in one another": "(" * 400 + "x" + ")" * 400 + " = 1",
    "signs in one another": "-" * 900 + "x = 1",
    "powers in one another": "2^" * 400 + "x = 1",
    "roots in one another": "√" * 900 + "x = 1",
    "bars in one another": "|" * 900 + " = 1",
    "calls in one another": "exp(" * 300 + "x" + ")" * 300 + " = 1",
    "not upon not": "not " * 900 + "x > 0 = 1",
    "a sum of 400 terms": "+".join(["x"] * 400) + " = 1",
    "a product of 400 factors": "·".join(["x"] * 400) + " = 1",
    "a megabyte of digits": "1" * 1_000_000 + " = x",
    "a megabyte of one name": "x" * 1_000_000 + " = 1",
    "a tower of powers": "9^9^9^9^9^9^9 = x",
    "a product of large powers": "·".join(["9^999"] * 60) + " = x",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_what_is_too_much_is_refused_at_once(text: str) -> None:
    """Length, depth and size are refused in a second and a few megabytes, by a short sentence."""
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(FormulaMistake) as caught:
        read_claim(text)
    seconds = time.perf_counter() - started
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 1
    assert peak_bytes < 20_000_000
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("assumption", "message"),
    [
        ("x", "inequalities"),
        ("x == 1", "inequalities"),
        ("x = 1", "'='"),
        ("x > 0 or x < 1", "inequalities"),
        ("not x > 0", "inequalities"),
        ("z > 0", "'z' does not occur"),
        ("v[k] > 0", "'k' does not occur"),
        ("x > 1 and x < 1", "no number satisfies"),
        ("2 > 1", "between constants"),
    ],
)
def test_what_cannot_be_assumed_is_refused(assumption: str, message: str) -> None:
    """An assumption is an inequality about the formula's own names; mistakes name its text."""
    with pytest.raises(FormulaMistake, match=message) as caught:
        read_claim("x = y + sum(v)", vectors=["v"], assume=["y > 0", assumption])
    assert caught.value.text == assumption


@pytest.mark.parametrize(
    "declaration", ["", "1", "x y", "x[", "x[N", "pi", "exp", "x[x]", "x" * 99]
)
def test_what_cannot_be_a_vector_is_refused(declaration: str) -> None:
    """A vector has a name of its own, and so has its length."""
    with pytest.raises(FormulaMistake):
        read_claim("x = x", vectors=[declaration])


def test_a_chain_cannot_be_expected_to_fail() -> None:
    """What part of a chain should be refuted would be a guess."""
    with pytest.raises(FormulaMistake, match="chain"):
        read_claim("x = y = z", expected="REFUTED")
