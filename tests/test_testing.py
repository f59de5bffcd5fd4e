"""assert_stable and the pytest plugin: what a project's own tests see."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from projects import EXCUSED, check, make_project

from stabcheck.testing import assert_stable

ROOT = Path(__file__).parent.parent
PLUGIN = "stabcheck.pytest_plugin"


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in ``folder``, with the plugin as an installation would load it."""
    loaded = any(entry.value == PLUGIN for entry in entry_points(group="pytest11"))
    plugin = [] if loaded else ["-p", PLUGIN]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def load(folder: Path, name: str) -> str:
    """The name of a function of the hand-made project, by the file that defines it."""
    make_project(folder)
    return f"{folder / 'hand_made.py'}:{name}"


def test_a_sound_function_is_stable(tmp_path: Path) -> None:
    """The assertion holds, and returns the report."""
    report = assert_stable(load(tmp_path, "sound"), "sigmoid", formats=["float16"], max_ulp=8)
    assert report.passed
    assert report.quantity == "sigmoid"


def test_a_broken_function_fails_with_what_to_do(tmp_path: Path) -> None:
    """The message names the contract, the input, what is right, what would hold, and a replay."""
    with pytest.raises(AssertionError) as caught:
        assert_stable(load(tmp_path, "broken"), "sigmoid", formats=["float16"])
    text = str(caught.value)
    assert "0 of 3 assertions hold" in text.splitlines()[0]
    assert "contract/range: expected range kept, found broken in float16" in text
    assert "got nan, true 0.99" in text
    assert "sigmoid/two-branch keeps it" in text
    assert "--as sigmoid --format float16 --probe x=s --at 0x" in text


def test_a_known_failure_must_go_on_failing(tmp_path: Path) -> None:
    """What is expected to fail passes while it fails, and fails when it holds."""
    broken, sound = load(tmp_path, "broken"), load(tmp_path, "sound")
    known = {"range": "overflow", "absolute": "nan", "special": "inf/inf"}
    assert_stable(broken, "sigmoid", formats=["float16"], expect_fail=known)
    with pytest.raises(AssertionError, match="expected range broken: overflow, found kept"):
        assert_stable(sound, "sigmoid", formats=["float16"], expect_fail={"range": "overflow"})


def test_a_function_of_another_meaning_is_told_so() -> None:
    """A function that is not the quantity over the reals is shown the point where it differs."""

    def other(x):
        return x / (1 + abs(x))

    with pytest.raises(AssertionError, match="over the reals it is another function: at x = "):
        assert_stable(other, "sigmoid", formats=["float16"])


def test_the_plugin_runs_a_projects_checks(tmp_path: Path) -> None:
    """With --stabcheck each check is a test, that -k selects and that fails with its message."""
    make_project(
        tmp_path,
        check("hand_made:sound"),
        check("hand_made:broken", EXCUSED, 'name = "excused"'),
        check("hand_made:broken"),
        check("hand_made:nosuch"),
    )
    done = run_pytest(tmp_path, "--stabcheck")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 2 passed" in done.stdout
    assert "contract/range: expected range kept, found broken in float16" in done.stdout
    assert "FAILED pyproject.toml::hand_made:nosuch" in done.stdout
    assert "Traceback" not in done.stdout
    done = run_pytest(tmp_path, "--stabcheck", "--collect-only", "-k", "sound or excused")
    chosen = [line for line in done.stdout.splitlines() if "::" in line]
    assert chosen == ["pyproject.toml::hand_made:sound", "pyproject.toml::excused"]


def test_without_its_option_the_plugin_adds_nothing(tmp_path: Path) -> None:
    """A project's table alone makes no test."""
    make_project(tmp_path, check("hand_made:broken"))
    assert run_pytest(tmp_path).returncode == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("toml", "message"), [("", "no pyproject"), ("[tool.stabcheck]\nx=1", "'x'")]
)
def test_a_mistake_is_pytests_usage_error(tmp_path: Path, toml: str, message: str) -> None:
    """No table, and a wrong one, are one sentence and pytest's exit code 4."""
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    done = run_pytest(tmp_path, "--stabcheck")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", [PLUGIN, "stabcheck.testing"])
def test_what_is_not_used_costs_nothing(module: str) -> None:
    """Neither the plugin nor the import of assert_stable loads NumPy, SymPy or an engine."""
    code = (
        f"import sys, pytest; before = set(sys.modules); import {module}; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert module in loaded
    assert {name for name in loaded if name.startswith("stabcheck")} <= {"stabcheck", module}
    assert not loaded & {"numpy", "sympy", "flint"}


def test_pytest_finds_the_plugin() -> None:
    """The package declares the plugin where pytest looks for it."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert declared["entry-points"]["pytest11"] == {"stabcheck": PLUGIN}
