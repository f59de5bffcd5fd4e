"""--output: several reports of one run, each whole or not there at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stabcheck.cli.main import main
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.outputs import Output, parse_outputs, reporting
from stabcheck.report.run import Run


def test_the_terminal_stays_where_every_output_has_a_path() -> None:
    """Files do not take the screen away; a format on stdout does."""
    assert parse_outputs([]) == [Output("terminal", None)]
    to_file = Output("json", Path("x"))
    assert parse_outputs(["json:x"]) == [Output("terminal", None), to_file]
    assert parse_outputs(["json"]) == [Output("json", None)]
    assert parse_outputs(["json", "terminal:x"])[1] == Output("terminal", Path("x"))


def test_two_reports_cannot_share_stdout() -> None:
    """Two formats on stdout are refused."""
    with pytest.raises(Mistake, match="cannot both go to stdout"):
        parse_outputs(["json", "terminal"])


def test_one_run_writes_every_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One run shows the terminal's report and writes JSON to a file."""
    path = tmp_path / "list.json"
    assert main(["list", "--output", f"json:{path}"]) == 0
    assert "logsumexp" in capsys.readouterr().out
    assert json.loads(path.read_text(encoding="utf-8"))["command"] == "list"
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_that_fails_leaves_the_old_file_alone(tmp_path: Path) -> None:
    """An output is replaced only by a whole one; nothing else is left beside it."""
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")

    def break_off() -> None:
        with reporting([f"json:{path}"]) as write:
            write(Run("list", (), 0))
            raise RuntimeError("after the report was written")

    with pytest.raises(RuntimeError, match="after the report"):
        break_off()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    """The report has the mode of the file it replaces; a new one that of any new file."""
    old, new, plain = (tmp_path / name for name in ("old", "new", "plain"))
    old.write_text("", encoding="utf-8")
    old.chmod(0o640)
    plain.write_text("", encoding="utf-8")
    for path in (old, new):
        with reporting([f"json:{path}"]) as write:
            write(Run("list", (), 0))
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode == plain.stat().st_mode


def test_a_link_is_written_through(tmp_path: Path) -> None:
    """A symbolic link stays a link; the file it leads to is replaced."""
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    with reporting([f"json:{link}"]) as write:
        write(Run("list", (), 0))
    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == 1


def test_a_device_is_written_to_and_not_replaced() -> None:
    """What is no file is not renamed away."""
    with reporting(["json:/dev/null"]) as write:
        write(Run("list", (), 0))
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("place", ["", "no/such/folder/x", "file/x"])
def test_an_unwritable_path_is_refused_before_the_work(tmp_path: Path, place: str) -> None:
    """A folder, a path without its folder and a path through a file are refused at once."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Mistake, match="cannot write"), reporting([f"json:{tmp_path / place}"]):
        pytest.fail("the work began")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_refusal_is_written_to_the_json_file(tmp_path: Path) -> None:
    """A mistake reaches a JSON file that was asked for, as an envelope with exit code 2."""
    path = tmp_path / "x.json"
    assert main(["list", "nope", "--output", f"json:{path}"]) == 2
    assert json.loads(path.read_text(encoding="utf-8"))["exit_code"] == 2


def test_formats_for_ci_go_together_in_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JUnit, SARIF and JSON reach their files while stdout has the annotations."""
    paths = {name: tmp_path / name for name in ("junit", "sarif", "json")}
    files = [word for name, path in paths.items() for word in ("--output", f"{name}:{path}")]
    assert main(["ci", "network", "--output", "github", *files]) == 0
    assert capsys.readouterr().out.startswith("::notice title=stabcheck::7 assertions")
    assert paths["junit"].read_text(encoding="utf-8").count("<testcase") == 7
    assert json.loads(paths["sarif"].read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert len(json.loads(paths["json"].read_text(encoding="utf-8"))["results"]) == 7


def test_what_asserts_nothing_has_no_report_for_ci(capsys: pytest.CaptureFixture[str]) -> None:
    """A list, and one input replayed, are refused as JUnit, and the refusal is itself JUnit."""
    replay = ["sweep", "sigmoid", "--form", "naive", "--format", "float16", "--probe", "x=s"]
    for arguments in (["list"], [*replay, "--at", "1"]):
        assert main([*arguments, "--output", "junit"]) == 2
        captured = capsys.readouterr()
        assert "error: --output junit " in captured.err
        assert captured.out == "" or "<error " in captured.out
