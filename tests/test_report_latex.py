"""The handout: terms in LaTeX, a document that compiles, and statements that read back."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from amounts import amount, share
from report_examples import PROVED, REFUTED, UNDECIDED, check, prove_run, sweep_run

from stabcheck.carriers.latex import write_latex
from stabcheck.carriers.notation import write as write_line
from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term, rational
from stabcheck.catalogue import pages
from stabcheck.ci import ClaimCheck
from stabcheck.cli.main import main
from stabcheck.proof import prove_claim
from stabcheck.proof.claim import traced
from stabcheck.proof.verdict import settle
from stabcheck.quantity import index, matrix, real, vector
from stabcheck.reading import read_claim
from stabcheck.reading.sheet import check_sheet
from stabcheck.reading.sheet.alphabet import GREEK
from stabcheck.report.latex import write
from stabcheck.report.latex_text import formula, prose
from stabcheck.report.run import Run

SHEET = Path(__file__).parent / "fixtures" / "homework-08.md"
HOSTILE = (
    "\\input{/etc/passwd} $x$ % & # _ ^ ~ {}} \\\\[2pt] é ŷ ☃ x^a^b_c__d'^' ^(^(^( ᵢᵢ₂² \n\n é´"
)

x, y, v, w, W1, k = symbols_for(
    {
        "x": real(),
        "y": real(),
        "v": vector("N"),
        "w": vector("N"),
        "W1": matrix("N", "D"),
        "k": index("N"),
    }
)
TERMS = [
    (x / (1 + np.exp(-x)), r"\frac{x}{1 + e^{-x}}"),
    (pages()["elu_grad"](x), r"\operatorname{elu}'(x)"),
    (pages()["log_expm1"](x), r"\operatorname{softplus}^{-1}(x)"),
    (pages()["log_tanh_grad"](x), r"\operatorname{log\,tanh}'(x)"),
    (
        np.log(np.sum(np.exp(v - np.max(v)))),
        r"\log\left(\sum_{i=1}^{N} e^{v_{i} - \max_{j} v_{j}}\right)",
    ),
    (np.sum(v) * x, r"\left(\sum_{i=1}^{N} v_{i}\right) \cdot x"),
    (x * np.sum(v) * y, r"\left(x \cdot \sum_{i=1}^{N} v_{i}\right) \cdot y"),
    (np.sum(v * w) + x, r"\sum_{i=1}^{N} v_{i} \cdot w_{i} + x"),
    (np.sum(v + w), r"\sum_{i=1}^{N} (v_{i} + w_{i})"),
    (np.sum(np.delete(v, k)), r"\sum_{i \ne k} v_{i}"),
    (abs(x) + np.sqrt(x - y), r"\left|x\right| + \sqrt{x - y}"),
    (2 * x - (y - 1), "2 x - (y - 1)"),
    (x + -(y + 1), "x - (y + 1)"),
    ((x / y) ** 2, r"\left(\frac{x}{y}\right)^{2}"),
    (np.exp(x) ** 2, "(e^{x})^{2}"),
    (np.tanh(x / 2) / 2, r"\frac{\tanh\left(\frac{x}{2}\right)}{2}"),
    (1 - np.maximum(x, -y), r"1 - \max(x, -y)"),
    (
        np.where(x >= 0, x, 0),
        r"\begin{cases} x & \text{if } x \ge 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (W1, "W_{1,jd}"),
]


@pytest.mark.parametrize(("symbol", "latex"), TERMS, ids=[latex for _, latex in TERMS])
def test_a_term_is_set_as_one_writes_it(symbol: object, latex: str) -> None:
    """Fractions, sums, bounds and names come out exactly so, with the parentheses they need."""
    assert write_latex(symbol.term) == latex  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x_max", r"x_{\mathrm{max}}"),
        ("α", r"\alpha"),
        ("ŷ", r"\hat{y}"),
        ("x′", "x'"),
        ("temp", r"\mathrm{temp}"),
        ("a_b_c", r"a_{\mathrm{b{\_}c}}"),
        ("é☃", r"\mathrm{{\acute{e}}{\mathrm{U2603}}}"),
    ],
)
def test_names_are_set_in_letters_that_tex_has(name: str, latex: str) -> None:
    """Greek, accents, primes and subscripts are set as such; nothing but ASCII comes out."""
    assert write_latex(Term("real", name)) == latex


# --- reading back ---------------------------------------------------------------------------


BINARY = ("add", "subtract", "multiply", "divide", "maximum")
UNARY = ("negative", "square", "exp", "tanh", "absolute")
OPERATORS = [(name, 2) for name in BINARY] + [(name, 1) for name in UNARY]


def scalar_term(draw: random.Random, depth: int) -> Term:
    """A random formula in x and y."""
    if depth == 0 or draw.random() < 0.1:
        number = rational(Fraction(draw.choice([1, 2, 3, -1, -2]), draw.choice([1, 1, 2])))
        return draw.choice([Term("real", "x"), Term("real", "y"), number])
    name, count = draw.choice(OPERATORS)
    operands = [scalar_term(draw, depth - 1) for _ in range(count)]
    if name == "divide":  # by what is positive, or the formula may be defined nowhere
        operands[1] = Term("add", Term("square", operands[1]), rational(1))
    return Term(name, *operands)


@pytest.mark.parametrize("seed", range(amount(30, 60)))
def test_a_formula_reads_back_as_itself(seed: int) -> None:
    """What the sheets' own reader of LaTeX understands is proved equal to the term written."""
    term = scalar_term(random.Random(seed), 3)
    if not {"x", "y"} & {each.parts[0] for each in term.subterms() if each.op == "real"}:
        term = Term("add", term, Term("real", "x"))
    written = write_latex(term)
    (item,) = check_sheet(f"$${written} = {written} + 0$$").items
    assert item.verdict != "NOT READ", item.note
    claim = read_claim(item.understood)
    read, _ = traced(claim.function(*symbols_for(claim.arguments)))
    arguments = {"x": real(), "y": real()}
    assert settle(read, term, arguments).verdict == "PROVED", (written, write_line(term))


