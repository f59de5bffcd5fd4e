"""Many pages at a glance: a line a form, a line a page, and what is unexpected in full."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest
from report_examples import PROVED, REFUTED, check, sweep_result

from stabcheck.catalogue import pages
from stabcheck.ci import CHECKS
from stabcheck.cli.main import main
from stabcheck.finding import Finding
from stabcheck.quantity import Page, Quantity
from stabcheck.report import find_writer
from stabcheck.report.run import Run
from stabcheck.report.terminal.overview import FEW_PAGES, is_glance

MANY = dict(list(pages().items())[: FEW_PAGES + 1])


def shown(run: Run) -> str:
    """What a run looks like in a pipe."""
    stream = StringIO()
    find_writer("terminal")(run, stream)
    return stream.getvalue()


def test_a_few_pages_and_whoever_asks_are_shown_in_full() -> None:
    """More than a few pages are an overview, unless --full, --all or --steps asks for more."""
    assert is_glance(Run("sweep", (), 0, pages=MANY))
    assert not is_glance(Run("sweep", (), 0, pages={"sigmoid": pages()["sigmoid"]}))
    for option in ("full", "all", "steps"):
        assert not is_glance(Run("sweep", (), 0, pages=MANY, options=frozenset({option})))


def test_a_form_is_a_line() -> None:
    """Contracts by sign in each format, the worst error, the failure nearest to 0."""
    holds = replace(sweep_result(), failures=(), contracts={"range": "pass", "relative": "pass"})
    fails = replace(holds, form="other", contracts={"range": "fail"}, promised=())
    run = Run("sweep", (holds, fails), 0, pages=MANY | {holds.quantity: pages()[holds.quantity]})
    lines = shown(run).splitlines()
    (line,) = [line for line in lines if line.startswith(f"  {holds.quantity}/{holds.form}")]
    assert line.endswith("holds")
    (line,) = [line for line in lines if line.startswith(f"  {holds.quantity}/other")]
    assert "✗–––" in line
    assert "A page in full: stabcheck sweep" in "\n".join(lines)


class Terminal(StringIO):
    """A text stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """It plays one."""
        return True


@pytest.mark.parametrize("columns", [48, 66, 80])
def test_a_name_is_whole_on_a_narrow_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, signs and errors stand in their columns, the failure below; at most a / is an end."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    names = {"holds": (), "a-form-that-has-a-long-name": sweep_result().failures}
    own = [replace(sweep_result(), form=form, failures=names[form]) for form in names]
    run = Run("sweep", tuple(own), 0, pages=MANY | {"logsumexp": pages()["logsumexp"]})
    stream = Terminal()
    find_writer("terminal")(run, stream)
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).rstrip() for line in stream.getvalue().split("\n")]
    assert max(map(len, lines)) <= columns
    head = next(line for line in lines if "float32" in line)
    sign, end = head.index("float32"), head.index("ulp") + len("ulp")
    rows = [k for k, line in enumerate(lines) if line[sign : sign + 4] == "✗✗✗✓"]
    assert len(rows) == len(names)
    assert all(len(lines[k]) == end and lines[k].endswith("  4.5") for k in rows)
    for k, form in zip(rows, names, strict=True):
        name = lines[k][:sign].strip()
        assert name in {f"logsumexp/{form}", "logsumexp/"}
        assert name != "logsumexp/" or lines[k + 1].strip() == form
    assert "      infinite at 88.72284 on (s, 0, ..., 0) n=2" in lines


def test_the_list_keeps_its_counts_in_line_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page's name, forms and claims stand in a row; most titles fit beside them."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    find_writer("terminal")(Run("list", tuple(pages().values()), 0), stream)
    lines = re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue()).split("\n")
    assert max(map(len, lines)) <= 80
    end = lines[0].index("forms") + len("forms")
    for page in pages().values():
        (row,) = [line for line in lines if line.startswith(f"  {page.name} ")]
        forms = len(page.forms) if isinstance(page, Quantity) else 0
        assert row[:end].endswith(f"  {forms or ' '}"), row
        assert row[end:].strip() == str(len(page.claims) or "")
    assert sum(page.title in "\n".join(lines) for page in pages().values()) > len(pages()) / 2


def test_an_assertion_of_a_page_is_a_line_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The longest name is whole, and beside it stands how many of each kind hold."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    name = max(pages(), key=len)
    kinds = [check for check in CHECKS if check not in {"certificate", "fault", "budget"}]
    found = [Finding(name, "x", check, "as expected", "kept", "kept") for check in kinds]
    stream = Terminal()
    find_writer("terminal")(Run("ci", tuple(found), 0, pages={name: pages()[name]}), stream)
    lines = re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue()).split("\n")
    assert max(map(len, lines)) <= 80
    assert lines[1].split() == ["✓", name, *["1"] * len(kinds)]


def test_what_is_not_as_expected_is_told_below_the_overview() -> None:
    """A form that breaks a promise is marked, and shown in full; the others are not."""
    good = replace(sweep_result(), form="good", failures=(), contracts={}, promised=())
    broken = replace(sweep_result(), contracts={"range": "fail"}, promised=("range",))
    pages_of = MANY | {good.quantity: Page(good.quantity, "of an example")}
    text = shown(Run("sweep", (good, broken), 1, pages=pages_of))
    assert "!–––" in text
    assert "judged" in text.partition("A page in full")[2]
    assert f"\n{good.quantity}/good" not in text


def test_a_page_of_claims_is_a_line_and_the_telling_ones_follow() -> None:
    """A claim that is PROVED without conditions is counted, and any other is shown, too."""
    plain = replace(PROVED, name="plain", conditions=(), expected_conditions=())
    checks = tuple(check(proof) for proof in (plain, REFUTED))
    text = shown(Run("prove", checks, 0, pages=MANY))
    overview, _, rest = text.partition("A page in full: stabcheck prove")
    assert checks[0].page in overview
    assert REFUTED.name in rest
    assert "plain" not in text
    assert "plain" in shown(Run("prove", checks, 0, pages=MANY, options=frozenset({"full"})))


def test_the_option_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Both verbs name it in their help."""
    for verb in ("prove", "sweep"):
        assert main([verb, "--help"]) == 0
        assert "--full" in capsys.readouterr().out
