"""The page on what libraries ship: generated, and every truth that it quotes is one."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from mpmath import mp, mpf

DOCS = Path(__file__).parent.parent / "docs"
sys.path.insert(0, str(DOCS))
from results import FUNCTIONS, MARKS  # noqa: E402 - beside the page

PAGE = (DOCS / "results.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| `")]
QUOTED = re.findall(r"true is (\S+), by mpmath (\S+)\.\n", PAGE)


@pytest.mark.parametrize(("function", "quantity"), [each[:2] for each in FUNCTIONS])
def test_every_function_has_its_rows(function: str, quantity: str) -> None:
    """Each function is judged as what it is meant to be, with a verdict for every contract."""
    judged = (f"`{function}`", quantity)
    rows = [row for row in ROWS if (row[0].strip(), row[1].strip()) == judged]
    assert rows
    for row in rows:
        cells = [cell.strip() for cell in row]
        assert set(cells[3:7]) <= set(MARKS.values())


def test_both_truths_agree() -> None:
    """What the enclosures say and what mpmath says is the same number, to ten digits."""
    assert len(QUOTED) > 10
    with mp.workdps(20):
        for enclosed, second in QUOTED:
            assert abs(mpf(enclosed) - mpf(second)) <= abs(mpf(second)) * mpf(10) ** -10


def test_the_known_defects_are_found() -> None:
    """A threshold for float32 in float64, and NaN for an infinite logit, are on the page."""
    verdicts = {(row[0].strip(), row[2].strip()): row for row in ROWS}
    softplus = verdicts["`torch.nn.functional:softplus`", "float64"]
    assert softplus[5].strip() == MARKS["fail"]
    loss = verdicts["`torch.nn.functional:binary_cross_entropy_with_logits`", "float32"]
    assert loss[6].strip() == MARKS["fail"]
