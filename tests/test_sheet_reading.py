"""Single formulas as sheets write them: what each is understood as, and what is refused."""

from __future__ import annotations

import pytest

from stabcheck.reading.sheet import SheetItem, check_sheet


def only(text: str) -> SheetItem:
    """The one item of a sheet."""
    (item,) = check_sheet(text).items
    return item


UNDERSTOOD = {
    r"$\log 2x = \log x + \log 2$": "log(2x) = log(x) + log(2)",
    r"$\sum_{i=1}^n x_i + b = b + \sum_j x_j$": "Σᵢ xᵢ + b = b + Σⱼ xⱼ",
    r"$\log_2 8^x = 3x$": "log(8^x)/log(2) = 3x",
    r"$-x^2 = -(x \times x)$": "−x² = −x·x",
    r"$\sqrt[3]{x^3} = x$": "(x³)^(1/3) = x",
    r"$\left|x\right| = \max\{x, -x\}$": "|x| = max(x, −x)",
    r"$\sum_{j \ne i} x_j = \sum_j x_j - x_i$": "Σ_(j≠i) xⱼ = Σⱼ xⱼ − xᵢ",
    r"$\sum_i \delta_{ik} x_i = x_k$": "Σᵢ δᵢₖ·xᵢ = xₖ",
    r"$\sum_{i=1}^{2} x_i = x_1 + x_2$": "x₁ + x₂ = x₁ + x₂",
    r"$\frac12 (x+x) = x$": "1/2·(x + x) = x",
    r"$\tanh^2 x + 1/\cosh^2 x = 1$": "tanh(x)² + 1/cosh(x)² = 1",
    "So (x + y)² = x² + 2xy + y² for all.": "(x + y)² = x² + 2x·y + y²",
    "Note that e^(−x) · eˣ = 1 here.": "e^(−x)·e^x = 1",
    "A sum: Σᵢ (xᵢ − c) = Σᵢ xᵢ − N c.\n": "Σᵢ (xᵢ − c) = Σᵢ xᵢ − N·c",
    "(b) y z = z y.": "y·z = z·y",
    r"\( x \overset{!}{=} x + 0 \)": "x = x + 0",
    "```math\nx + x = 2x\n```": "x + x = 2x",
    r"\[ \begin{aligned} 2x &= x \\ &\quad + x \end{aligned} \]": "2x = x + x",
    r"\begin{eqnarray} 2x & = & x + x \end{eqnarray}": "2x = x + x",
    r"$\mathbf{w}_i + w_i = 2 w_i$": "wᵢ + wᵢ = 2wᵢ",
    r"$x^{(i)} + x^{(i)} = 2 x^{(i)}$": "xᵢ + xᵢ = 2xᵢ",
    r"$\sum_{i \in \{1, \dots, N\}} x_i = \sum_i x_i$": "Σᵢ xᵢ = Σᵢ xᵢ",
    r"$3 \cdot 10^{23} = 10^{23} + 2e^{-x} e^x 10^{23}$": "3·10²³ = 10²³ + 2e^(−x)·e^x·10²³",
    r"$\ln(e) + \hat{y} = 1 + \hat y$": "log(e^1) + ŷ = 1 + ŷ",
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_notation_is_understood(text: str) -> None:
    """Each spelling is understood as the formula it stands for."""
    assert only(text).understood == UNDERSTOOD[text]


REFUSED = {
    r"$x = 1/2y$": "a/b c can be read in two ways",
    r"$y = \infty$": "∞ is no real number",
    r"$y = \prod_i x_i$": r"\prod is not known",
    r"$y = \lVert x \rVert$": "a norm of what is no vector",
    r"$y = f'(x)$": "f is not defined as a function",
    r"$y = \sum_{i=2}^N x_i$": "a range that begins at 2",
    r"$y = \sum_{i=1}^{N-1} x_i$": "a range that ends at N-1",
    r"$y = \tanh^{-1}(x)$": "the inverse or the reciprocal",
    r"$y = x_{i+1}$": "the index i+1 is not a plain index",
    r"$x \approx y$": "≈ is no equality",
    r"$$x \le y$$ $$x_i \le y$$": "≤ is no equality",
    r"$x + = y$": "where a term was expected",
    r"$\left( x = y$": ") was expected",
    "$$x = 1": "never ends",
    "= x + 1": "no display above",
    r"$x_1 + \sum_i x_i = 2$": "beside a family",
    r"$\sum_i (x_i + b) = \sum_i x_i + Nb$": "N may count the terms",
    r"$\sum_{i \ne j} x_i x_j = (\sum_i x_i)^2 - \sum_i x_i^2$": "may run over both",
    r"$\sigma(x - \mu) = \sigma x - \sigma\mu$": "a number here and a function there",
    r"$\pi = \frac{1}{1 + e^{-x}}$": "π is the number π, or is it defined",
    r"$\frac{d^2}{dx^2} x^3 = 6x$": "a higher derivative",
    r"$f(2x) = 4 g(x)$": "f is not defined as a function",
    r"$y = p(x)^2$": "p is not defined as a function",
    r"$x^y^z = x^{yz}$": "two ways",
    r"$x^23 = 3x^2$": "two ways",
    r"$1\frac{1}{2} = 1.5$": "a number beside a fraction",
    r"$0,5x = x/2$": "a comma between digits",
    r"$1,000 x = 1000x$": "a comma between digits",
    r"$1/2 = 0,5$": "a comma between digits",
    r"$1e-3 = 0.001$": "two ways",
    r"$\sum_{i \in S} x_i = \sum_i x_i$": "the elements of S",
    r"$\mathbf{A}\mathbf{B} = \mathbf{B}\mathbf{A}$": "a product of vectors or matrices",
    r"$\vec a \cdot \vec b = \vec b \cdot \vec a$": "a product of vectors or matrices",
    r"$x\mathbf{1} = x$": "is not known",
    r"$\operatorname{ld} 8 = 3$": "ld is not known",
    r"$\sum_i w_i = \sum_{i=1}^N w_i + \sum_{i=1}^M w_i$": "one index runs to M and to N",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_says_why(text: str) -> None:
    """Nothing is skipped in silence: the item says NOT READ and the reason."""
    item = check_sheet(text).items[0]
    assert item.verdict == "NOT READ"
    assert REFUSED[text] in item.note


@pytest.mark.parametrize(
    "text",
    [
        "$-\\infty$ and $\\mathbb{L}$ and $x \\in \\mathbb{R}$",
        "It costs $5 or $6.",
        "`x = 1` and\n\n~~~\nx = 2\n~~~",
        "[link](http://example.org/?a=1) and <a href='b'>",
        "\\documentclass[a=b]{c}\\begin{document}% x = 1\n\\end{document}",
        "Title\n=====\n",
        "",
    ],
)
def test_what_claims_nothing_is_no_item(text: str) -> None:
    """Mathematics without a relation, code, links, options and prices are no equalities."""
    result = check_sheet(text)
    assert result.items == ()
    assert result.remarks == ()


def test_a_function_is_remembered_and_redefined_by_a_word() -> None:
    """σ of an earlier problem is claimed about in the next one; "let" defines it anew."""
    first = "# 1\n$\\phi(x) = 2x$\n"
    assert [i.verdict for i in check_sheet(first + "# 2\n$\\phi(x) = x$").items] == [
        "DEFINITION",
        "REFUTED",
    ]
    anew = check_sheet(first + "# 2\nLet $\\phi(x) = x$. Then $\\phi(3) = 3$.")
    assert [i.verdict for i in anew.items] == ["DEFINITION", "DEFINITION", "PROVED"]


def test_an_uncustomary_definition_is_noted() -> None:
    """A σ that is not the σ everybody knows is a definition with a note."""
    item = only(r"$\sigma(x) = 1/(1 + e^x)$")
    assert item.verdict == "DEFINITION"
    assert "not what σ customarily means" in item.note
    assert only("$\\tanh(x) = (e^x + e^{-x})/(e^x - e^{-x})$").verdict == "REFUTED"


def test_a_number_is_chosen_and_does_not_bind() -> None:
    """After "at x = 0" the formulas that follow still hold or fail for every x."""
    verdicts = [item.verdict for item in check_sheet("At $x = 0$. Then $x^2 = 2x$.").items]
    assert verdicts == ["CHOICE", "REFUTED"]


def test_formulas_said_to_be_equal_are_held_to_it() -> None:
    """Side by side and different: a remark, or REFUTED where the text says they are equal."""
    beside = check_sheet("$$x + 1$$\n\nand\n\n$$x - 1$$")
    assert beside.items == ()
    assert "they are not one" in beside.remarks[0].text
    said = check_sheet("$$x + 1$$\n\nis equivalent to\n\n$$x - 1$$")
    assert [(item.verdict, item.unlinked) for item in said.items] == [("REFUTED", True)]


def test_a_stale_hypothesis_does_not_reach_the_next_problem() -> None:
    """x < 0 is forgotten at the next heading."""
    text = "# 1\nFor x < 0, $|x| = -x$.\n\n# 2\n$|x| = -x$"
    assert [item.verdict for item in check_sheet(text).items] == ["PROVED", "REFUTED"]


def test_a_condition_beside_the_formula_belongs_to_it() -> None:
    """A condition written after an equality, in words or in a column, is used for it."""
    beside = check_sheet(r"$$|x| = -x \quad \text{if } x < 0$$").items
    assert [(item.verdict, item.given) for item in beside] == [("PROVED", ("x < 0 (line 1)",))]
    columns = check_sheet(r"\begin{align} |x| &= x, & x &\ge 0 \\ |x| &= -x, & x &< 0 \end{align}")
    assert [item.given for item in columns.items] == [("x ≥ 0 (line 1)",), ("x < 0 (line 1)",)]


@pytest.mark.parametrize(
    ("text", "verdict", "given"),
    [
        # a point that the hypotheses rule out refutes nothing
        ("For $a > 0$: $\\sqrt{a^2 v} = a \\sqrt v$.", "PROVED", ("a > 0 (line 1)",)),
        ("For $a < 0$: $\\sqrt{a^2} = a$.", "REFUTED", ("a < 0 (line 1)",)),
        ("For $x \\neq 0$: $\\frac{|x|}{|x|} = 1$.", "PROVED", ("x ≠ 0 (line 1)",)),
        # the size of a mean is the size of what it is of
        ("$\\frac1N \\sum_i (x_i - c) = \\frac1N \\sum_i x_i - c$", "PROVED", ()),
        ("$\\frac{\\sum_i (x_i - c)}{n} = \\frac{\\sum_i x_i}{n} - c$", "PROVED", ()),
        ("$\\frac1N \\sum_{i=1}^M (x_i - c) = \\frac1N \\sum_i x_i - c$", "REFUTED", ()),
        # norms of vectors
        ("$x, y \\in \\mathbb{R}^n$ $\\|x - y\\|_2^2 = \\sum_i (x_i - y_i)^2$", "PROVED", ()),
        ("$\\lVert c x \\rVert = |c|\\,\\lVert x \\rVert$ with $x_i$", "PROVED", ()),
        # derivatives on one line, values by cases of equality
        ("$\\partial (x^2 y) / \\partial x = 2 x y$", "PROVED", ()),
        (
            "$f(x) = \\begin{cases} 1 & x = 0\\\\ e^x & x \\ne 0\\end{cases}$ so $f(x) = e^x$",
            *("PROVED", ()),
        ),
    ],
)
def test_common_notation_is_read(text: str, verdict: str, given: tuple[str, ...]) -> None:
    """The last equality of each line has its verdict, under what the line says."""
    item = [item for item in check_sheet(text).items if item.verdict != "DEFINITION"][-1]
    assert (item.verdict, item.given) == (verdict, given), item.note


@pytest.mark.parametrize(
    ("rows", "verdict", "conditions"),
    [
        (r"x & x > 0 \\ -x & x \le 0", "PROVED", ()),
        (r"x & x > 0 \\ 0 & x = 0 \\ -x & 0 > x", "PROVED", ()),
        (r"x & x > 0 \\ -x & x < 0", "PROVED", ("x ≠ 0",)),
        (r"x & x > 0 \\ -x & x < -5", "UNDECIDED", ()),
    ],
)
def test_cases_have_no_value_where_no_row_holds(
    rows: str, verdict: str, conditions: tuple[str, ...]
) -> None:
    """The condition of the last row counts, unless the others leave nothing else."""
    item = only(rf"$\begin{{cases}} {rows} \end{{cases}} = |x|$")
    assert (item.verdict, item.conditions) == (verdict, conditions)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("$|x| = x$ for $x > 0$ and $|x| = -x$ for $x < 0$.", ["x > 0", "x < 0"]),
        ("$|x| = x$ for all $x > 0$; for $x < 0$ we have $|x| = -x$.", ["x > 0", "x < 0"]),
        (
            "$$|x| = x,$$ if \\(x \\ge 0\\), else\n\n$$|x| = -x \\text{ for } x < 0$$",
            ["x ≥ 0", "x < 0"],
        ),
    ],
)
def test_a_condition_said_after_a_formula_is_its_own(text: str, given: list[str]) -> None:
    """It does not reach the formula that follows, and the one before it is not left without."""
    items = check_sheet(text).items
    assert [item.verdict for item in items] == ["PROVED", "PROVED"]
    assert [item.given[0].partition(" (")[0] for item in items] == given


