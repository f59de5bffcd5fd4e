"""The README says what is so: its samples, its picture, its page and its make targets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from picture import COLUMNS, COMMANDS, PICTURE, draw, text_of  # noqa: E402 - found by the path above
from samples import README, output_of, refreshed, samples, stable  # noqa: E402 - likewise
from terminal import run  # noqa: E402 - likewise

TEXT = README.read_text(encoding="utf-8")


def test_every_command_is_a_sample() -> None:
    """No console block escapes the tests, and every verb but explain has one."""
    assert len(samples(TEXT)) == TEXT.count("```console")
    assert {command.split()[1] for command, _ in samples(TEXT)} == {"prove", "sweep", "ci", "list"}


@pytest.mark.parametrize(("command", "shown"), samples(TEXT), ids=[c for c, _ in samples(TEXT)])
def test_a_sample_shows_what_the_command_prints(command: str, shown: str) -> None:
    """Each sample is today's output, but for times and the errors of this CPU's kernels."""
    assert stable(output_of(command)) == stable(shown), "stale: make picture"


def test_the_picture_shows_what_the_commands_print() -> None:
    """The SVG's text is today's output of its two commands."""
    expected = [
        line for command in COMMANDS for line in stable(f"$ {command}\n{run(command, COLUMNS)}")
    ]
    drawn = stable("\n".join(text_of(PICTURE.read_text(encoding="utf-8"))))
    assert drawn == expected, "stale: make picture"


def test_the_picture_fetches_nothing() -> None:
    """The SVG refers to no font and no file elsewhere."""
    svg = PICTURE.read_text(encoding="utf-8")
    assert "@font-face" not in svg
    assert set(re.findall(r"https?://[^\s\"'<)]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "https://www.textualize.io",
    }


def test_the_picture_joins_no_letters() -> None:
    """Bits are drawn as they are written: no font may make one sign of 0x."""
    svg = draw(("stabcheck list network",))
    assert svg.count("font-variant-ligatures: none") == svg.count("font-family:") > 0


def test_what_is_compared_leaves_this_machine_out_and_nothing_else() -> None:
    """Times, kernels' errors and unpredicted floats are left out; boundaries and verdicts stay."""
    whole = output_of("stabcheck sweep logsumexp --form naive --probe '(s, 0)'")
    kept = " ".join(stable(whole))
    assert "inaccurate by cancellation" in whole
    assert "inaccurate by cancellation" not in kept
    assert "float32 s ≥ 88.72284 0x42b17218 ✓ to the bit" in kept
    assert "all as expected" in kept
    assert stable("5 claims in 0.1 s") == stable("5 claims in 7.5 s") != stable("6 claims in 0.1 s")


def test_refreshing_replaces_outputs_and_nothing_else() -> None:
    """`make picture` touches only what stands below a command."""
    again = refreshed(TEXT, lambda command: f"output of {command}\n")
    assert [shown for _, shown in samples(again)] == [f"output of {c}\n" for c, _ in samples(TEXT)]
    prose = re.compile(r"```console.*?```", re.DOTALL)
    assert prose.split(again) == prose.split(TEXT)


def test_the_make_targets_exist() -> None:
    """Every make target that the README names can be made."""
    targets = set(re.findall(r"^make (\w+)", TEXT, re.MULTILINE))
    assert {"demo", "test", "lint", "bench"} <= targets
    for target in targets:
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


def test_the_page_of_ones_own_works() -> None:
    """The README's page is proved equal to its definition and breaks where it predicts."""
    from stabcheck.formats import find_format
    from stabcheck.proof import prove_claim
    from stabcheck.sweeping.judging import judge_line
    from stabcheck.sweeping.probes import parse_probe

    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict[str, object] = {"__name__": "a_page_of_ones_own"}
    exec(code, names)  # noqa: S102 - running the README's code is the test
    softplus = names["softplus"]
    assert "eˣ overflows" in str(names["__doc__"])
    (claim,) = softplus.made_claims  # type: ignore[attr-defined]
    assert prove_claim(claim).verdict == "PROVED"
    probe = parse_probe("x=s", softplus)  # type: ignore[arg-type]
    (result,) = judge_line(
        softplus,  # type: ignore[arg-type]
        softplus.forms,  # type: ignore[attr-defined]
        find_format("float32"),
        probe,
        with_specials=True,
    )
    (check,) = result.predictions
    assert check.verdict == "met"
    assert check.found is not None
    assert check.found.bits == "0x42b17218"
