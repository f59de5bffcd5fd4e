"""Pictures: made in either kind, the same every time, with every form, outcome and boundary."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.cli.main import main
from stabcheck.report.plot import OUTCOMES, STROKES, draw
from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.curves import CELLS, OUTSIDE, Panel, trace_line
from stabcheck.sweeping.probes import find_probe


def panel(format_name: str = "float16") -> Panel:
    """The forms of the sigmoid in one format."""
    page = quantities()["sigmoid"]
    (probe,) = find_probe("x=s", page)
    return trace_line(page, page.forms, format_name, probe)


def drawn(kind: str, *panels: Panel) -> bytes:
    """The bytes of a picture."""
    stream = io.BytesIO()
    draw("a title", panels, stream, kind)
    return stream.getvalue()


def run(*arguments: str) -> int:
    """The exit code of a command."""
    return main(list(arguments))


def test_a_curve_has_the_worst_of_every_cell() -> None:
    """The overflow of e⁻ˣ in the naive form, 255 ulp off, and NaN for eˣ/(1 + eˣ) at the right."""
    naive, ratio, *_ = panel().curves
    assert np.nanmax(naive.error_ulp) > 250
    assert {Outcome(code) for code in naive.outcome} == {Outcome.HOLDS, Outcome.ZERO}
    assert len(ratio.outcome) == CELLS
    assert ratio.outcome[-1] == Outcome.NAN
    assert ratio.outcome[CELLS // 2] == Outcome.HOLDS


def test_a_form_is_drawn_in_the_formats_it_is_written_for() -> None:
    """Softplus by float32's cutoffs is off by millions of ulp in float64, not drawn there."""
    page = quantities()["softplus"]
    (probe,) = find_probe("x=s", page)
    form = page.find_form("cutoffs-float32")
    (own,) = trace_line(page, [form], "float32", probe).curves
    (other,) = trace_line(page, [form], "float64", probe).curves
    assert np.nanmax(own.error_ulp) > 0
    assert np.isnan(other.error_ulp).all()
    assert set(other.outcome) == {OUTSIDE}


def test_the_svg_is_the_same_every_time_and_fetches_nothing() -> None:
    """No date, no random name, no address but those of XML's vocabularies, no font asked for."""
    one, other = (drawn("svg", panel(), panel("bfloat16")) for _ in range(2))
    assert one == other
    svg = one.decode()
    addresses = set(re.findall(r'https?://[^"\s<]+', svg))
    assert {address.split("/")[2] for address in addresses} <= {"www.w3.org"}
    assert "font-family" not in svg
    assert not re.search(r"<(image|script|style[^>]*>[^<]*@import)", svg)


def test_the_svg_shows_forms_outcomes_and_boundaries() -> None:
    """A stroke for each form, the colour of each outcome met, a line for each boundary."""
    shown = panel()
    svg = drawn("svg", shown).decode()
    for (colour, _), _curve in zip(STROKES, shown.curves, strict=False):
        assert f"stroke: {colour}" in svg
    met = {Outcome(code) for curve in shown.curves for code in curve.outcome}
    assert met == {Outcome.HOLDS, Outcome.ZERO, Outcome.INACCURATE, Outcome.NAN}
    for outcome in met:
        assert f"fill: {OUTCOMES[outcome][2]}" in svg
    assert OUTCOMES[Outcome.INFINITE][2] not in svg
    dashed = re.findall(r"stroke-dasharray: 1.6,1.6[^\"]*stroke: #333333", svg)
    assert len(dashed) == len(shown.predicted) + 1  # and one in the legend


def lightness(colour: str) -> float:
    """How light a colour is to every eye: its relative luminance, from 0 to 1."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_outcomes_differ_in_lightness_or_in_their_sign() -> None:
    """Without any colour vision, what fails is darker than what holds, and each has its sign."""
    holds = lightness(OUTCOMES[Outcome.HOLDS][2])
    failing = [row for outcome, row in OUTCOMES.items() if outcome is not Outcome.HOLDS]
    assert all(lightness(colour) < holds - 0.05 for _, _, colour in failing)
    assert len({sign for _, sign, _ in failing}) == len(failing)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_command_makes_a_file_beside_its_report(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report still goes to stdout, and nothing half-written stays behind."""
    path = tmp_path / f"picture.{kind}"
    assert run("sweep", "tanh", "--format", "float16", "--jobs", "1", "--plot", str(path)) == 0
    assert path.read_bytes().startswith({"svg": b"<?xml", "png": b"\x89PNG"}[kind])
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert "tanh/library" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tanh", "--plot", "picture.pdf"], "neither .svg nor .png"),
        (["--plot", "picture.svg"], "draws one page"),
        (["tanh", "--plot", "nowhere/picture.svg"], "no such folder"),
        (["tanh", "--at", "1", "--plot", "picture.svg"], "--at replays one input"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_the_sweep(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence and a hint, exit 2, no file."""
    monkeypatch.chdir(tmp_path)
    assert run("sweep", *arguments) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_matplotlib_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and the line that installs it."""
    monkeypatch.setattr("stabcheck.cli.plotting.find_spec", lambda _name: None)
    assert run("sweep", "tanh", "--plot", "picture.svg") == 2
    told = capsys.readouterr().err
    assert "matplotlib" in told
    assert "pip install 'stabcheck[plot]'" in told
