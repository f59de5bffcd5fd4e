"""Groups: every page has one, a name selects it, and other packages' pages form their own."""

from __future__ import annotations

import json
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from test_cli_pages import PAGE

from stabcheck import catalogue
from stabcheck.catalogue import pages
from stabcheck.cli.main import main
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.selection import is_group, select_claims, select_forms, select_pages
from stabcheck.foreign import PagesRefused, pages_of_packages

Captured = pytest.CaptureFixture[str]


def group(name: str) -> list[str]:
    """The pages of a group."""
    return [page.name for page in pages().values() if page.group.name == name]


def test_a_page_is_in_the_group_of_its_folder() -> None:
    """The folder's docstring is the title; pages stand group by group."""
    assert pages()["sigmoid"].group.name == "activations"
    assert all(page.group.title.endswith(".") for page in pages().values())
    names = [page.group.name for page in pages().values()]
    assert names == sorted(names)


def test_no_two_things_of_the_catalogue_have_one_name() -> None:
    """Groups, pages and claims: a plain name is never ambiguous."""
    claims = [claim.name for page in pages().values() for claim in page.all_claims]
    groups = {page.group.name for page in pages().values()}
    everything = [*groups, *pages(), *claims]
    assert sorted(everything) == sorted(set(everything))


def test_a_group_stands_for_its_pages() -> None:
    """In list and ci for its pages, in prove for their claims, in sweep for their forms."""
    assert list(select_pages(["losses"])) == list(select_pages(["losses/"])) == group("losses")
    assert {page.name for page, _ in select_claims(["losses"])} == set(group("losses"))
    assert {page.name for page, _ in select_forms(["losses"], [])} == set(group("losses"))
    both = list(select_pages(["losses", "sigmoid"]))
    assert both == ["sigmoid", *group("losses")]


def test_globs_are_of_pages_and_not_of_groups() -> None:
    """'lo*' is not all of the losses."""
    assert "bce_with_logits" not in select_pages(["lo*"])
    assert not is_group("sigmoid/naive")
    assert is_group("losses/")


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        (["activation"], "there is no page 'activation'", "closest: activations"),
        (["nosuch/"], "there is no group 'nosuch'", "activations, "),
    ],
)
def test_a_group_that_is_missed_is_offered(names: list[str], message: str, hint: str) -> None:
    """A typo names the closest group, or all of them."""
    with pytest.raises(Mistake, match=message) as caught:
        select_pages(names)
    assert hint in caught.value.hint


def test_a_page_without_forms_is_nothing_to_sweep(capsys: Captured) -> None:
    """It has claims, and the hint says how to prove them."""
    assert main(["sweep", "network"]) == 5
    assert "stabcheck prove network" in capsys.readouterr().err


def test_the_list_is_a_line_a_page(capsys: Captured) -> None:
    """All pages, or a group's, by a line; a page that is named, or --all, with forms and claims."""
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    groups = len({page.group.name for page in pages().values()})
    assert len(lines) == 1 + len(pages()) + groups + (groups - 1) + 3
    assert main(["list", "losses"]) == 0
    assert "promises" not in capsys.readouterr().out
    for arguments in (["sigmoid"], ["--all", "activations"]):
        assert main(["list", *arguments]) == 0
        assert "sigmoid-derivative  PROVED" in capsys.readouterr().out


def test_the_json_says_which_group(capsys: Captured) -> None:
    """Each page of list is with its group."""
    assert main(["list", "losses", "--output", "json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert {page["group"] for page in results} == {"losses"}


# --- other packages -------------------------------------------------------------------------


def install(folder: Path, value: str, text: str = PAGE) -> None:
    """An installed package in ``folder``, as an installer lays it out, with an entry point."""
    (folder / "squares.py").write_text(text, encoding="utf-8")
    info = folder / "squares_for_stabcheck-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: squares-for-stabcheck\n")
    (info / "entry_points.txt").write_text(f"[stabcheck.quantities]\nsquare = {value}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, on the path; what is known of pages is forgotten."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "squares", raising=False)
    for known in (catalogue._found, catalogue._gathered):
        known.cache_clear()
    yield tmp_path
    sys.modules.pop("squares", None)
    for known in (catalogue._found, catalogue._gathered):
        known.cache_clear()


@pytest.mark.parametrize("value", ["squares:shifted_square", "squares"])
def test_an_installed_package_adds_its_pages(site: Path, capsys: Captured, value: str) -> None:
    """Its entry point names a page, or a module of pages; the package is their group."""
    install(site, value)
    assert [d.name for d in Distribution.discover(path=[str(site)])] == ["squares-for-stabcheck"]
    assert pages()["shifted_square"].group.name == "squares-for-stabcheck"
    assert main(["prove", "squares-for-stabcheck"]) == 0
    assert "shifted_square/expanded" in capsys.readouterr().out
    assert main(["list"]) == 0
    assert "pages of the package squares-for-stabcheck" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "text", "message"),
    [
        ("squares:nothing", PAGE, "cannot be imported: AttributeError"),
        ("squares:np", PAGE, "is no page: squares:np"),
        ("squares", "1 / 0\n", "cannot be imported: ZeroDivisionError"),
        (
            "squares:p",
            PAGE.replace("shifted_square = ", "p = shifted_square = ").replace(
                "@shifted_square.definition", ""
            ),
            "the page shifted_square has no definition",
        ),
    ],
)
def test_a_package_that_is_broken_is_named(
    site: Path, capsys: Captured, value: str, text: str, message: str
) -> None:
    """One sentence with the package's name, exit code 2, and no traceback."""
    install(site, value, text)
    with pytest.raises(PagesRefused, match=message):
        pages_of_packages()
    assert main(["list"]) == 2
    error = capsys.readouterr().err
    assert "squares-for-stabcheck" in error
    assert "Traceback" not in error
