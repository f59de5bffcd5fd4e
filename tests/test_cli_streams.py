"""Outputs that cannot be written, and Ctrl-C: the user's affair, in one sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("stabcheck"))
LONG_SWEEP = [PROGRAM, "sweep", "logsumexp", "softmax"]


def in_shell(command: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command, in which $P is stabcheck."""
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "P": PROGRAM},
    )


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("$P list > /dev/full", "to stdout: no space left"),
        ("$P --help > /dev/full", "to stdout: no space left"),
        ("$P list --help > /dev/full", "to stdout: no space left"),
        ("$P list --output json > /dev/full", "to stdout: no space left"),
        ("$P list --output json:/dev/full", "/dev/full: no space left"),
        ("$P list >&-", "to stdout: it is closed"),
        ("$P list --output json >&-", "to stdout: it is closed"),
        ("$P nosuch --output json:/dev/full", "no command 'nosuch'"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_sentence(command: str, where: str) -> None:
    """A full disk and a closed stdout exit 2 with one sentence and a hint, without a traceback."""
    done = in_shell(command)
    wrong, right = done.stderr.splitlines()
    assert done.returncode == 2
    assert where in wrong
    assert wrong.startswith("error: ")
    assert right.startswith("hint: ")


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_a_lost_stderr_changes_no_exit_code(closed: str) -> None:
    """Where nothing can be said, the exit code still says it."""
    assert in_shell(f"$P list network {closed}").returncode == 0
    assert in_shell(f"$P list nosuch {closed}").returncode == 2


@pytest.mark.parametrize("second", ["no/such/folder/x", "."])
@pytest.mark.parametrize("name", ["network", "nosuch"])
def test_one_unwritable_output_leaves_all_unwritten(tmp_path: Path, name: str, second: str) -> None:
    """Beside an output that cannot be written no other file appears."""
    first = tmp_path / "x.json"
    done = in_shell(f"$P list {name} --output json:{first} --output json:{tmp_path / second}")
    assert done.returncode == 2
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_full_device_leaves_the_file_beside_it_alone(tmp_path: Path) -> None:
    """A report is put in its place only when every other is written too."""
    path = tmp_path / "x.json"
    path.write_text("old", encoding="utf-8")
    assert in_shell(f"$P list --output json:{path} --output json:/dev/full").returncode == 2
    assert in_shell(f"$P list --output json:{path} > /dev/full").returncode == 2
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_refusal_overwrites_no_report(tmp_path: Path) -> None:
    """A mistake is reported on stdout and in a new file; a report that is there stays."""
    path = tmp_path / "x.json"
    path.write_text("good", encoding="utf-8")
    done = in_shell(f"$P prove nosuch --output json --output json:{path}")
    assert done.returncode == 2
    assert json.loads(done.stdout)["exit_code"] == 2
    assert path.read_text(encoding="utf-8") == "good"


@pytest.mark.parametrize(
    ("jobs", "times", "send"),
    [("1", 1, os.killpg), ("1", 3, os.kill), ("2", 1, os.kill), ("2", 3, os.killpg)],
)
def test_ctrl_c_is_one_word(
    tmp_path: Path, jobs: str, times: int, send: Callable[[int, int], None]
) -> None:
    """Ctrl-C, once or again and again, ends with 130, one word, and no file half-written."""
    output = f"json:{tmp_path / 'x.json'}"
    process = subprocess.Popen(
        [*LONG_SWEEP, "--jobs", jobs, "--output", output],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list(tmp_path.iterdir()):  # it has begun
        time.sleep(0.01)
    time.sleep(0.6)
    for _ in range(times):
        if process.poll() is None:
            send(process.pid, signal.SIGINT)
        time.sleep(0.02)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.split() == ["interrupted"]
    assert list(tmp_path.iterdir()) == []
