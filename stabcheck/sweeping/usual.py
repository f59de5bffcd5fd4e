"""The lines that a sweep walks unless the page or the command names others, as text.

They depend on what the arguments are, and on nothing else.  The first argument walks, or its
vector does; reals beside it stand still at numbers that matter for labels and probabilities,
vectors beside it are weights where they cannot be negative, and else other scores.  A line with a
constant outside its argument's bounds is left out by whoever reads them.

The hard lines are for the sums inside: signs that alternate, ties for the largest, entries in
equal steps, ten thousand beside one that is larger or smaller, and a hundred thousand that are
equal.
A bound has to grow with the length to hold there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stabcheck.sweeping.entries import parse_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stabcheck.statement import Argument

    #: What the vectors are, and their length where that is not seen.
    Line = tuple[tuple[str, ...], str]

__all__ = ["hard_lines", "usual_lines"]

REAL_CONSTANTS = ("0", "1", "0.5", "0.1", "below(1)")
#: Of reals beside vectors one number is enough: the first of these that is inside the bounds.
BESIDE_VECTORS = ("1", "0", "0.5")
VECTOR_PROBES = (
    *(f"(s, ..., s) n={n}" for n in (1, 2, 3, 100)),
    *(f"(s, 0, ..., 0) n={n}" for n in (2, 3, 100)),
    "(s, s-1, s-2)",
    "(0, -s)",
    "(s, -inf)",
)
HARD_PROBES = (
    "(s, s, 0, ..., 0) n=100",
    "(s, s-1, s-2, ...) n=20",
    "(0, s, ..., s) n=10000",
    "(s, ..., s) n=100000",
)
#: Where entries may be negative.
SIGNED_PROBES = ("(s, -s, ..., s, -s) n=100",)
#: Where entries cannot be 0.
POSITIVE_PROBES = tuple(f"(s, 1, ..., 1) n={n}" for n in (2, 3, 100))
#: Distributions that every format holds exactly: one-hot, for and against s, and uniform.
WITH_WEIGHTS = (
    ("(s, ..., s)", "(0.5, ..., 0.5)", 2),
    ("(s, 0, ..., 0)", "(1, 0, ..., 0)", 2),
    ("(s, 0, ..., 0)", "(0, 1)", 2),
    ("(s, 0, ..., 0)", "(1, 0, ..., 0)", 100),
    ("(s, s-1, s-2)", "(0, 1, 0)", 3),
    ("(s, 0, ..., 0)", "(0.5, ..., 0.5)", 2),
)
#: Other scores: equal, opposite, dominated by s, and two long vectors.
WITH_SCORES = (
    ("(s, ..., s)", "(1, 0)", 2),
    ("(s, 0, ..., 0)", "(0, s)", 2),
    ("(s, 0, ..., 0)", "(0, ..., 0)", 2),
    ("(s, -1, ..., -1)", "(-1, 1, ..., 1)", 100),
    ("(s, s-1, s-2)", "(1, 0.5, -2)", 3),
)
HARD_WITH_WEIGHTS = (("(0, s, ..., s)", "(0.0009765625, ..., 0.0009765625)", 1024),)
HARD_WITH_SCORES = (
    ("(s, -s, ..., s, -s)", "(1, 0.5, ..., 1, 0.5)", 100),
    ("(0, s, ..., s)", "(1, ..., 1)", 10_000),
)


def usual_lines(arguments: Mapping[str, Argument]) -> Iterator[str]:
    """The usual probes of these arguments; none for matrices and indices."""
    kinds = {argument.kind for argument in arguments.values()}
    vectors = [name for name, argument in arguments.items() if argument.kind == "vector"]
    if not kinds <= {"real", "vector"}:
        return
    if not vectors:
        first, *others = arguments
        for constant in REAL_CONSTANTS if others else ("",):
            yield ", ".join([f"{first}=s", *(f"{name}={constant}" for name in others)])
        return
    yield from _spelled(arguments, vectors, _of_vectors(arguments, vectors))


def hard_lines(arguments: Mapping[str, Argument]) -> Iterator[str]:
    """The hard probes of these arguments; none where there is no vector."""
    vectors = [name for name, argument in arguments.items() if argument.kind == "vector"]
    if not vectors or any(each.kind not in ("real", "vector") for each in arguments.values()):
        return
    first, *others = vectors
    if others:
        lines = _with_others(others, HARD_WITH_WEIGHTS, HARD_WITH_SCORES, arguments)
    else:
        signed = () if _is_nonnegative(arguments[first]) else SIGNED_PROBES
        lines = map(_alone, (*HARD_PROBES, *signed))
    yield from _spelled(arguments, vectors, lines)


def _spelled(
    arguments: Mapping[str, Argument], vectors: list[str], lines: Iterable[Line]
) -> Iterator[str]:
    """The lines as text, with the reals beside the vectors."""
    beside = [name for name in arguments if name not in vectors]
    for values, length in lines:
        number = next((each for each in BESIDE_VECTORS if _may_be(arguments, beside, each)), "0.5")
        given = dict(zip(vectors, values, strict=True)) | dict.fromkeys(beside, number)
        if len(arguments) == 1:
            yield values[0] + length
        else:
            yield ", ".join(f"{name}={given[name]}" for name in arguments) + length


def _of_vectors(arguments: Mapping[str, Argument], vectors: list[str]) -> Iterator[Line]:
    first, *others = vectors
    if others:
        return _with_others(others, WITH_WEIGHTS, WITH_SCORES, arguments)
    positive = POSITIVE_PROBES if _is_nonnegative(arguments[first]) else ()
    return map(_alone, (*VECTOR_PROBES, *positive))


def _alone(text: str) -> Line:
    vector, _, length = text.partition(" n=")
    return (vector,), f" n={length}" if length else ""


def _with_others(
    others: list[str],
    weights: Iterable[tuple[str, str, int]],
    scores: Iterable[tuple[str, str, int]],
    arguments: Mapping[str, Argument],
) -> Iterator[Line]:
    with_weights = all(map(_is_nonnegative, (arguments[name] for name in others)))
    for vector, other, n in weights if with_weights else scores:
        has_dots = "..." in vector + other
        yield (vector, *[other] * len(others)), f" n={n}" if has_dots else ""


def _is_nonnegative(argument: Argument) -> bool:
    return any(
        relation.startswith("greater") and bound.value is not None and bound.value >= 0
        for relation, bound in argument.limits
    )


def _may_be(arguments: Mapping[str, Argument], names: list[str], number: str) -> bool:
    """Whether a number lies inside the bounds of all these arguments."""
    return all(parse_entry(number).may_lie_in(arguments[name]) for name in names)
