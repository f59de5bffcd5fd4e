"""Carriers have NumPy's shapes and functions, over a hidden batch axis, and refuse the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.formats import find_format

if TYPE_CHECKING:
    from collections.abc import Callable

DOUBLE = Arithmetic(find_format("float64"))

Floats = np.ndarray[Any, np.dtype[np.float64]]


def in_balls(function: Callable[..., Any], arguments: list[Any]) -> Floats:
    """The midpoints of the balls."""
    return np.asarray(run_ball(function, arguments, 64)).astype(np.float64)


CARRIERS: dict[str, Any] = {
    "rounded": lambda function, arguments: run_rounded(function, arguments, DOUBLE),
    "ball": in_balls,
    "running": lambda function, arguments: run_running(function, arguments)[0],
}

VECTOR_FORMULAS: dict[str, Any] = {
    "sum": np.sum,
    "method": lambda x: x.sum() + x.max() - x.min() * x.mean(),
    "mean": lambda x: np.mean(x, axis=-1),
    "extremes": lambda x: np.amax(x) - np.amin(x, axis=0),
    "keepdims": lambda x: x - np.max(x, axis=-1, keepdims=True),
    "all kept": lambda x: x - np.sum(x, keepdims=True),
    "scalar against vector": lambda x: x - np.max(x),
    "entry": lambda x: x[1] * x[-1],
    "slices": lambda x: x[1:] - x[:-1],
    "new axis": lambda x: np.sum(x[:, None] * x[None, :], axis=0),
    "ellipsis": lambda x: x[..., 0],
    "loop": lambda x: sum(entry * entry for entry in x),
    "length": lambda x: x / len(x) + x.size * x.ndim + np.shape(x)[0] + np.size(x) + np.ndim(x),
    "largest": lambda x: x[np.argmax(x)],
    "others": lambda x: np.delete(x, np.argmax(x)),
    "first gone": lambda x: np.delete(x, 0),
    "clip": lambda x: np.clip(x, -0.5, 0.5) + np.clip(x, None, 1) + np.clip(x, 0, a_max=None),
    "where": lambda x: np.where((x > 0) & ~(x >= 1) | (x == -1), x, 7),
    "where of constants": lambda x: np.where(x <= 0, -1, 1) * x,
    "constants first": lambda x: 1 - (2 / (3 + x * x)) ** 2,
    "dot": lambda x: x @ x,
    "joined": lambda x: np.concatenate([x, 2 * x[:2]]),
    "empty sum": lambda x: np.sum(x[:0]) + x[0],
    "extreme pairs": lambda x: np.maximum(x, 0) + np.minimum(np.abs(x), 0.25) * np.sign(x),
}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("name", VECTOR_FORMULAS)
def test_vectors_behave_row_by_row_as_in_numpy(name: str, carrier: str) -> None:
    """A formula of a vector gives for each row of the batch what NumPy gives for that vector."""
    x = np.array([[0.5, -1.0, 2.0], [3.0, 3.0, -4.0], [-0.25, -8.0, -0.5], [0.0, 0.0, 0.0]])
    function = VECTOR_FORMULAS[name]
    expected = np.array([function(row) for row in x])
    assert CARRIERS[carrier](function, [x]) == pytest.approx(expected, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    "function",
    [
        lambda w, x, b: w @ x + b,
        lambda w, x, b: x @ w.T + b,
        lambda w, x, b: np.sum(w @ np.transpose(w) + b, axis=0) - x,
        lambda w, x, b: np.sum(w * x, axis=1) - np.max(w, axis=-1) + np.min(w) / b,
        lambda _w, _x, b: b,
    ],
)
def test_matrices_and_scalars_broadcast(function: Any, carrier: str) -> None:
    """Matrices, vectors and scalars align by their logical axes, never by the batch."""
    rng = np.random.default_rng(0)
    w, x, b = rng.normal(size=(3, 3, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    expected = np.array([function(w[k], x[k], b[k]) for k in range(3)])
    assert CARRIERS[carrier](function, [w, x, b]) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_constant_is_repeated_for_every_row(carrier: str) -> None:
    """A formula that ignores its arguments still has one value a row."""
    assert CARRIERS[carrier](lambda _: 0.5, [np.zeros(4)]).tolist() == [0.5] * 4


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    ("function", "message"),
    [
        (np.sort, "numpy.sort is not modelled"),
        (np.arctan, "numpy.arctan is not modelled"),
        (np.add.reduce, "numpy.add.reduce is not modelled"),
        (lambda x: np.add(x, 1, where=True), "numpy.add with where is not modelled"),
        (lambda x: np.sum(x, dtype=float), "numpy.sum is modelled as .*keepdims=False"),
        (lambda x: x + np.ones(3), "ndarray is no operand"),
        (lambda x: x + True, "bool is no operand"),
        (lambda x: x if x[0] > 0 else -x, "branches with numpy.where"),
        (lambda x: x if x[0] else -x, "branches with numpy.where"),
        (lambda x: x[np.array([0, 1])], "indexing by ndarray is not modelled"),
        (lambda x: len(x[0]), "no length"),
        (lambda x: np.argmax(x[:, None]), "for vectors only"),
        (lambda x: np.delete(x[:, None], 0), "for vectors only"),
        (lambda x: x[0] @ x, "vectors and matrices only"),
    ],
)
def test_what_is_not_modelled_is_refused_by_name(function: Any, message: str, carrier: str) -> None:
    """Nothing is computed by luck: the error names the function."""
    with pytest.raises(TypeError, match=message):
        CARRIERS[carrier](function, [np.ones((2, 3))])


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("function", [np.max, np.min, np.argmax])
def test_an_empty_vector_has_no_largest_entry(function: Any, carrier: str) -> None:
    """Extremes of nothing raise ValueError, as in NumPy; its sum is 0."""
    with pytest.raises(ValueError, match=r"empty|zero-size"):
        CARRIERS[carrier](function, [np.zeros((2, 0))])
    assert CARRIERS[carrier](np.sum, [np.zeros((2, 0))]).tolist() == [0, 0]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_shapes_that_do_not_match_are_refused(carrier: str) -> None:
    """A product of a length-1 and a length-3 vector is no silent broadcast; axes must exist."""
    with pytest.raises(ValueError, match="do not match"):
        CARRIERS[carrier](lambda x: x[:1] @ x, [np.ones((2, 3))])
    with pytest.raises(IndexError, match="axis 1"):
        CARRIERS[carrier](lambda x: np.sum(x, axis=1), [np.ones((2, 3))])
