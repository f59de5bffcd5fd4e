"""Names and globs on the command line → pages, claims and forms of the catalogue.

A name is a page, a claim or a form in full (``sigmoid/naive``); else a group, which stands for its
pages.  ``losses/`` is the group, whatever else is called so.  Globs match no groups.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import click

from stabcheck.catalogue import pages
from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake, closest
from stabcheck.quantity import Claim, Form, Page, Quantity

__all__ = [
    "forms_of",
    "is_group",
    "match",
    "select_claims",
    "select_forms",
    "select_pages",
]

Chosen = TypeVar("Chosen", bound=Collection[Any])

GLOB_CHARACTERS = "*?["


def match(
    patterns: Iterable[str], known: Sequence[str], what: str, also: Iterable[str] = ()
) -> list[str]:
    """The ``known`` names that some pattern matches, in their own order.

    Raises Mistake for a plain name that is not known, with the closest of the known ones and of
    ``also``; a glob may match nothing.
    """
    matched: set[str] = set()
    for pattern in patterns:
        found = {name for name in known if fnmatchcase(name, pattern)}
        if not found and not any(character in pattern for character in GLOB_CHARACTERS):
            raise Mistake(f"there is no {what} {pattern!r}", closest(pattern, [*known, *also]))
        matched |= found
    return [name for name in known if name in matched]


def forms_of(page: Page) -> list[tuple[Quantity, Form]]:
    """The forms of a page, each with its page; none where the page defines no quantity."""
    return [(page, form) for form in page.forms] if isinstance(page, Quantity) else []


def is_group(name: str) -> bool:
    """Whether a name on the command line stands for the pages of a group."""
    if name.endswith("/"):
        return True
    catalogue = pages()
    is_part = name in catalogue or any(name in _parts_of(page) for page in catalogue.values())
    return name in _groups() and not is_part


def _groups() -> dict[str, list[Page]]:
    """The pages of each group, by its name."""
    groups: dict[str, list[Page]] = {}
    for page in pages().values():
        groups.setdefault(page.group.name, []).append(page)
    return groups


def _pages_for_groups(patterns: Sequence[str], *, with_forms: bool = False) -> list[str]:
    """The patterns with each group replaced by the names of its pages.

    ``with_forms`` leaves out the pages that have none.  Raises Mistake for a group that there is
    not, and for one of which nothing is left.
    """
    replaced: list[str] = []
    for pattern in patterns:
        if not is_group(pattern):
            replaced.append(pattern)
            continue
        (name,) = match([pattern.removesuffix("/")], list(_groups()), "group")
        chosen = [page for page in _groups()[name] if forms_of(page) or not with_forms]
        if not chosen:
            hint = f"its pages have claims: stabcheck prove {name}"
            raise Mistake(f"no page of {name} has forms", hint, ExitCode.NOTHING_SELECTED)
        replaced += [page.name for page in chosen]
    return replaced


def select_pages(patterns: Sequence[str]) -> dict[str, Page]:
    """The pages that ``patterns`` name, or whose group they name; all without a pattern."""
    catalogue = pages()
    for name in patterns:
        owner = next((p for p in catalogue.values() if name in _parts_of(p)), None)
        if owner is not None and name not in catalogue:
            verb = click.get_current_context().info_name  # list, ci or explain
            hint = f"it is a part of one: stabcheck {verb} {owner.name}"
            raise Mistake(f"there is no page {name!r}", hint)
    named = _pages_for_groups(patterns)
    names = match(named or ["*"], list(catalogue), "page", also=_groups())
    return {name: catalogue[name] for name in _some(names, patterns)}


def _parts_of(page: Page) -> set[str]:
    """The names of a page's claims, and of its forms in full."""
    forms = {f"{page.name}/{form.name}" for _, form in forms_of(page)}
    return forms | {claim.name for claim in page.all_claims}


def select_claims(patterns: Sequence[str]) -> list[tuple[Page, Claim]]:
    """The claims that ``patterns`` name, or whose page or group; all without a pattern."""
    _refuse_half_an_equality(patterns)
    everything = [(page, claim) for page in pages().values() for claim in page.all_claims]
    known = dict.fromkeys(name for page, claim in everything for name in (page.name, claim.name))
    named = _pages_for_groups(patterns)
    names = set(match(named or ["*"], list(known), "page or claim", also=_groups()))
    chosen = [pair for pair in everything if names & {pair[0].name, pair[1].name}]
    return list(_some(chosen, patterns))


def _refuse_half_an_equality(patterns: Iterable[str]) -> None:
    """Raise Mistake for what is written like a formula, and states nothing."""
    for pattern in patterns:
        if any(character in pattern for character in "()+^|"):
            raise Mistake(f"{pattern!r} is no equality", f"join two sides by =: '{pattern} = 0'")


def select_forms(
    patterns: Sequence[str], form_patterns: Sequence[str]
) -> list[tuple[Quantity, Form]]:
    """The forms called ``form_patterns`` of the quantities, or groups, that ``patterns`` name.

    A pattern may also name one form in full: ``sigmoid/naive``.
    """
    catalogue = pages()
    forms = {
        f"{quantity.name}/{form.name}": (quantity, form)
        for page in catalogue.values()
        for quantity, form in forms_of(page)
    }
    named = _pages_for_groups(patterns, with_forms=True)
    _refuse_what_has_no_floats(named, forms)
    names = set(match(named or ["*"], [*catalogue, *forms], "page or form", also=_groups()))
    of_pages = {name: pair for name, pair in forms.items() if names & {name, pair[0].name}}
    _some(of_pages, patterns)
    known = list(dict.fromkeys(form.name for _, form in of_pages.values()))
    wanted = match(form_patterns or ["*"], known, f"form of {_listed(of_pages)} called")
    return list(
        _some([pair for pair in of_pages.values() if pair[1].name in wanted], form_patterns)
    )


def _refuse_what_has_no_floats(patterns: Sequence[str], forms: Collection[str]) -> None:
    """Raise Mistake for a claim, and for a page without forms: these are proved, not swept."""
    for name in patterns:
        page = pages().get(name)
        if page is not None and not forms_of(page):
            message, hint = (
                f"{name} has no forms to sweep",
                f"it has claims: stabcheck prove {name}",
            )
            raise Mistake(message, hint, ExitCode.NOTHING_SELECTED)
        if name not in forms and any(name in _parts_of(each) for each in pages().values()):
            hint = f"prove it: stabcheck prove {name}"
            raise Mistake(f"{name!r} is a claim, and has no forms to sweep", hint)


def _listed(forms: Mapping[str, tuple[Quantity, Form]]) -> str:
    return ", ".join(dict.fromkeys(page.name for page, _ in forms.values()))


def _some(chosen: Chosen, patterns: Sequence[str]) -> Chosen:
    """``chosen``, unless it is empty: then there is nothing to do, and that is said."""
    if not chosen:
        asked = " ".join(patterns) or "the catalogue"
        raise Mistake(
            f"nothing is selected by {asked}",
            "stabcheck list shows what can be selected",
            ExitCode.NOTHING_SELECTED,
        )
    return chosen
