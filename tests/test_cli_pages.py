"""``--pages`` and ``pages = [...]``: pages beside a project, in every verb and every worker."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from projects import make_project

from stabcheck.catalogue import beside, pages
from stabcheck.cli.main import main
from stabcheck.foreign import read_page_file
from stabcheck.sweeping.engine import plan, sweep

Captured = pytest.CaptureFixture[str]

#: A page like one of the catalogue's, under another name.
PAGE = '''\
"""The square of x + 1, which cancels near −1 where it is multiplied out."""

import numpy as np

from stabcheck.quantity import Quantity, real, special

shifted_square = Quantity(
    "shifted_square",
    "the square of x + 1",
    arguments={"x": real()},
    specials=(special(np.inf, accepts=np.inf), special(np.nan, accepts="nan")),
)


@shifted_square.definition
def definition(x):
    return (x + 1) ** 2


@shifted_square.sensitivity
def sensitivity(x):
    return np.abs(2 * x * (x + 1))


@shifted_square.form("expanded", why="x² + 2x cancels 1 near −1", holds=())
def expanded(x):
    return x * x + 2 * x + 1
'''
FUNCTION = "import numpy as np\ndef squared(x):\n    return np.square(x + 1)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the page, and a function to check, and no project around it."""
    (tmp_path / "own.py").write_text(PAGE, encoding="utf-8")
    (tmp_path / "code.py").write_text(FUNCTION, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        ("list", "pages of own.py"),
        ("list own", "shifted_square"),
        ("prove shifted_square", "PROVED     shifted_square/expanded"),
        ("prove shifted_square(x)=x^2+2*x+1", "1 PROVED"),
        ("sweep own/ --format float16 --jobs 2", "1 form × 1 format"),
        ("explain shifted_square", "which cancels near −1"),
        ("ci shifted_square --jobs 1", "all as expected"),
    ],
)
def test_every_verb_knows_the_page(
    folder: Path, capsys: Captured, arguments: str, shows: str
) -> None:
    """With the file named it is a page as any other; without, there is none of that name."""
    command = arguments.split()
    assert main([*command, "--pages", "own.py"]) == 0
    assert shows in capsys.readouterr().out
    assert list(pages()) == list(pages(()))
    if command != ["list"]:
        assert main(command) == 2
        assert capsys.readouterr().err.startswith("error: ")
    assert folder.exists()


def test_a_function_is_checked_as_the_page(folder: Path, capsys: Captured) -> None:
    """The function's own process has the page too, and the replay line names the file."""
    command = ["check", "code.py:squared", "--as", "shifted_square", "--pages", "own.py"]
    command += ["--format", "float16", "--require", "relative", "--max-ulp", "0.01"]
    assert main([*command, "--output", "json"]) == 1
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["proof"]["verdict"] == "PROVED"
    assert folder.name
    witnesses = [c["witness"] for c in result["contracts"] if c["witness"]]
    assert all("--pages own.py" in witness["replay"] for witness in witnesses)
    assert witnesses


def test_a_replay_line_finds_the_page(folder: Path, capsys: Captured) -> None:
    """The line printed below a failure replays it, as it stands."""
    command = ["sweep", "shifted_square", "--format", "float16", "--pages", "own.py"]
    assert main(command) == 0
    shown = capsys.readouterr().out.splitlines()
    line = next(each.strip() for each in shown[::-1] if "--at 0x" in each)
    assert line.endswith("--pages own.py")
    assert main(line.split()[1:]) in (0, 1)
    assert "cancellation" in capsys.readouterr().out
    assert folder.exists()


def test_workers_that_have_not_the_file_run_its_page(folder: Path) -> None:
    """The page travels with its tasks: processes that start afresh need neither file nor option."""
    with beside([read_page_file(Path("own.py"))]):
        tasks = plan([pages()["shifted_square"]], formats=["float16"])  # type: ignore[list-item]
        here = list(sweep(tasks, jobs=1))
    (folder / "own.py").unlink()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        there = list(sweep(tasks, executor=elsewhere))
    assert [(r.failures, r.counts, r.pages) for r in there] == [
        (r.failures, r.counts, r.pages) for r in here
    ]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (None, "there is no file own.py", "--pages path/to/file.py"),
        ("x = (\n", "own.py is not Python: '(' was never closed, line 1", "python own.py"),
        ("x\0 = 1\n", "own.py is not Python", "python own.py"),
        ("import numpy as np\n", "own.py defines no page", "Quantity"),
        (
            "import math\n\nmath.sqroot(2)\n",
            "AttributeError: module 'math' has no attribute 'sqroot', line 3",
            "python own.py",
        ),
        ("import nowhere_at_all\n", "ModuleNotFoundError: No module named 'nowhere", "own.py"),
        ("raise SystemExit(3)\n", "own.py cannot be imported: SystemExit: 3, line 1", "own.py"),
        (PAGE.replace('"shifted_square"', '"sigmoid"'), "two pages are called 'sigmoid'", "name"),
        (PAGE.replace('"shifted_square"', '"a*b"'), "cannot be called 'a*b'", "make a name"),
        (PAGE.replace("@shifted_square.definition", ""), "has no definition", ".definition"),
        (PAGE.replace("@shifted_square.sensitivity", ""), "has no sensitivity", ".sensitivity"),
        (PAGE.replace("np.abs(2 * x", "\udc80"), "cannot read own.py: it is not UTF-8", "--pages"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_a_hint(
    folder: Path, capsys: Captured, text: str | None, message: str, hint: str
) -> None:
    """Exit code 2, no traceback, nothing on stdout; and the catalogue is as it was."""
    (folder / "own.py").unlink()
    if text is not None:
        (folder / "own.py").write_text(text, encoding="utf-8", errors="surrogateescape")
    assert main(["list", "--pages", "own.py"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    error, hinted = captured.err.splitlines()
    assert message in error
    assert hint in hinted
    assert list(pages()) == list(pages(()))


def test_what_a_file_prints_is_no_report(folder: Path, capsys: Captured) -> None:
    """JSON stays JSON, whatever the file prints while it is imported."""
    (folder / "own.py").write_text("print('hello')\n" + PAGE, encoding="utf-8")
    assert main(["list", "shifted_square", "--pages", "own.py", "--output", "json"]) == 0
    captured = capsys.readouterr()
    (page,) = json.loads(captured.out)["results"]
    assert (page["name"], page["group"]) == ("shifted_square", "own")
    assert captured.err == "hello\n"


def test_a_project_names_its_pages(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``pages`` of the table is read in every verb, from anywhere in the project."""
    check = '[[tool.stabcheck.check]]\nfunction = "code.py:squared"\nas = "shifted_square"\n'
    make_project(folder)
    table = (folder / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(f'{table}pages = ["own.py"]\n{check}', encoding="utf-8")
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert main(["ci"]) == 0
    assert "code.py:squared" in capsys.readouterr().out
    assert main(["list", "shifted_square"]) == 0
    (folder / "own.py").unlink()
    assert main(["list"]) == 2
    assert "there is no file" in capsys.readouterr().err
