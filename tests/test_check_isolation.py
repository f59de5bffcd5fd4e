"""Whatever a function does at one input, that input is found, and everything else is judged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stabcheck.target.calling import Call
from stabcheck.target.isolation import Isolated, Ran
from stabcheck.target.loading import NotLoaded

HERE = Path(__file__).parent
X = np.arange(-10, 10, 1 / 64, dtype=np.float32)
#: What misbehaves, as what it is told, and a word of what is said.
LOST = {
    "raises": ("raised", "ValueError: three"),
    "exits": ("exited", "SystemExit: three"),
    "aborts": ("crashed", "process"),
    "reads_null": ("crashed", "process"),
    "drops": ("wrong shape", "(0,)"),
    "counts": ("wrong dtype", "int64"),
}
NOTICED = {"prints": "printed", "warns": "warned", "writes": "modified its input"}


def ran(name: str, timeout_seconds: float = 30, memory_bytes: int | None = None) -> Ran:
    """What came of `X`."""
    runner = Isolated(
        f"{HERE / 'misbehaving.py'}:{name}", None, timeout_seconds, memory_bytes, [str(HERE)]
    )
    try:
        return runner.run(Call((0,)), [X])
    finally:
        runner.close()


def others_are_judged(result: Ran) -> bool:
    """Whether every value but the one at 3 came out as the sound function has it."""
    other = X != 3
    expected = 1 / (1 + np.exp(-X[other].astype(np.float64)))
    return bool(np.allclose(result.values[other], expected, rtol=1e-5))


@pytest.mark.parametrize("name", LOST)
def test_what_comes_to_nothing_is_one_input(name: str) -> None:
    """An input that raises, exits, crashes or returns something else is found alone."""
    result = ran(name)
    kind, word = LOST[name]
    assert X[result.lost].tolist() == [3]
    (loss,) = result.losses
    assert (loss.kind, word in loss.what) == (kind, True)
    assert others_are_judged(result)


def test_a_hang_is_one_input() -> None:
    """An input at which the function never returns is found by its silence."""
    result = ran("hangs", timeout_seconds=2)
    assert X[result.lost].tolist() == [3]
    assert result.losses[0].kind == "hung"
    assert others_are_judged(result)


@pytest.mark.skipif(sys.platform != "linux", reason="only here can memory be limited for sure")
def test_memory_is_limited() -> None:
    """An input that asks for more memory than is allowed is found alone."""
    result = ran("swells", memory_bytes=1 << 30)
    assert X[result.lost].tolist() == [3]
    assert result.losses[0].kind == "memory"


@pytest.mark.parametrize("name", NOTICED)
def test_what_is_done_besides_is_one_input(name: str) -> None:
    """An input at which it prints, warns or is written into is found; nothing is lost."""
    result = ran(name)
    assert [(X[each.row], each.kind) for each in result.noticed] == [(3, NOTICED[name])]
    assert not result.lost.any()


def test_a_sound_function_is_left_alone() -> None:
    """Nothing is lost or noticed of a function that only returns values."""
    result = ran("sound")
    assert not result.lost.any()
    assert result.noticed == []
    assert others_are_judged(result)


@pytest.mark.parametrize(
    ("spec", "message", "hint"),
    [
        (f"{HERE / 'misbehaving.py'}:sond", "no sond in it", "closest: sound"),
        ("no_such_module:f", "there is no module no_such_module", "installed"),
        ("misbehaving", "names no function", "MODULE:FUNCTION"),
        (f"{HERE / 'misbehavin.py'}:f", "there is no file", "closest: misbehaving.py"),
        ("no/such/file.py:f", "there is no file no/such/file.py", "looked for in"),
        ("math:pi", "cannot be called", "name a function"),
    ],
)
def test_what_cannot_be_imported_is_said_in_a_sentence(spec: str, message: str, hint: str) -> None:
    """A function that is not there is refused with a sentence and a hint."""
    with pytest.raises(NotLoaded) as refusal:
        Isolated(spec, None, 10, None)
    assert message in refusal.value.message
    assert hint in refusal.value.hint


def test_a_script_that_checks_itself_does_not_start_workers_without_end(tmp_path: Path) -> None:
    """The check that a worker meets while it imports runs in that worker, and ends there."""
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np, stabcheck\n"
        "def squash(x): return np.tanh(x)\n"
        "report = stabcheck.check(squash, 'tanh', formats=['float64'])\n"
        "print(report.passed, report.assumptions[-1])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.startswith("True")
