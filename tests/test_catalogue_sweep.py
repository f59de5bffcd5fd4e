"""Every page, held to what it says: `ci`'s assertions on the floats, page by page.

The document of the catalogue is generated from the same sweeps, and held to them here.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from stabcheck.catalogue import pages, quantities
from stabcheck.ci import sweep_findings
from stabcheck.quantity import Page, Quantity
from stabcheck.sweeping.engine import plan, sweep
from stabcheck.sweeping.result import SweepResult

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))

from catalogue import (
    DOCUMENT,
    contents,
    portable,
    section,
    sections,
    was_written_here,
)

TEXT = DOCUMENT.read_text(encoding="utf-8")
#: No bound of the catalogue is more than so many times what is attained.
LOOSE = 2.5
#: But where a dozen roundings would all have to meet: in a difference of two log-softmaxes, and in
#: a quotient of deviations centred twice.
LOOSER = {"kl_divergence": 6, "layer_norm": 5}
STALE = "docs/catalogue.md is stale: make catalogue"


@cache
def swept(page: Page) -> tuple[SweepResult, ...]:
    """The page's default sweep; nothing for a page without forms."""
    return tuple(sweep(plan([page]), jobs=1)) if isinstance(page, Quantity) else ()


def loose_bounds(page: Quantity) -> list[tuple[str, float]]:
    """The forms whose bound is too many times what float16 attains on any probe."""
    attained: dict[str, float] = {}
    for result in swept(page):
        if result.theory is not None and result.format == "float16":
            known = attained.get(result.form, 0.0)
            attained[result.form] = max(known, result.theory.ratio)
    most = LOOSER.get(page.name, LOOSE)
    return [(form, ratio) for form, ratio in attained.items() if not 1 / most < ratio <= 1]


@pytest.mark.parametrize("page", quantities().values(), ids=lambda page: page.name)
def test_a_page_keeps_what_it_promises(page: Quantity) -> None:
    """In four formats: promises are kept, predictions met, bounds kept and nearly attained."""
    assert [(r.form, r.format, r.probe, r.error) for r in swept(page) if r.error] == []
    found = [finding for result in swept(page) for finding in sweep_findings(result)]
    assert found
    assert [each for each in found if each.status != "as expected"] == []
    assert loose_bounds(page) == []
    shown = section(page, swept(page))
    written = sections(TEXT).get(page.name, "")
    if was_written_here(TEXT):
        assert written == shown, STALE
    assert portable(written) == portable(shown), STALE


def test_the_document_has_every_page_in_its_group() -> None:
    """No page is missing, none is there that is no more, and the list on top is of all."""
    assert TEXT.startswith(contents()), STALE
    assert list(sections(TEXT)) == list(pages()), STALE
    for page in pages().values():
        if not isinstance(page, Quantity):
            assert sections(TEXT)[page.name] == section(page, ()), STALE


def test_what_depends_on_the_kernels_is_left_out_elsewhere() -> None:
    """Another machine compares predictions and promises, and neither errors nor what is spare."""
    text = sections(TEXT)["sigmoid"]
    elsewhere = text.replace("| 255 |", "| 254 |").replace("(✓)", "✗")
    assert elsewhere != text
    assert portable(elsewhere) == portable(text)
    for here, there in (("-11.09375", "-11.1015625"), ("| ✓ | ✗ |", "| ✗ | ✗ |")):
        assert portable(text.replace(here, there, 1)) != portable(text)
