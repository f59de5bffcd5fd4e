"""Mutants of every form that promises something: the assertion run catches each, or it is sound.

A form whose formula could be changed without anybody noticing would not be held by its page.  With
`pytest -s` every mutant is printed beside what caught it.  A run looks at a few mutants of each
page, with ``STABCHECK_FULL=1`` at all of them.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from amounts import share
from form_mutants import mutants
from jets import Jet, draw, is_inside, numbers
from mpmath import mp

from stabcheck.catalogue import quantities
from stabcheck.ci import sweep_findings
from stabcheck.formats import find_format
from stabcheck.proof import prove_claim
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import standard_probes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from form_mutants import Mutant

    from stabcheck.quantity import Form, Quantity

#: The cheapest first: what is caught there is not swept again.
FORMATS = ("float16", "bfloat16", "float32", "float64")
POINTS = 24
#: So many mutants of a page are looked at in every run, and so many by the sweep alone.
USUAL_SHARE, SWEPT_SHARE = 6, 1
PROOF_SECONDS = 2
TOLERANCE = 1e-12
SOUND = "nothing: a sound form"
#: Where two branches are both good, it matters little from where on the other is taken.
WHERE_TO_SWITCH = ("a constant 1 ulp off", "a threshold moved")
#: Of these, either is as good: any entry will do to shift by; where one score is about log N and
#: the others are low, the mean is as ill-conditioned as the shift is inaccurate; and deviations add
#: up to 0, so that the largest is not much less than the farthest.
EQUALLY_GOOD = {
    "variance": ("np.max(x) → np.min(x)",),
    "logmeanexp": ("1 + np.log(size(x)) → np.log(size(x))",),
    "layer_norm": ("np.abs(d) → d",),
}
PAGES = pytest.mark.parametrize("page", quantities().values(), ids=lambda page: page.name)


def is_slight(mutant: Mutant) -> bool:
    """Whether it is an approximation as good as the one it was made of."""
    return mutant.mistake == "a constant 1 ulp off"


@cache
def mutants_of(page: Quantity) -> tuple[Mutant, ...]:
    """The mutants of a page's forms that promise something, as many as a run looks at."""
    promising = (form for form in page.forms if form.holds)
    every = (
        m
        for form in promising
        for m in mutants(form)
        if form.approximates is None or not is_slight(m)
    )
    return tuple(share(every, USUAL_SHARE, name=lambda m: f"{m.form.name} {m.change}"))


@cache
def verdicts(page: Quantity) -> dict[str, str]:
    """By mutant, the verdict on what the page claims of its form: it equals the definition.

    What is proved under a condition that the form does not state is as bad as refuted.  Of an
    approximation nothing is asked: it is another function than its page's, mistake or none.
    """
    exact = [m for m in mutants_of(page) if m.form.approximates is None]
    made = [page._made(m.form.name, m.change, m.form.function) for m in exact]
    proofs = {claim.name: prove_claim(claim, PROOF_SECONDS) for claim in made}
    expected = {m.form.name: set(m.form.conditions) for m in mutants_of(page)}
    found = {
        name: proof.verdict if set(proof.conditions) <= expected[name] else "REFUTED"
        for name, proof in proofs.items()
    }
    return {m.form.name: found.get(m.form.name, "UNDECIDED") for m in mutants_of(page)}


def caught_by_sweep(page: Quantity, suspects: Sequence[Mutant]) -> dict[str, str]:
    """By mutant, the first that the sweep finds to be other than its page says."""
    caught: dict[str, str] = {}
    for fmt in map(find_format, FORMATS):
        for k, probe in enumerate(standard_probes(page)):
            forms = [m.form for m in suspects if m.form.name not in caught]
            if not forms:
                return caught
            for result in judge_line(page, forms, fmt, probe.folded, with_specials=k == 0):
                for finding in reversed(sweep_findings(result)):
                    if finding.status == "unexpected":
                        what = finding.contract or finding.check
                        caught[result.form] = f"{what}, {fmt.name}, {probe.text}"
    return caught


def sound(page: Quantity) -> dict[str, str]:
    """The mutants that only switch branches elsewhere, as is proved, and those known to be good."""
    good = EQUALLY_GOOD.get(page.name, ())
    return {
        m.form.name: SOUND
        for m in mutants_of(page)
        if (m.mistake in WHERE_TO_SWITCH and verdicts(page)[m.form.name] == "PROVED")
        or (m.change in good and verdicts(page)[m.form.name] != "REFUTED")
    }


