"""The pytest plugin: ``pytest --stabcheck`` runs the checks of ``[tool.stabcheck]`` as tests.

pytest loads this module in every project in which stabcheck is installed, so it imports nothing
of ours until it is asked to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stabcheck.config import ConfiguredCheck
    from stabcheck.project import Project

__all__ = ["CheckItem", "ProjectFile", "pytest_addoption", "pytest_collection_modifyitems"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--stabcheck``."""
    group = parser.getgroup("stabcheck", "numerical stability")
    group.addoption(
        "--stabcheck",
        action="store_true",
        help="Run the checks of [tool.stabcheck] in pyproject.toml as tests, too.",
    )


@pytest.hookimpl(tryfirst=True)  # so that -k and -m select among the checks as well
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add one test for each configured check; raises pytest.UsageError where there is no table."""
    if not config.getoption("--stabcheck"):
        return
    project = _project(config.rootpath)
    path = project.folder / "pyproject.toml"
    collector = ProjectFile.from_parent(session, path=path, project=project)
    items.extend(collector.collect())


def _project(folder: Path) -> Project:
    from stabcheck.config import ConfigMistake  # noqa: PLC0415 - see above
    from stabcheck.project import find_project  # noqa: PLC0415

    try:
        project = find_project(folder)
    except ConfigMistake as mistake:
        raise pytest.UsageError(_sentences(mistake)) from mistake
    if project is None:
        raise pytest.UsageError(f"--stabcheck: no pyproject.toml of {folder} has [tool.stabcheck]")
    return project


class ProjectFile(pytest.File):
    """The pyproject.toml, as a collector of its checks."""

    def __init__(self, *, project: Project, **parts: Any) -> None:
        super().__init__(**parts)
        self.project = project

    def collect(self) -> Iterator[CheckItem]:
        """One item for each check, named as reports name it."""
        for check in self.project.config.checks:
            yield CheckItem.from_parent(self, name=check.name, project=self.project, check=check)


class CheckItem(pytest.Item):
    """One configured check, as a test."""

    def __init__(self, *, project: Project, check: ConfiguredCheck, **parts: Any) -> None:
        super().__init__(**parts)
        self.project = project
        self.check = check

    def runtest(self) -> None:
        """Run the check; raises CheckFailed where something is not as expected."""
        from stabcheck.checked import check_findings  # noqa: PLC0415 - see above
        from stabcheck.finding import overall  # noqa: PLC0415
        from stabcheck.project_check import check_in  # noqa: PLC0415
        from stabcheck.report.assertion import failure_message  # noqa: PLC0415
        from stabcheck.target.dry_run import NotCallable  # noqa: PLC0415
        from stabcheck.target.loading import NotLoaded  # noqa: PLC0415

        try:
            report = check_in(self.project, self.check)
        except (NotCallable, NotLoaded, ValueError) as mistake:
            raise CheckFailed(_sentences(mistake)) from mistake
        findings = check_findings(report, self.check.expect_fail)
        if overall(findings) != "as expected":
            raise CheckFailed(failure_message(report, findings))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What failed, in words; a traceback only for what nobody foresaw."""
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands: the pyproject.toml."""
        return self.path, None, self.name


class CheckFailed(Exception):
    """A check is not as expected: the message says in what."""


def _sentences(mistake: Exception) -> str:
    """A mistake in one sentence, and its hint where it has one."""
    message, hint = getattr(mistake, "message", str(mistake)), getattr(mistake, "hint", "")
    return f"{message} ({hint})" if hint else message
