"""The page on CI says what is so: its files are read, its samples and its jobs are run."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from stabcheck.cli.main import main
from stabcheck.config import keys_of_checks, keys_of_the_table, read_config
from stabcheck.report import FOR_CI

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from project import PAGE, files_of, make_project, refreshed_page  # noqa: E402 - by the path above
from samples import samples, stable  # noqa: E402 - likewise

TEXT = PAGE.read_text(encoding="utf-8")
FILES = files_of(TEXT)
HOOKS = ROOT / ".pre-commit-hooks.yaml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's project, and the working directory in it."""
    make_project(TEXT, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def commands_in(document: Any) -> list[str]:
    """Every shell command in a workflow, whatever the service calls it."""
    if isinstance(document, dict):
        own = [value for key, value in document.items() if key == "run"]
        lines = [line for key, value in document.items() if key == "script" for line in value]
        return own + lines + [c for value in document.values() for c in commands_in(value)]
    if isinstance(document, list):
        return [command for value in document for command in commands_in(value)]
    return []


def test_every_block_is_a_file_or_a_sample() -> None:
    """No block of the page escapes the tests."""
    assert len(FILES) + len(samples(TEXT)) == TEXT.count("\n```") // 2
    assert set(FILES) == {
        "mylib/losses.py",
        "pyproject.toml",
        "test_losses.py",
        ".github/workflows/stability.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
    }
    for path, text in FILES.items():
        assert not path.endswith(".py") or ast.parse(text).body


def test_the_samples_show_what_the_commands_print() -> None:
    """One after another in the page's project, the commands print what the page shows."""
    today = samples(refreshed_page(TEXT))
    for (command, shown), (_, now) in zip(samples(TEXT), today, strict=True):
        assert stable(shown) == stable(now), f"{command} is stale: make picture"


def test_the_table_of_keys_is_the_configurations() -> None:
    """Each key has its row, with a tick for where it may stand; and no row is of no key."""
    rows = re.findall(r"^\| `([\w-]+)` \| (✓?) ?\| (✓?) ?\|", TEXT, re.MULTILINE)
    assert {key for key, of_table, _ in rows if of_table} == set(keys_of_the_table())
    assert {key for key, _, of_check in rows if of_check} == set(keys_of_checks())
    config = read_config(FILES["pyproject.toml"])
    assert config is not None
    assert len(config.checks) == 2


def test_the_readmes_table_is_read() -> None:
    """What the README shows of a configuration is one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (toml,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    config = read_config(toml)
    assert config is not None
    assert config.checks[0].expect_fail == {"special": "masked rows give NaN by design"}


@pytest.mark.parametrize("path", [".github/workflows/stability.yml", ".gitlab-ci.yml"])
def test_the_jobs_run_as_they_are_written(project: Path, path: str) -> None:
    """The workflow is YAML, its stabcheck step succeeds, and leaves the file that it uploads."""
    document = yaml.safe_load(FILES[path])
    steps = [shlex.split(command) for command in commands_in(document)]
    (step,) = [words for words in steps if words[0] == "stabcheck"]
    assert main(step[1:]) == 0
    uploads = re.findall(r"(?:sarif_file|junit): (\S+)", FILES[path])
    assert uploads
    assert all((project / upload).stat().st_size > 0 for upload in uploads)


def test_the_page_names_every_format_for_ci() -> None:
    """Each format for services stands on the page."""
    for name in FOR_CI:
        assert f"`{name}`" in TEXT


def test_the_test_on_the_page_passes(project: Path) -> None:
    """The page's own test passes in the page's project."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_losses.py"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_hooks_run_a_command_that_there_is() -> None:
    """The hook on the page and the one of the repository have what pre-commit needs, and run."""
    page = yaml.safe_load(FILES[".pre-commit-config.yaml"])["repos"][0]["hooks"]
    for hook in [*page, *yaml.safe_load(HOOKS.read_text(encoding="utf-8"))]:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["pass_filenames"] is False
        program, *arguments = shlex.split(hook["entry"])
        assert program == "stabcheck"
        assert main([*arguments, "--help"]) == 0
