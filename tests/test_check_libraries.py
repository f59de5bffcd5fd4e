"""Functions of other libraries' arrays: bits go in and come out as they are, types as returned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from installed import with_library
from round_trip import keeps_bits

import stabcheck
from stabcheck.target.arrays.array_api import library_of
from stabcheck.target.isolation import Isolated

HERE = Path(__file__).parent
LIBRARIES = [with_library(name) for name in ("jax", "torch")]
FORMATS = ("float16", "bfloat16", "float32", "float64")


@pytest.mark.parametrize("library", ["numpy", *LIBRARIES])
def test_arrays_keep_their_bits(library: str) -> None:
    """Every pattern of bits of a small format, NaNs too, goes to a library and comes back."""
    runner = Isolated("math:sqrt", "numpy", 60, None, [str(HERE)])
    try:
        for fmt in FORMATS:
            assert runner.ask(keeps_bits, library, fmt) == (True, True, True), fmt
    finally:
        runner.close()


def test_a_library_is_spoken_to_by_the_array_api() -> None:
    """Any module with asarray will do; NumPy's floats go to it and come back."""
    arrays = library_of("numpy")
    floats = np.array([0.5, -0.0, np.inf, np.nan], dtype=np.float32)
    assert arrays.floats(arrays.array(floats)).tobytes() == floats.tobytes()
    strided = arrays.strided(floats)
    assert not strided.flags.contiguous
    assert arrays.floats(strided).tobytes() == floats.tobytes()
    with pytest.raises(TypeError, match="no asarray"):
        library_of("math")


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_library_is_found_and_its_functions_are_judged(library: str) -> None:
    """A sound reduction of a library's own arrays keeps range and absolute accuracy."""
    spec = f"{HERE / f'{library}_functions.py'}:logsumexp"
    report = stabcheck.check(
        spec, "logsumexp", formats=["float32"], require=["range", "absolute"], probes=["(s, 0)"]
    )
    assert report.subject.library == library
    assert report.passed


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_gradient_falls_into_the_trap_of_where(library: str) -> None:
    """The value of a softplus in two branches is right, and its gradient NaN: inf times 0."""
    spec = f"{HERE / f'{library}_functions.py'}:softplus_with_a_trap"
    report = stabcheck.check(spec, "softplus", formats=["float32"], require=["gradient", "range"])
    verdicts = {each.contract: each.verdict for each in report.contracts}
    assert (verdicts["range"], verdicts["gradient"]) == ("holds", "fails")
    witness = report.contract("gradient").witness
    assert witness is not None
    assert (witness.got, witness.arguments) == ("nan", "x = 90.0")


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_demotion_is_told_and_judged_as_returned(library: str) -> None:
    """float32 in and float16 out is judged in float16, and said on a line of its own."""
    spec = f"{HERE / f'{library}_functions.py'}:sigmoid_in_float16"
    report = stabcheck.check(spec, "sigmoid", formats=["float32"])
    assert report.passed
    assert [each.kind for each in report.incidents] == ["demoted"]


def test_a_gradient_of_numpy_has_to_be_named() -> None:
    """NumPy differentiates nothing; a named gradient is judged by the gradient's page."""
    functions = f"{HERE / 'checked_functions.py'}"
    with pytest.raises(ValueError, match="no autodiff"):
        stabcheck.check(f"{functions}:tanh_by_expm1", "tanh", gradient="autodiff")
    report = stabcheck.check(
        f"{functions}:tanh_by_expm1",
        "tanh",
        formats=["float32"],
        require=["gradient"],
        gradient=f"{functions}:tanh_grad_by_exponential",
    )
    assert report.passed
    assert report.gradients


def test_two_implementations_side_by_side() -> None:
    """Where two sigmoids differ most, each error is told beside the truth."""
    functions = f"{HERE / 'checked_functions.py'}"
    report = stabcheck.check(
        f"{functions}:sigmoid_by_masks",
        "sigmoid",
        formats=["float32"],
        against=f"{functions}:sigmoid_of_clipped_scores",
    )
    (found,) = report.comparisons
    assert 0 < found.differing < found.inputs
    assert found.error_ulp < 4
    assert found.other_error_ulp > 1e6


def test_a_declared_error_is_no_false_alarm() -> None:
    """A clipped sigmoid passes as the approximation that it is, and not as a better one."""
    functions = f"{HERE / 'checked_functions.py'}"
    clipped = f"{functions}:sigmoid_of_clipped_scores"
    kept = ["range", "absolute"]
    formats = ["float64"]
    assert stabcheck.check(
        clipped, "sigmoid", formats=formats, approximates=1e-8, require=kept
    ).passed
    assert not stabcheck.check(
        clipped, "sigmoid", formats=formats, approximates=1e-9, require=kept
    ).passed


@pytest.mark.parametrize(
    ("function", "quantity", "failing"),
    [
        ("scipy.special:expit", "sigmoid", ()),
        ("scipy.special:log_expit", "log_sigmoid", ()),
        ("scipy.special:logsumexp", "logsumexp", ()),
        ("numpy:logaddexp", "logaddexp", ()),
        ("scipy.special:log1p", "softplus", ("range", "absolute", "special")),
    ],
)
def test_compiled_functions_are_swept(function: str, quantity: str, failing: tuple) -> None:
    """What SciPy and NumPy ship keeps its contracts; compiled code is judged by the sweep alone."""
    report = stabcheck.check(function, quantity, formats=["float32"])
    assert report.proof.verdict == "UNDECIDED"
    assert tuple(c.contract for c in report.contracts if c.required and c.verdict == "fails") == (
        failing
    )
