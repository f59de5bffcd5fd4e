"""The command line as a whole: start-up, help, exit codes, mistakes."""

from __future__ import annotations

import json
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from stabcheck.cli import main as cli
from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.main import VERBS, main
from stabcheck.report import FORMATS, ONLY_FOR

PROGRAM = str(Path(sys.executable).with_name("stabcheck"))
BUDGET = 2.5


def cpu_seconds(command: list[str], tries: int = 5) -> float:
    """The least CPU time, of a few tries, that a command takes."""
    times = []
    for _ in range(tries):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_help_is_quick() -> None:
    """--help takes less than 2.5 times the CPU time of importing click."""
    click_alone = cpu_seconds([sys.executable, "-c", "import click"])
    assert cpu_seconds([PROGRAM, "--help"]) < BUDGET * click_alone


@pytest.mark.parametrize("arguments", [["--help"], *([verb, "--help"] for verb in VERBS)])
def test_help_imports_no_engine(arguments: list[str]) -> None:
    """No help text costs an import of NumPy, SymPy or rich."""
    script = (
        "import sys; from stabcheck.cli.main import main; main(sys.argv[1:]); "
        "print(*({'numpy', 'sympy', 'rich', 'flint'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True
    )
    assert done.stderr.strip() == ""
    assert "Exit codes: 0 all as expected" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["list"], ["sweep", "sigmoid/naive", "--format", "float16", "--jobs", "1"]]
)
def test_what_proves_nothing_imports_no_sympy(arguments: list[str]) -> None:
    """Half a second less to wait for."""
    script = (
        "import sys; from stabcheck.cli.main import main; code = main(sys.argv[1:]); "
        "sys.exit(code or 'sympy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("arguments", [["--help"], *([verb, "--help"] for verb in VERBS)])
def test_help_reads_well(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An example is a line of its own; a value has a name and no type, but where it is chosen."""
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if re.search(r"\\|\bTEXT\b|RANGE|\b(INTEGER|FLOAT)\b", line)]
    examples = [line.strip() for line in lines if line.startswith("    stabcheck ")]
    assert examples or arguments[0] not in {"--help", "prove", "sweep", "check"}
    for example in examples:
        verb = shlex.split(example)[1]
        assert verb in {*VERBS, "COMMAND"}


def test_help_names_the_outputs_that_a_verb_has(capsys: pytest.CaptureFixture[str]) -> None:
    """Each of them is written, and the others are refused."""
    for verb in VERBS:
        main([verb, "--help"])
        said = " ".join(capsys.readouterr().out.split())
        listed = said.partition("Write the result as ")[2].partition(", to PATH")[0]
        own = set(listed.replace(" or ", ", ").split(", "))
        assert own == {name for name in FORMATS if verb in ONLY_FOR.get(name, (verb,))}


def test_every_verb_has_a_module_and_a_help_text() -> None:
    """The stored texts and the verbs' modules are the same set, and say the same name."""
    for verb in VERBS:
        command = cli.stabcheck.get_command(None, verb)  # type: ignore[arg-type]
        assert command is not None
        assert command.name == verb
    files = {path.stem for path in Path(cli.__file__).parent.glob("*.py")}
    assert set(VERBS) <= files


@pytest.mark.parametrize(
    ("arguments", "code", "sentence", "hint"),
    [
        (["prvoe"], 2, "there is no command 'prvoe'", "closest: prove"),
        (["prove", "lse-shfit"], 2, "there is no page or claim 'lse-shfit'", "lse-shift"),
        (["prove", "x^2"], 2, "'x^2' is no equality", "'x^2 = 0'"),
        (["prove", "qqq(x) = 1"], 2, "no function 'qqq'", "exp, log, sqrt, abs, max, sum and such"),
        (["prove", "zzz*"], 5, "nothing is selected by zzz*", "stabcheck list"),
        (["list", "--steps"], 2, "No such option", "stabcheck list --help"),
        (["list", "--output", "jsn"], 2, "there is no output format 'jsn'", "closest: json"),
        (["list", "--output", "json:"], 2, "--output json: names no file", "json:PATH"),
        (["list", "--output", "json:/no/such/x"], 2, "cannot write /no/such/x", "another PATH"),
        (["sweep", "sigmoid", "--format", "float23"], 2, "no format 'float23'", "float32"),
        (["sweep", "sigmoid", "--form", "naiv"], 2, "no form of sigmoid called 'naiv'", "naive"),
        (["sweep", "network"], 5, "network has no forms", "stabcheck prove network"),
        (["sweep", "lse-shift"], 2, "'lse-shift' is a claim", "stabcheck prove lse-shift"),
        (["explain", "lse-shift"], 2, "no page 'lse-shift'", "stabcheck explain logsumexp"),
        (["prove", "qqqq"], 2, "no page or claim 'qqqq'", "and more: stabcheck list shows all"),
        (
            ["sweep", "logsumexp/naive", "--format", "float16", "--probe", "(q, 0)", "--at", "1"],
            2,
            "'q' is no entry of a probe",
            "a probe is written",
        ),
        (["sweep", "sigmoid", "--probe", "(s, 0)"], 2, "", "a probe is written"),
        (["sweep", "sigmoid", "--at", "0x1"], 2, "--at replays one form", "--form"),
        (["explain"], 2, "Missing argument", "stabcheck explain --help"),
        (["explain", "lgosumexp"], 2, "there is no page 'lgosumexp'", "closest: logsumexp"),
    ],
)
def test_a_mistake_is_one_sentence_and_a_hint(
    arguments: list[str],
    code: int,
    sentence: str,
    hint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A mistake exits with its code, says what is wrong and what would be right, on stderr."""
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    wrong, right = captured.err.splitlines()
    assert wrong.startswith("error: ")
    assert sentence in wrong
    assert right.startswith("hint: ")
    assert hint in right


@pytest.mark.parametrize(
    "arguments",
    [
        ["prove", "lse-shfit", "--output", "json"],
        ["prove", "--output=json", "--no-such-option"],
        ["sweep", "--format", "float23", "--output", "json"],
        ["prvoe", "--output", "json"],
    ],
)
def test_a_mistake_is_valid_json_where_json_was_asked_for(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A refused command's stdout is the envelope with its problem, if it was to be JSON."""
    code = main(arguments)
    envelope = json.loads(capsys.readouterr().out)
    assert envelope["exit_code"] == code == ExitCode.USAGE
    assert envelope["results"] == []
    assert envelope["errors"][0]["message"]


def test_an_internal_error_exits_3_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody foresaw is never exit code 1, and is JSON where JSON was asked for."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("unforeseen")

    monkeypatch.setattr("stabcheck.cli.selection.select_pages", fail)
    assert main(["list", "--output", "json"]) == ExitCode.INTERNAL
    captured = capsys.readouterr()
    assert "Traceback" in captured.err
    assert json.loads(captured.out)["exit_code"] == ExitCode.INTERNAL


def test_an_interrupt_is_not_a_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C exits 130, as shells have it."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stabcheck.cli.selection.select_pages", interrupt)
    assert main(["list"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_reader_that_leaves_early_does_no_harm() -> None:
    """A closed pipe, as of head, is neither a traceback nor an internal error."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {PROGRAM} list | true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 141)


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints the installed version, and python -m stabcheck is the same program."""
    from importlib.metadata import version

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"stabcheck {version('stabcheck')}\n"
    module = subprocess.run(
        [sys.executable, "-m", "stabcheck", "--version"], capture_output=True, text=True, check=True
    )
    assert module.stdout == f"stabcheck {version('stabcheck')}\n"
