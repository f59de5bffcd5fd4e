"""`stabcheck ci` in a project: its checks, its excuses and its budget decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from projects import EXCUSED, check, make_project

from stabcheck.cli.main import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a sound function and an excused one, and the working directory in it."""
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path, check("hand_made:sound"), check("hand_made.py:broken", EXCUSED))


def test_a_projects_checks_are_run_from_anywhere_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Module and file are found from the folder of the pyproject.toml; known failures are fine."""
    below = folder / "docs" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert main(["ci"]) == 0
    shown = capsys.readouterr().out
    assert "hand_made:sound" in shown
    assert "6 assertions: all as expected" in shown


def test_a_broken_function_fails_with_file_and_line(folder: Path, capsys: Captured) -> None:
    """Without its excuse the broken function fails; the report leads to its definition."""
    (folder / ".git").mkdir()
    make_project(folder, check("hand_made.py:broken"))
    assert main(["ci", "--output", f"sarif:{folder / 'x.sarif'}"]) == 1
    shown = capsys.readouterr().out
    assert "expected range kept" in shown
    assert "sigmoid/two-branch keeps it" in shown
    assert "stabcheck check hand_made.py:broken --as sigmoid --format float16" in shown
    (run,) = json.loads((folder / "x.sarif").read_text(encoding="utf-8"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "hand_made.py"
    assert place["region"]["startLine"] == 8


def test_an_excuse_out_of_date_fails(folder: Path, capsys: Captured) -> None:
    """A sound function that is expected to fail is a failure."""
    make_project(folder, check("hand_made:sound", 'expect-fail = { range = "once it did" }'))
    assert main(["ci"]) == 1
    assert "expected range broken: once it did" in capsys.readouterr().out


def test_names_select_checks(folder: Path, capsys: Captured) -> None:
    """A name or glob selects; a miss names the closest, or the page of that name."""
    make_project(folder, check("hand_made:sound"), check("hand_made:nosuch", 'name = "other"'))
    assert main(["ci", "*:sound"]) == 0
    assert main(["ci", "hand_made:soud"]) == 2
    assert "closest: hand_made:sound" in capsys.readouterr().err
    assert main(["ci", "sigmoid"]) == 2
    assert "stabcheck ci --catalogue sigmoid" in capsys.readouterr().err
    assert main(["ci", "zz*"]) == 5
    assert main(["ci", "other"]) == 2
    error = capsys.readouterr().err
    assert "error: other: " in error
    assert "nosuch" in error


def test_the_catalogue_is_asserted_on_request_and_where_there_is_no_project(
    folder: Path, capsys: Captured
) -> None:
    """--catalogue, and a pyproject.toml without our table, assert pages."""
    assert main(["ci", "--catalogue", "network"]) == 0
    assert "network" in capsys.readouterr().out
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert main(["ci", "network"]) == 0


def test_an_option_that_would_do_nothing_is_refused(folder: Path, capsys: Captured) -> None:
    """How the catalogue is swept is nothing to say of a project's functions."""
    for option in (("--jobs", "2"), ("--accumulate", "float32")):
        assert main(["ci", *option]) == 2
        assert f"{option[0]} is for the catalogue" in capsys.readouterr().err
    assert folder.exists()


def test_a_table_that_lists_nothing_is_no_success(folder: Path, capsys: Captured) -> None:
    """A project that asserts nothing exits 5, and does not pass for green."""
    make_project(folder)
    assert main(["ci"]) == 5
    assert "lists no check" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("toml", "message", "hint"),
    [
        ("[tool.stabcheck]\nformat = 'float16'\n", "has no key 'format'", "closest: formats"),
        (check("m:f").replace("sigmoid", "sigmiod"), "there is no quantity 'sigmiod'", "sigmoid"),
        (check("no_such_module_here:f"), "no_such_module_here", "installed"),
        ("[tool\n", "it is not TOML", ""),
    ],
)
def test_a_mistake_in_the_table_is_one_sentence(
    folder: Path, capsys: Captured, toml: str, message: str, hint: str
) -> None:
    """A wrong table, an unknown quantity and a missing module exit 2, each with its hint."""
    (folder / "pyproject.toml").write_text(toml, encoding="utf-8")
    assert main(["ci"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err.splitlines()[0]
    assert hint in captured.err


def test_the_budget_is_a_ratchet(folder: Path, capsys: Captured) -> None:
    """Written once, it holds; what gets worse fails, what gets better is told."""
    budget = folder / "stabcheck-budget.json"
    assert main(["ci", "--update-budget"]) == 0
    assert "budget of 2 functions is written" in capsys.readouterr().err
    written = budget.read_text(encoding="utf-8")
    assert main(["ci"]) == 0
    assert "better" not in capsys.readouterr().out
    document = json.loads(written)
    line = document["functions"]["hand_made.py:broken"]["float16 x=s"]
    line["failing"][0]["last"] = line["failing"][0]["first"]
    budget.write_text(json.dumps(document), encoding="utf-8")
    assert main(["ci", "hand_made.py:broken"]) == 1
    assert "worse: range broken (nan) from s = 11.09375 to 65504.0" in capsys.readouterr().out
    line["failing"][0]["last"] = "0x7bff"
    line["worst_ulp"] += 10
    budget.write_text(json.dumps(document), encoding="utf-8")
    assert main(["ci", "hand_made.py:broken"]) == 0
    assert "better: " in capsys.readouterr().out
    assert main(["ci", "--update-budget", "hand_made.py:broken"]) == 0
    assert budget.read_text(encoding="utf-8") == written


def test_a_budget_that_cannot_be_read_excuses_nothing(folder: Path, capsys: Captured) -> None:
    """A file that is no budget, and one that is named and not there, exit 2."""
    (folder / "stabcheck-budget.json").write_text("{}", encoding="utf-8")
    assert main(["ci", "*sound"]) == 2
    assert "--update-budget writes one" in capsys.readouterr().err
    assert main(["ci", "*sound", "--budget", "nowhere.json"]) == 2
    assert "cannot read nowhere.json" in capsys.readouterr().err


def test_the_catalogue_has_a_budget_on_request(folder: Path, capsys: Captured) -> None:
    """With a file named, the forms of the catalogue are held to it too."""
    path = folder / "forms.json"
    arguments = ["ci", "--catalogue", "tanh_grad", "--budget", str(path)]
    assert main([*arguments, "--update-budget"]) == 0
    assert "tanh_grad/" in path.read_text(encoding="utf-8")
    assert main(arguments) == 0
    assert main(["ci", "--catalogue", "--update-budget"]) == 2
    assert "name a file" in capsys.readouterr().err
