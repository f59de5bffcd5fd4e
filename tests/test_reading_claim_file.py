"""Files of claims: one a line, with names, comments, vectors, assumptions and expectations."""

from __future__ import annotations

import pytest

from stabcheck.proof import prove_claim
from stabcheck.reading import FormulaMistake, claim_file, read_claims

FILE = """\
# What homework says of softplus.
stable:  log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))
branch:  log(1 + exp(x)) = log(2) + x/2      ; expect refuted   # a tangent only

sqrt(x^2) = x                                ; assume x > 0
shift:   logsumexp(v) = a + logsumexp(v - a) ; vector v

vector p, w[M]
assume p > 0
assume 0 < t <= 1
sum(|p|) + sum(w) = sum(p) + sum(w)
|t - 2| = 2 - t
sum(p)^2 = sum(p^2) ; expect refuted ; assume N > 1
sum(p^2) >= 0 = 0 ; expect undecided
"""


def test_a_file_is_read_line_by_line() -> None:
    """Names, vectors, assumptions and expected verdicts reach the claims they are meant for."""
    claims = read_claims(FILE.rpartition("sum(p^2) >=")[0])
    assert [claim.name for claim in claims] == [
        "stable",
        "branch",
        "sqrt(x^2) = x",
        "shift",
        "sum(|p|) + sum(w) = sum(p) + sum(w)",
        "|t - 2| = 2 - t",
        "sum(p)^2 = sum(p^2)",
    ]
    assert [prove_claim(claim).as_expected for claim in claims] == [True] * 7
    assert [claim.expected for claim in claims].count("REFUTED") == 2
    assert claims[4].arguments["w"].sizes == ("M",)


def test_a_mistake_has_the_line_and_the_column_of_the_file() -> None:
    """The last line of the file above is no equality of numbers, and is named as such."""
    with pytest.raises(FormulaMistake) as caught:
        read_claims(FILE)
    assert (caught.value.line, caught.value.column) == (14, 10)
    assert str(caught.value).startswith("line 14, column 10: a condition")


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("x = x\nname: x + = 1", 2, 11, "side is missing"),
        ("x = x ; assume y > 0", 1, 16, "does not occur"),
        ("x = x ; expect maybe", 1, 16, "no verdict"),
        ("x = x ; asume x > 0", 1, 9, "says nothing"),
        ("x = x ;", 1, 8, "says nothing"),
        ("\nexpect refuted\nx = x", 2, 1, "without a formula"),
        ("vector x, exp\nx = x", 1, 11, "meaning of its own"),
        ("x = x ; vector 1", 1, 16, "no vector"),
        ("assume y > 0\nx = x", 1, 8, "no formula below"),
        ("assume x > = 0\nx = x", 1, 12, "side is missing"),
        ("a: x = x\na: y = y", 2, 4, "taken by line 1"),
        ("a:\n", 1, 3, "too early"),
        ("x = x\n" + "x" * 5000, 2, 4000, "5,000 characters"),
    ],
)
def test_mistakes_are_placed(text: str, line: int, column: int, message: str) -> None:
    """Each mistake in a file is told with its line and column, wherever on the line it is."""
    with pytest.raises(FormulaMistake, match=message) as caught:
        read_claims(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_the_format_is_documented_by_an_example_that_holds() -> None:
    """The example in the module's docstring is a file whose claims come out as expected."""
    documentation = claim_file.__doc__ or ""
    example = [
        line for line in documentation.splitlines() if line.startswith("    #") or "=" in line
    ]
    claims = read_claims(
        "\n".join(line for line in example if line.startswith("    ") and "<" not in line)
    )
    assert len(claims) == 4
    assert all(prove_claim(claim).as_expected for claim in claims)


def test_a_file_beyond_a_megabyte_is_refused() -> None:
    """A file nobody wrote by hand is refused whole."""
    with pytest.raises(FormulaMistake, match="characters"):
        read_claims("x = x\n" * 200_000)


def test_an_empty_file_makes_no_claims() -> None:
    """Comments and empty lines mean nothing."""
    assert read_claims("# nothing\n\n   \n") == ()
