"""What is asserted of a checked function: contracts, faults, and excuses that must stay true."""

from __future__ import annotations

import pytest
from checked_reports import NAME, contract, fault, report

from stabcheck.checked import check_findings
from stabcheck.finding import Place, overall
from stabcheck.target.report import Report

REPORTS = [
    report(contract("range"), contract("absolute")),
    report(contract("range", "fails"), contract("absolute")),
    report(contract("range"), contract("relative", "fails", required=False)),
    report(contract("range", "undecided")),
    report(contract("range", "not judged"), contract("absolute", "fails")),
    report(contract("range"), incidents=(fault(),)),
    report(contract("range"), incidents=(fault("printed"),)),
]


@pytest.mark.parametrize("each", REPORTS)
def test_without_excuses_the_findings_say_what_the_report_says(each: Report) -> None:
    """The findings come to the report's own status, and so to its exit code."""
    assert overall(check_findings(each)) == each.status


def test_a_broken_contract_is_found_with_its_witness_and_its_place() -> None:
    """The finding tells where it breaks, on which input, what is right and what would hold."""
    kept, broken = check_findings(report(contract("range"), contract("absolute", "fails")))
    assert (kept.found, kept.seconds) == ("kept", 0.5)
    assert broken.status == "unexpected"
    assert broken.subject == NAME
    assert broken.contract == "absolute"
    assert broken.found == "broken in float32"
    assert broken.note == (
        "nan by overflow at x = 88.72284 (0x42b17218) in float32: got nan, true 1.00000000000; "
        "quantity/stable keeps it"
    )
    assert broken.place is not None
    assert broken.place == Place(broken.place.file, 7)


def test_what_is_expected_to_fail_and_fails_is_as_expected() -> None:
    """A known failure, with its reason, is no failure; nor is one that is not required."""
    failing = report(contract("special", "fails"), contract("relative", "fails", required=False))
    findings = check_findings(failing, {"special": "by design", "relative": "known"})
    assert [finding.status for finding in findings] == ["as expected", "as expected"]
    assert findings[0].expected == "special broken: by design"


def test_an_excuse_that_is_out_of_date_is_a_failure() -> None:
    """A contract that holds although it is expected to fail is unexpected."""
    (finding,) = check_findings(report(contract("special")), {"special": "by design"})
    assert finding.status == "unexpected"
    assert (finding.expected, finding.found) == ("special broken: by design", "kept")


def test_an_expected_failure_that_is_undecided_is_neither() -> None:
    """UNDECIDED is rounded to neither side, excuse or not."""
    (finding,) = check_findings(report(contract("special", "undecided")), {"special": "why"})
    assert finding.status == "undecided"


def test_an_excuse_covers_what_it_names_and_nothing_else() -> None:
    """A fault of a kind that is not excused stays a failure."""
    both = report(contract("range"), incidents=(fault("raised"), fault("hung")))
    _, raised, hung = check_findings(both, {"raised": "an empty input is refused"})
    assert raised.status == "as expected"
    assert hung.status == "unexpected"
    assert hung.note == "ValueError: no at x = 0.0"


@pytest.mark.parametrize("name", ["raised", "gradient"])
def test_an_excuse_for_what_never_happened_is_a_failure(name: str) -> None:
    """A fault that does not come, and a contract that is not judged, are not expected to fail."""
    *_, unmet = check_findings(report(contract("range")), {name: "why"})
    assert unmet.status == "unexpected"
    assert "why" in unmet.expected