def test_a_condition_that_goes_unused_refutes_nothing() -> None:
    """What may hold under a condition that is not read as a hypothesis is NOT READ."""
    (item,) = check_sheet(r"Let $x_i > 0$. Then $\sqrt{x_i^2} = x_i$.").items
    assert (item.verdict, item.note) == ("NOT READ", "the condition on x (line 1) is not used")
    (item,) = check_sheet(r"Since $x^2 \ge 0$, clearly $\sqrt{x^2} = x$.").items
    assert item.verdict == "REFUTED"


def test_the_next_sentence_states_its_own_condition() -> None:
    """A condition that begins a sentence is none of the formula before."""
    first, second = check_sheet("$|x| = x$. For $x < 0$, $|x| = -x$.").items
    assert (first.verdict, first.given, second.verdict) == ("REFUTED", (), "PROVED")


def test_where_defines_what_the_formula_before_it_speaks_of() -> None:
    """A name that is explained after its first use is not arbitrary there."""
    text = r"$\sum_{i=1}^N x_i = N m$ where $m = \frac{1}{N} \sum_{i=1}^N x_i$"
    assert [item.verdict for item in check_sheet(text).items] == ["DEFINITION", "PROVED"]


@pytest.mark.parametrize(
    "condition",
    [
        "Suppose not $x > 0$.",
        "Assume that $x > 0$ is false.",
        "Let $x < 0$ or $x > 0$.",
        r"Let $x > 0 \text{ or } x < 0$.",
        "Unless $x > 0$,",
        "Perhaps, but not for $x > 0$:",
    ],
)
def test_what_is_denied_or_left_open_is_not_assumed(condition: str) -> None:
    """An inequality beside not, unless or or is none of the hypotheses; a remark says so."""
    result = check_sheet(f"{condition} $|x| = x$.")
    (item,) = result.items
    assert (item.verdict, item.given) == ("REFUTED", ())
    assert "is not used" in result.remarks[0].text
