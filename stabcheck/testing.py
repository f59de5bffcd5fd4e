"""For tests: ``assert_stable`` holds a function against a quantity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

if TYPE_CHECKING:
    from stabcheck.target.report import Report
    from stabcheck.target.settings import CheckOptions

__all__ = ["assert_stable"]


def assert_stable(
    function: str | Callable[..., Any],
    as_: str,
    *,
    expect_fail: Mapping[str, str] | None = None,
    **options: Unpack[CheckOptions],
) -> Report:
    """Assert that ``function`` computes the quantity called ``as_`` and keeps its contracts.

    ``options`` are those of `stabcheck.check`: ``formats``, ``max_ulp``, ``require``, ``axis`` and
    so on.  ``expect_fail`` maps contracts and faults that are known to fail to the reasons; one
    that holds after all fails the assertion.  Returns the report.  Raises AssertionError with the
    failing inputs, and whatever `stabcheck.check` raises.
    """
    __tracebackhide__ = True  # pytest shows the line of the test
    from stabcheck.api import check  # noqa: PLC0415 - importing this module must cost nothing
    from stabcheck.checked import check_findings  # noqa: PLC0415
    from stabcheck.finding import overall  # noqa: PLC0415
    from stabcheck.report.assertion import failure_message  # noqa: PLC0415

    report = check(function, as_, **options)
    findings = check_findings(report, expect_fail or {})
    if overall(findings) != "as expected":
        raise AssertionError(failure_message(report, findings))
    return report