@cache
def catalogue_checks() -> tuple[ClaimCheck, ...]:
    """Claims of the catalogue with their proofs: all in a full run, a share of them in every."""
    every = [(page, claim) for page in pages().values() for claim in page.claims]
    seen = share(every, 40, name=lambda each: each[1].name)
    return tuple(ClaimCheck(page.name, page.title, prove_claim(claim)) for page, claim in seen)


#: What a sheet cannot say undefined: a page's own function, blocks beside one another, and
#: one letter for the indices of two sets.
BEYOND_SHEETS = re.compile(
    r"\\(operatorname|cos) is not known|the usual \w+ takes a vector|\w+ is defined by itself"
    r"|may mean the inverse or the reciprocal|a prime is read on a function of one real"
    r"|\] was expected, , found|one index runs to \w+ and to \w+"
)


def test_the_catalogues_statements_read_back_to_the_sign() -> None:
    """The sheets' reader understands each statement as the line that the terminal shows.

    But for names: what a page calls alpha is α in LaTeX, and so in what is read.
    """
    read = 0
    for proof in (each.proof for each in catalogue_checks()):
        (item,) = check_sheet(f"$${proof.lhs_latex} = {proof.rhs_latex}$$").items
        if item.verdict == "NOT READ":
            assert BEYOND_SHEETS.search(item.note), proof.name
        else:
            read += 1
            shown = f"{proof.lhs} = {proof.rhs}"
            assert item.understood == re.sub(
                "[a-z]+", lambda name: GREEK.get(name[0], name[0]), shown
            )
    assert read > len(catalogue_checks()) / 3


# --- the document ---------------------------------------------------------------------------


def document(run: Run) -> str:
    """The handout of a run."""
    stream = io.StringIO()
    write(run, stream)
    return stream.getvalue()


def whole_catalogue() -> Run:
    """A run with every proof of the catalogue, all steps, and a sheet."""
    sheet = check_sheet(SHEET.read_text(encoding="utf-8"), HOSTILE)
    return Run("prove", (*catalogue_checks(), sheet), 0, options=frozenset({"steps"}))


def assert_balanced(text: str) -> None:
    r"""Braces, environments and \left … \right close in the order in which they open."""
    open_ones: list[str] = []
    for token in re.finditer(r"\\(begin|end)\{(\w+\*?)\}|\\(left|right)(?![a-z])|\\.|[{}]", text):
        if token[1] == "begin" or token[3] == "left" or token[0] == "{":
            open_ones.append(token[2] or token[3] or "{")
        elif token[1] == "end" or token[3] == "right" or token[0] == "}":
            wanted = token[2] or ("left" if token[3] else "{")
            assert open_ones.pop() == wanted
    assert not open_ones


