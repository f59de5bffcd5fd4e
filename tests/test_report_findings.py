"""What the formats for CI are made of: findings in order of severity, each at its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ci_findings import BROKEN, HELD, HERE_FROM_THE_ROOT, MISSED, RUN, UNDECIDED
from report_examples import PROVED, check, sweep_result

from stabcheck.catalogue import pages
from stabcheck.finding import Place
from stabcheck.reading.sheet import check_sheet
from stabcheck.report.findings import findings_of_run, in_words, relative_path, worst_first
from stabcheck.report.run import Run


def test_the_worst_come_first_and_what_holds_does_not_come() -> None:
    """Unexpected before undecided, contracts before predictions, the larger error first."""
    small = replace(BROKEN, error_ulp=7.0)
    unknown = replace(BROKEN, error_ulp=float("nan"))
    accuracy = replace(BROKEN, contract="absolute")
    mixed = [UNDECIDED, MISSED, HELD, accuracy, small, BROKEN]
    assert worst_first(mixed) == [BROKEN, small, accuracy, MISSED, UNDECIDED]
    assert worst_first([small, unknown]) == [unknown, small]


def test_a_claim_and_a_form_stand_where_their_page_has_them() -> None:
    """Findings of the catalogue lead to the line of the page that makes the claim or the form."""
    page = pages()["logsumexp"]
    run = Run("prove", (check(PROVED), sweep_result()), 0, pages={"logsumexp": page})
    claim, *_, of_form = findings_of_run(run)
    for finding, name in ((claim, "def lse_shift("), (of_form, "def naive(")):
        assert finding.place is not None
        assert relative_path(finding.place.file) == "stabcheck/catalogue/reductions/logsumexp.py"
        lines = Path(finding.place.file).read_text(encoding="utf-8").splitlines()
        below = lines[finding.place.line - 1 :]
        assert next(line for line in below if line.startswith("def ")).startswith(name)


def test_an_equality_of_a_sheet_stands_on_its_line() -> None:
    """A finding about a sheet has the sheet's own file and line, whatever a page is called."""
    sheet = check_sheet("# One\n\n$e^x = e^{x+1}$\n", "homework.md")
    (finding,) = findings_of_run(Run("prove", (sheet,), 1))
    assert finding.place == Place("homework.md", 3)
    assert finding.status == "unexpected"


def test_a_path_is_told_from_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a folder below, a path still begins at the root; without a root, where one stands."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    below = tmp_path / "repository" / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert relative_path("f.py") == "below/f.py"
    assert relative_path(str(tmp_path / "elsewhere.py")) == (tmp_path / "elsewhere.py").as_posix()
    assert relative_path(str(Path(__file__))) == Path(__file__).as_posix()


def test_a_path_in_this_repository_begins_at_its_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples' own file is told from the root that holds the tests."""
    monkeypatch.chdir(Path(__file__).parent.parent)
    place = findings_of_run(RUN)[-1].place
    assert place is not None
    assert relative_path(place.file) == HERE_FROM_THE_ROOT


def test_what_asserts_nothing_is_refused() -> None:
    """An unknown kind of result is an error of the program, never an empty report."""
    with pytest.raises(TypeError, match="object asserts nothing"):
        findings_of_run(Run("ci", (object(),), 0))


def test_in_words_a_finding_says_what_was_expected_and_what_was_found() -> None:
    """Subject, expectation, outcome and note stand in one sentence, the replay on its own line."""
    replayed = replace(MISSED, replay="stabcheck sweep …")
    assert in_words(replayed) == f"{in_words(MISSED)}\nstabcheck sweep …"
    assert in_words(MISSED) == "page/form: expected nan from s = 1, found not found"
    assert in_words(BROKEN).startswith("page/form float32 x=s: expected range kept, found broken (")