def printed(page: Quantity, caught: dict[str, str]) -> None:
    """Each mutant of a page with what caught it, and how many were caught by what."""
    print()  # noqa: T201  the table is to be looked at
    for mutant in mutants_of(page):
        place = f"{page.name}/{mutant.of}"
        row = f"{place:34} {mutant.mistake:24} {caught[mutant.form.name]:48} {mutant.change}"
        print(row)  # noqa: T201
    counts = Counter(by.split(",")[0] for by in caught.values())
    summary = ", ".join(f"{by} {count}" for by, count in counts.most_common())
    print(f"{page.name}: {len(caught)} mutants; caught by {summary}")  # noqa: T201


@PAGES
def test_a_mutant_is_caught_by_proof_or_by_sweep(page: Quantity) -> None:
    """Only one that is proved and keeps every promise, branches switched elsewhere, is sound."""
    every, verdict = mutants_of(page), verdicts(page)
    refuted = {name: "proof" for name in verdict if verdict[name] == "REFUTED"}
    known = sound(page) | refuted
    known |= caught_by_sweep(page, [m for m in every if m.form.name not in known])
    assert [m for m in every if m.form.name not in known] == []
    printed(page, known)


@PAGES
def test_a_mutant_is_caught_by_the_sweep_alone(page: Quantity) -> None:
    """The floats alone tell every mutant apart, but for what is sound; the proof is not asked."""
    every = share(mutants_of(page), SWEPT_SHARE, name=lambda m: m.change)
    known = sound(page)
    known |= caught_by_sweep(page, [m for m in every if m.form.name not in known])
    assert [m for m in every if m.form.name not in known] == []


def marked(point: list[Any]) -> list[list[Any]]:
    """Places where formulas of reals change their ways: equal, 1 apart, each one 0 and 1, all 0."""
    first, size = point[0], range(len(point))
    apart = [[first - step * j for j in size] for step in (0, 1)]
    each = [[Jet(v) if j == k else point[j] for j in size] for k in size for v in (0, 1)]
    return [*apart, *each, [Jet(0) for _ in size]]


def marked_vectors(point: list[Any]) -> list[list[Any]]:
    """Places where formulas of vectors do: all entries 0, the first one 0, 1 beside zeros."""
    return [
        [_replaced(each, first, others) if isinstance(each, np.ndarray) else each for each in point]
        for first, others in ((0, 0), (0, None), (1, 0))
    ]


def _replaced(entries: Any, first: int, others: int | None) -> Any:
    """The entries as variables at other values; those for which there is None stay."""
    made = entries.copy()
    for k, place in enumerate(np.ndindex(made.shape)):
        value = others if k else first
        if value is not None:
            made[place] += value - made[place].value
    return made


def differs(quantity: Quantity, form: Form) -> bool | None:
    """Whether a form is not the quantity, at one of a few points where it claims to be.

    An approximation may be off by the error that it declares.  None where mpmath cannot run it.
    """
    allowed = form.approximates or TOLERANCE
    given = (*quantity.given, *form.given)
    generator = np.random.default_rng(8)
    for k in range(POINTS):
        point = draw(quantity.arguments, generator, given)
        is_of_reals = all(argument.kind == "real" for argument in quantity.arguments.values())
        places = marked(point) if is_of_reals else marked_vectors(point)
        point = next((p for p in places[k:] if is_inside(quantity.arguments, given, p)), point)
        right = numbers(quantity(*point))
        if not any(mp.isnan(value) for value in right):
            try:
                found = numbers(form.function(*point))
            except TypeError:  # a constant is left, which arrays of objects do not take
                return None
            pairs = zip(found, right, strict=True)
            if not all(
                abs(a - b) <= allowed * max(1, abs(b)) for a, b in pairs
            ):  # nan: what is undefined differs
                return True
    return False


@PAGES
def test_mpmath_tells_mutants_apart_as_the_proofs_do(page: Quantity) -> None:
    """What is proved differs nowhere, what is refuted does somewhere, by another arithmetic."""
    for mutant in mutants_of(page):
        verdict = verdicts(page)[mutant.form.name]
        if verdict != "UNDECIDED":
            assert differs(page, mutant.form) in {verdict == "REFUTED", None}, mutant.change


@PAGES
def test_the_unchanged_forms_are_caught_by_nothing(page: Quantity) -> None:
    """What tells mutants apart does not tell a form from its own definition."""
    assert {differs(page, form) for form in page.forms} <= {False}