def test_the_catalogues_handout_is_balanced_ascii() -> None:
    """Whatever stands in it, the handout is ASCII, and all that opens in it closes."""
    text = document(whole_catalogue())
    assert text.isascii()
    assert_balanced(text)
    for name in {each.page for each in catalogue_checks()}:
        assert rf"\section*{{{prose(name)}: " in text
    assert text.count(r"\paragraph{") == len(catalogue_checks())


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_catalogues_handout_compiles(tmp_path: Path) -> None:
    """pdflatex makes a PDF of the whole catalogue, of a sheet and of text meant to break it."""
    path = tmp_path / "handout.tex"
    hostile = rf"{prose(HOSTILE)} \({formula(HOSTILE)}\) \section*{{{prose(HOSTILE)}}}"
    text = document(whole_catalogue()).replace(r"\end{document}", hostile + "\n\\end{document}")
    path.write_text(text, encoding="ascii")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert path.with_suffix(".pdf").stat().st_size > 0


def test_each_verdict_says_what_it_rests_on() -> None:
    """Conditions, the point with both enclosures, and what resisted, all stand in the handout."""
    text = document(prove_run(PROVED, REFUTED, UNDECIDED))
    assert r"\textbf{PROVED} if \(C > 0\)." in text
    assert r"\textbf{REFUTED} at \(N = 2\), \(x = (1, 2)\): " in text
    assert r"\([2.3132 \pm 4 \cdot 10^{-5}]\) against \(2\)." in text
    assert r"\textbf{UNDECIDED}. What resisted: \(\surd (3 + 2\surd 2)" in text
    assert r"\text{take logs}" in text


def test_steps_are_written_out_on_demand() -> None:
    """The engine's steps stand in the handout with --steps, and else do not."""
    assert r"\emph{The proof, in 1 step}" in document(prove_run(PROVED, steps=True))
    assert "The proof" not in document(prove_run(PROVED))


def test_a_sheet_becomes_tables() -> None:
    """A sheet's equalities stand in tables, each with its line and its verdict."""
    sheet = check_sheet("# Sums\n\n$x + x = 2x$\n\n$x = x + 1$\n", "a_sheet.md")
    text = document(Run("prove", (sheet,), 1))
    assert r"\section*{a\_sheet.md}" in text
    assert r"\subsection*{Sums}" in text
    assert r"3 & \raggedright \(x + x = 2x\) & PROVED \\" in text
    assert re.search(r"5 & \\raggedright \\\(x = x \+ 1\\\).*& REFUTED", text)


@pytest.mark.parametrize("verb", [["sweep", "sigmoid"], ["list"], ["ci", "tanh"]])
def test_only_proofs_are_handed_out(
    verb: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Any other command is refused in one sentence with exit code 2, and writes no file."""
    path = tmp_path / "x.tex"
    assert main([*verb, "--output", f"latex:{path}"]) == 2
    assert "--output latex is for prove" in capsys.readouterr().err
    assert not path.exists()
    with pytest.raises(ValueError, match="a handout is for prove"):
        document(sweep_run())


def test_the_command_line_writes_the_handout(tmp_path: Path) -> None:
    """``prove --output latex:PATH`` writes a whole document to PATH."""
    path = tmp_path / "x.tex"
    assert main(["prove", "x_1 + α = α + x_1", "--output", f"latex:{path}"]) == 0
    text = path.read_text(encoding="ascii")
    assert text.startswith(r"\documentclass")
    assert r"x_{1} + \alpha & = \alpha + x_{1}" in text
    assert text.endswith("\\end{document}\n")


def test_what_is_made_by_hand_is_set_from_its_line() -> None:
    """A one-line formula of Unicode is set as mathematics, and no command of its own survives."""
    assert formula("Σᵢ e^(xᵢ − a)") == r"\sum_{i} e{}^{x{}_{i} - a}"
    assert formula("max_(i≠k) x") == r"\max_{i\ne k} x"
    assert formula("a_(i≠k)") == r"a{}_{i\ne k}"
    assert formula("\\input{x}") == r"\text{\textbackslash{}}\text{ input }\text{\{}x\text{\}}"
    assert prose("50% of $a_b$, eˣ ≤ é") == r"50\% of \$a\_b\$, e\(^{x}\) \(\le\) \'{e}"
    assert_balanced(prose(HOSTILE) + formula(HOSTILE))
    assert check(PROVED).proof.lhs_latex == ""
