"""Names and globs: what they select, and what is said when they select nothing."""

from __future__ import annotations

import pytest

from stabcheck.catalogue import pages
from stabcheck.cli.mistakes import Mistake, closest
from stabcheck.cli.selection import match, select_claims, select_forms, select_pages
from stabcheck.quantity import Quantity


def test_no_name_selects_everything() -> None:
    """Without a name all pages, all claims and all forms are selected."""
    assert list(select_pages([])) == list(pages())
    assert len(select_claims([])) == sum(len(page.all_claims) for page in pages().values())
    quantities = [page for page in pages().values() if isinstance(page, Quantity)]
    assert len(select_forms([], [])) == sum(len(page.forms) for page in quantities)


def test_a_page_selects_its_claims_and_a_claim_itself() -> None:
    """A page's name stands for all its claims; a claim's for that one."""
    assert [claim.name for _, claim in select_claims(["lse-shift"])] == ["lse-shift"]
    of_page = {claim.name for _, claim in select_claims(["logsumexp"])}
    assert {"lse-shift", "logsumexp/naive"} <= of_page


def test_globs_select_and_keep_the_catalogues_order() -> None:
    """A glob selects every match, once, in the catalogue's order."""
    names = [claim.name for _, claim in select_claims(["lse-*", "lse-shift"])]
    assert names == [claim.name for claim in pages()["logsumexp"].claims]


def test_a_form_is_selected_by_glob_and_in_full() -> None:
    """--form takes globs, and a name may be quantity/form."""
    shifted = [form.name for _, form in select_forms(["logsumexp"], ["shift*"])]
    assert shifted == [f.name for _, f in select_forms(["logsumexp"], []) if "shift" in f.name]
    assert len(select_forms(["sigmoid/naive"], [])) == 1


def test_a_plain_name_that_misses_is_a_mistake_even_beside_others() -> None:
    """A typo is never skipped silently."""
    with pytest.raises(Mistake, match="'c'") as caught:
        match(["a", "c"], ["a", "b"], "letter")
    assert caught.value.hint == "there are: a, b"
    assert match(["c*"], ["a", "b"], "letter") == []


def test_the_closest_match_is_offered() -> None:
    """A near miss names what was meant; a far one lists what there is."""
    assert closest("logsumxep", ["logsumexp", "softmax"]) == "closest: logsumexp"
    assert closest("q", ["b", "a"]) == "there are: a, b"


def test_a_miss_among_many_shows_three_at_most() -> None:
    """Fifty names are no hint: the nearest three, and where all are shown."""
    hint = closest("zq", [f"name-{k}" for k in range(50)])
    assert hint.count("name-") == 3
    assert "stabcheck list" in hint


def test_a_miss_in_another_case_finds_its_name() -> None:
    """Capital letters hide nothing."""
    assert closest("LOGSUMEXP", ["logsumexp", "softmax"]) == "closest: logsumexp"
