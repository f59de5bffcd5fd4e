"""The report for people: at any width, in any encoding, with and without colours."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from report_examples import (
    BOUNDARY,
    PROVED,
    REFUTED,
    UNDECIDED,
    check,
    failure,
    prediction,
    prove_run,
    sweep_result,
    sweep_run,
)

from stabcheck.catalogue import pages
from stabcheck.ci import claim_findings, sweep_findings
from stabcheck.proof import Counterexample, prove_claim
from stabcheck.report.run import Explanation, Run
from stabcheck.report.terminal import write
from stabcheck.report.terminal.verdicts import counterexample
from stabcheck.sweeping.result import Mishap, Point, SpecialOutcome, TheoryCheck

COLOURED = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7])(?:;\d+)*m")
SEQUENCE = re.compile(r"\x1b\[[\d;]*m")


class Stream(io.StringIO):
    """A text stream that says what it is: its encoding, and whether it is a terminal."""

    def __init__(self, encoding: str, *, is_terminal: bool) -> None:
        super().__init__()
        self._encoding = encoding
        self._is_terminal = is_terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding it was made with."""
        return self._encoding

    def isatty(self) -> bool:
        """Whether it plays a terminal."""
        return self._is_terminal


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def piped(run: Run, encoding: str = "utf-8") -> str:
    """What a pipe gets."""
    stream = Stream(encoding, is_terminal=False)
    write(run, stream)
    return stream.getvalue()


