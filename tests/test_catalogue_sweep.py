"""Every page, held to what it says: `ci`'s assertions on the floats, page by page."""

from __future__ import annotations

import pytest

from stabcheck.catalogue import quantities
from stabcheck.ci import sweep_findings
from stabcheck.quantity import Quantity
from stabcheck.sweeping.engine import plan, sweep


@pytest.mark.parametrize("page", quantities().values(), ids=lambda page: page.name)
def test_a_page_keeps_what_it_promises(page: Quantity) -> None:
    """In four formats: promises and bounds are kept, predictions met, special values accepted."""
    results = list(sweep(plan([page]), jobs=1))
    assert [(r.form, r.format, r.probe, r.error) for r in results if r.error] == []
    found = [finding for result in results for finding in sweep_findings(result)]
    assert found
    assert [each for each in found if each.status != "as expected"] == []
