"""A worker is forked from a warm server or started anew: to a function it is the same process."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from stabcheck.target import starting
from stabcheck.target.calling import Call
from stabcheck.target.isolation import Isolated, Ran
from stabcheck.target.starting import Forked, Spawned

HERE = Path(__file__).parent
X = np.arange(0, 8, dtype=np.float32)
BOTH = pytest.mark.parametrize("way", [Forked, Spawned])
FORKS = pytest.mark.skipif(not starting._can_fork(), reason="workers are not forked here")
NUMBER = """
import os
import numpy as np
import other
def number(x):
    with open("number") as file:
        return np.full_like(x, other.N + int(os.environ["NUMBER"]) + int(file.read()))
"""


def ran(spec: str, timeout_seconds: float = 30) -> Ran:
    """What came of `X`."""
    runner = Isolated(spec, None, timeout_seconds, None)
    try:
        return runner.run(Call((0,)), [X])
    finally:
        runner.close()


@pytest.fixture
def started(way: type[Forked | Spawned], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The workers that were started, all of them in one way."""
    if way is Forked and not starting._can_fork():
        pytest.skip("workers are not forked here")
    made: list[object] = []
    monkeypatch.setattr(starting, "_can_fork", lambda: way is Forked)
    init = way.__init__

    def counted(self: Forked | Spawned) -> None:
        init(self)
        made.append(self)

    monkeypatch.setattr(way, "__init__", counted)
    return made


@BOTH
def test_a_worker_is_where_it_was_asked_for(
    started: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the folder, the environment and the import path of that moment, time after time."""
    for number in (2, 3):
        folder = tmp_path / str(number)
        (folder / "library").mkdir(parents=True)
        (folder / "here.py").write_text(NUMBER, encoding="utf-8")
        (folder / "library" / "other.py").write_text(f"N = {number}", encoding="utf-8")
        (folder / "number").write_text(f"{100 * number}", encoding="utf-8")
        monkeypatch.chdir(folder)
        monkeypatch.setenv("NUMBER", str(10 * number))
        monkeypatch.syspath_prepend(str(folder / "library"))
        assert set(ran("here:number").values.tolist()) == {111 * number}
    assert len(started) == 2


@pytest.mark.parametrize(
    ("way", "last", "told"),
    [
        (Forked, "os.abort()", "kills the process by SIGABRT"),
        (Forked, "os._exit(7)", "ends the process with exit code 7"),
        (Forked, "os.kill(os.getpid(), 9)", "kills the process by SIGKILL"),
        (Spawned, "os.abort()", "kills the process by SIGABRT"),
    ],
)
def test_how_a_worker_ends_is_told(
    started: list[object], last: str, told: str, tmp_path: Path
) -> None:
    """Its exit code, or the signal by which it was killed; and another one is started."""
    text = f"import os\ndef ends(x):\n    if (x == 3).any(): {last}\n    return x\n"
    (tmp_path / "at_3.py").write_text(text, encoding="utf-8")
    result = ran(f"{tmp_path / 'at_3.py'}:ends")
    assert [loss.what for loss in result.losses] == [told]
    assert X[result.lost].tolist() == [3]
    assert len(started) > 1


@FORKS
def test_a_server_that_is_gone_is_replaced() -> None:
    """Its death is nobody's failure: the next worker is forked from a new one."""
    ran(f"{HERE / 'misbehaving.py'}:sound")
    (server,) = starting._servers
    server._process.kill()
    server._process.wait()
    assert not ran(f"{HERE / 'misbehaving.py'}:sound").lost.any()
    assert starting._servers != [server]


@FORKS
def test_what_numpy_reads_when_it_starts_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server started before NumPy's own settings were changed forks no more workers."""
    before = starting._server()
    assert starting._server() is before
    monkeypatch.setenv("NPY_PROMOTION_STATE", "weak")
    assert starting._server() is not before


@FORKS
def test_a_function_that_hangs_ends_with_whoever_was_killed(tmp_path: Path) -> None:
    """A worker of a killed process is not left behind, wherever in the function it is."""
    hung = tmp_path / "hung.py"
    hung.write_text(
        "import os\n"
        "def hangs(x):\n"
        "    os.write(os.open('pid', os.O_CREAT | os.O_WRONLY), str(os.getpid()).encode())\n"
        "    while True: pass\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "stabcheck", "check", "hung:hangs", "--as", "sigmoid"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as checking:
        pid = tmp_path / "pid"
        while not pid.is_file() or not pid.read_text(encoding="ascii"):
            time.sleep(0.05)
        checking.send_signal(signal.SIGKILL)
    worker = Path(f"/proc/{pid.read_text(encoding='ascii')}")
    deadline = time.monotonic() + 10
    while worker.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not worker.exists()