def on_terminal(run: Run, columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a terminal of so many columns gets, colours included."""
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Stream("utf-8", is_terminal=True)
    write(run, stream)
    return stream.getvalue()


def every_run() -> list[Run]:
    """One run of every verb, with everything in it that a report can show."""
    bad = sweep_result(promised=("range",), predictions=(prediction("missed", 3),))
    findings = (
        *(f for proof in (PROVED, UNDECIDED) for f in claim_findings(check(proof))),
        *sweep_findings(bad),
    )
    catalogue = pages()
    page = catalogue["logsumexp"]
    return [
        prove_run(PROVED, REFUTED, UNDECIDED),
        prove_run(PROVED, REFUTED, UNDECIDED, steps=True),
        replace(sweep_run(sweep_result(), bad, every=True), pages={"logsumexp": page}),
        Run("ci", findings, 1),
        Run("list", tuple(catalogue.values()), 0),
        Run("explain", (Explanation(page, (check(PROVED),), (sweep_result(),)),), 0),
    ]


def test_a_page_that_loops_is_explained_by_its_definition_and_its_loop() -> None:
    """The claims of the induction are claims; the definition is what the forms equal."""
    page = pages()["mean"]
    checks = tuple(check(prove_claim(claim), page.name) for claim in page.all_claims)
    text = piped(Run("explain", (Explanation(page, checks, ()),), 0))
    definition, claims = text.split("\nloop running: k, m\n")
    assert "\ndefinition\n  (Σᵢ xᵢ)/N\n    np.sum(x) / x.size\n" in definition
    assert claims.startswith("  first\n    (1, x)\n")
    assert "\n  after\n    (x.size, np.mean(x))\n" in claims
    assert re.search(r"PROVED +mean/running/next-m ", claims)


def test_a_pipe_gets_whole_lines_without_colours() -> None:
    """In a pipe nothing is wrapped, cut or coloured, however long it is."""
    long = replace(PROVED, lhs="x + " * 100 + "x", rhs="101·x")
    text = piped(prove_run(long))
    assert f"{long.lhs} = {long.rhs}" in text
    assert "\x1b" not in text
    assert "…" not in text


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
def test_nothing_is_lost_on_a_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every width lines fit, nothing ends in an ellipsis, and statements are whole."""
    for run in every_run():
        shown = SEQUENCE.sub("", on_terminal(run, columns, monkeypatch))
        for line in shown.splitlines():
            assert len(line) <= columns or "--at" in line
        assert shown.count("…") == piped(run).count("…")
        if run.command == "prove":
            folded = re.sub(r"\s", "", shown)
            for text in (PROVED.lhs, REFUTED.rhs, "[2.3132 ± 4e-5]", UNDECIDED.residual):
                assert re.sub(r"\s", "", str(text)) in folded


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_an_encoding_without_symbols_gets_ascii(encoding: str) -> None:
    """Where the encoding is not Unicode, every verb's report is pure ASCII."""
    for run in every_run():
        text = piped(run, encoding)
        assert text.isascii()
        assert "?" not in text.replace("? UNDECIDED", "").replace("? claim", "")


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR on a terminal leaves no colour, and without it there are some."""
    run = sweep_run(sweep_result())
    assert COLOURED.search(on_terminal(run, 100, monkeypatch))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not COLOURED.search(on_terminal(run, 100, monkeypatch))


def test_force_color_colours_a_pipe_and_cuts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """FORCE_COLOR brings colours into a pipe, whose width stays unbounded."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    long = replace(PROVED, lhs="x + " * 100 + "x")
    text = piped(prove_run(long))
    assert COLOURED.search(text)
    assert long.lhs in text


def test_refuted_as_expected_is_marked_as_fine() -> None:
    """A claim meant to be false is ticked; one refuted against expectation says so."""
    assert "✓ REFUTED" in piped(prove_run(REFUTED))
    surprising = piped(prove_run(replace(REFUTED, expected="PROVED")))
    assert "✗ REFUTED" in surprising
    assert "expected PROVED, found REFUTED" in surprising


def test_a_refutation_shows_its_point_and_both_enclosures() -> None:
    """The counterexample stands below the statement."""
    assert "at N = 2, x = (1, 2): [2.3132 ± 4e-5] ≠ 2" in piped(prove_run(REFUTED))


@pytest.mark.parametrize(("columns", "lines"), [(100, 1), (62, 2), (38, 3)])
def test_a_refutation_breaks_between_its_numbers(columns: int, lines: int) -> None:
    """Where its point and its two enclosures do not fit, a line ends after one of them."""
    ball = "[2.54030230587 +/- 1.86e-12]"
    found = Counterexample({"N": "2", "x": "(1, 2)"}, ball, ball)
    said = counterexample(found, columns).split("\n")
    assert len(said) == lines
    assert max(map(len, said)) <= columns
    assert sum(line.count(ball) for line in said) == 2
    assert " ".join(line.strip() for line in said) == f"at N = 2, x = (1, 2): {ball} ≠ {ball}"


def test_undecided_shows_what_resisted() -> None:
    """The residual is shown, and the summary counts it apart."""
    text = piped(prove_run(UNDECIDED))
    assert "? UNDECIDED" in text
    assert UNDECIDED.residual is not None
    assert UNDECIDED.residual in text
    assert "1 undecided" in text


def test_steps_are_written_as_a_chain() -> None:
    """A derivation runs on from its last right-hand side, hypotheses and reasons beside it."""
    lines = [line.strip() for line in piped(prove_run(PROVED, steps=True)).splitlines()]
    chain = lines[lines.index("as the sheet has it") + 1 :]
    assert chain[0] == PROVED.lhs
    assert re.fullmatch(r"✓\s+= y\s+by definition", chain[1])
    assert chain[2] == "given x < 0:"
    assert re.fullmatch(r"✓\s+= a \+ log\(.*\)\s+take logs", chain[3])
    equation = chain[chain.index("where C > 0:") + 1]
    assert equation.startswith("1.  Σᵢ e^(xᵢ − a) = e^(−a)·Σᵢ e^xᵢ")


def test_a_break_shows_prediction_bits_outcome_truth_and_replay() -> None:
    """One line per format tells where it breaks; the last line replays it."""
    text = piped(sweep_run(sweep_result()))
    row = next(line for line in text.splitlines() if "s ≥ 88.72284" in line)
    for part in ("float32", "0x42b17218", "to the bit", "inf", "88.722839"):
        assert part in row
    replay = (
        "stabcheck sweep logsumexp --form naive --format float32 "
        "--probe '(s, 0, ..., 0) n=2' --at 0x42b17218"
    )
    assert replay in [line.strip() for line in text.splitlines()]


def test_a_replay_line_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a narrow terminal the command to copy is still one line."""
    shown = SEQUENCE.sub("", on_terminal(sweep_run(sweep_result()), 60, monkeypatch))
    assert any(
        "stabcheck sweep" in line and "--at 0x42b17218" in line for line in shown.split("\n")
    )


def test_marks_tell_promised_from_not() -> None:
    """What is promised and broken stands out from what is merely broken."""
    assert "✗!" not in piped(sweep_run(sweep_result())).replace("✗! broken", "")
    broken = piped(sweep_run(sweep_result(promised=("range",))))
    assert "✗!" in broken.replace("✗! broken", "")


def test_a_wrong_special_value_is_shown_with_its_formats() -> None:
    """What came out for ±inf or NaN stands beside what is accepted, once for all formats."""
    wrong = SpecialOutcome("(inf, 0.0)", "nan", ("inf",), passed=False, note="the limit")
    results = [sweep_result(format=name, specials=(wrong,)) for name in ("float32", "float64")]
    (row,) = [line for line in piped(sweep_run(*results)).splitlines() if "(inf, 0.0)" in line]
    assert row.split() == ["(inf,", "0.0)", "nan", "inf", "(the", "limit)", "every", "format"]
    results.append(sweep_result(format="float16"))
    assert "(the limit)  float32, float64" in piped(sweep_run(*results))
    assert "special values" not in piped(sweep_run(sweep_result()))


def test_a_kernels_deviation_and_a_miss_are_told_apart() -> None:
    """A boundary moved by the kernel is met; a missed one is said in red words."""
    moved = replace(failure(), deviation_floats=-2)
    kernel = sweep_result(failures=(moved,), predictions=(prediction("kernel", -2),))
    assert "-2 floats by this CPU's kernel" in piped(sweep_run(kernel))
    missed = sweep_result(predictions=(prediction("missed", 5),))
    assert "✗ float32 on (s, 0, ..., 0) n=2: predicted infinite" in piped(sweep_run(missed))


def test_telling_failures_first_and_the_rest_on_request() -> None:
    """By default one probe shows a mechanism and the others are counted; --all shows them."""
    probes = [f"(s, 0, ..., 0) n={n}" for n in (2, 3, 100)]
    results = [sweep_result(probe=probe) for probe in probes]
    some = piped(sweep_run(*results))
    assert some.count("infinite by overflow") == 1
    assert "and 2 more of these on other probes (--all)" in some
    assert piped(sweep_run(*results, every=True)).count("infinite by overflow") == 3


def test_the_strip_has_a_cell_for_every_cell() -> None:
    """The float line is drawn with 48 cells: glyphs where they exist, letters where not."""
    assert "─" * 36 + "≈" * 2 + "∞" * 10 in piped(sweep_run(sweep_result()))
    assert "." * 36 + "~" * 2 + "I" * 10 in piped(sweep_run(sweep_result()), "ascii")


def test_a_form_that_could_not_run_is_said() -> None:
    """An error of a form stands in the report instead of a crash."""
    mishap = Mishap("raised", "TypeError: not modelled", BOUNDARY)
    text = piped(sweep_run(sweep_result(mishaps=(mishap,), strip="", failures=())))
    assert "✗ raised  TypeError: not modelled; float32 on (s, 0, ..., 0) n=2, first at s" in text


def test_a_replay_shows_every_operation_and_blames_one() -> None:
    """Each operation stands beside its exact value; the one to blame is marked."""
    from stabcheck.sweeping.replay import replay

    found = replay("logsumexp", "naive", "float32", "(s, 0)", "0x42b17218")
    for encoding in ("utf-8", "ascii"):
        lines = piped(sweep_run(found), encoding).splitlines()
        blamed = [line for line in lines if line.endswith(("◂ overflow", "< overflow"))]
        assert len(blamed) == 1
        assert blamed[0].split()[1].startswith("exp(88.72284")
        assert any(line.split()[:3] == ["3", "log(inf)", "inf"] for line in lines)
        assert any("infinite by overflow" in line for line in lines)


def test_a_long_vector_is_shortened_in_a_replay() -> None:
    """Of a hundred entries the first, the last and their number are shown."""
    from stabcheck.sweeping.replay import replay

    found = replay("logsumexp", "shifted", "float32", "(s, ..., s) n=100", "-4.6")
    assert "x = (-4.6, -4.6, -4.6, …, -4.6), 100 entries" in piped(sweep_run(found))


def test_a_refused_command_leaves_stdout_empty() -> None:
    """A mistake is told on stderr; stdout is data, and there is none."""
    from stabcheck.report.run import Problem

    assert piped(Run("prove", (), 2, (Problem("no"),))) == ""


def bounded(verdict: str, ratio: float) -> Run:
    """A sweep whose error comes to ``ratio`` of its a-priori bound."""
    at = Point("-0.5", "0xbf000000", -1056964608)
    return sweep_run(sweep_result(theory=TheoryCheck(ratio, at, 9000, verdict)))  # type: ignore[arg-type]


def test_the_error_stands_beside_its_bound() -> None:
    """As a part of it; one that is exceeded is marked, and nothing stands where there is none."""
    assert "÷ bound" not in piped(sweep_run(sweep_result()))
    kept = piped(bounded("kept", 0.625))
    assert re.search(r"worst error, ulp  ÷ bound$", kept, re.MULTILINE)
    assert re.search(r"4.5 at -0.5       0.62$", kept, re.MULTILINE)
    assert re.search(r"4.5 at -0.5       1.25 ✗!$", piped(bounded("exceeded", 1.25)), re.MULTILINE)
    assert "/ bound" in piped(bounded("kept", 0.625), "ascii")
