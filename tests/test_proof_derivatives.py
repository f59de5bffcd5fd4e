"""Derivatives: of every form of every page, of maxima, and of kinks that cancel or do not."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from amounts import FULL, share

from stabcheck.carriers.symbol import symbols_for
from stabcheck.catalogue import quantities
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import (
    Argument,
    Claim,
    D,
    Equation,
    Form,
    Quantity,
    equation,
    exact,
    index,
    real,
    vector,
)

CATALOGUE = quantities()
#: It is not seen that p·[p = 0] is 0, nor that a branch is none around the end of a domain that
#: is closed: around 0, where p ≥ 0.  What takes ten seconds is left to full runs.
LEFT_OUT = {f"cross_entropy_with_logits/masked-{name}" for name in "xp"} | {"bce/guarded-y"}
if not FULL:
    LEFT_OUT.add("asinh/near-and-far-x")
FORMS = [
    pytest.param(page, form, name, id=f"{page.name}/{form.name}-{name}")
    for page in CATALOGUE.values()
    for form in page.forms
    if form.approximates is None and not form.given and not page.given
    for name in page.arguments
    if f"{page.name}/{form.name}-{name}" not in LEFT_OUT
]
GRADIENTS = [
    pytest.param(page, form, id=f"{page.name}/{form.name}")
    for page in CATALOGUE.values()
    for form in page.forms
    if page.gradient and form.approximates is None and not form.given and not page.given
    if len(page.arguments) == 1 or next(iter(page.arguments.values())).kind == "real"
]


def _named(parameter: Any) -> str:
    return str(parameter.id)


def _stated(function: Any, **arguments: Argument) -> ProofResult:
    return prove_claim(Claim("scratch", "scratch", function, arguments))


def _both_differentiated(page: Quantity, form: Form, name: str, factor: int = 1) -> ProofResult:
    """∂ form = factor · ∂ definition in any entry of the argument, at any entry of the result."""
    arguments = dict(page.arguments)
    axes = symbols_for(arguments)
    places = {f"k{n}": index(size) for n, size in enumerate(arguments[name].sizes)}
    results = {f"i{n}": index(axis.set.name) for n, axis in enumerate(page.meaning(*axes).axes)}

    def state(*values: Any) -> Equation:
        known = dict(zip([*arguments, *places, *results], values, strict=True))
        inputs = [known[each] for each in arguments]
        sides = [form.function(*inputs), page.meaning(*inputs)]
        variable = known[name]
        if places:
            variable = variable[tuple(known[place] for place in places)]
        if results:
            sides = [side[tuple(known[place] for place in results)] for side in sides]
        return equation(D(sides[0], variable), factor * D(sides[1], variable))

    return _stated(state, **arguments, **places, **results)


@cache
def _kinks(page: Quantity, name: str) -> frozenset[str]:
    """Where the definition itself has a derivative."""
    defined = Form("itself", page.meaning, "", ())
    return frozenset(_both_differentiated(page, defined, name).conditions)


@pytest.mark.parametrize(("page", "form", "name"), share(FORMS, 24, name=_named))
def test_the_derivative_of_every_form_is_that_of_its_definition(page, form, name) -> None:
    """∂ form = ∂ definition in every argument, for every N, wherever that one is defined."""
    result = _both_differentiated(page, form, name)
    assert result.verdict == "PROVED", result.residual
    assert set(result.conditions) <= _kinks(page, name)


@pytest.mark.parametrize(("page", "form", "name"), share(FORMS, 12, name=_named))
def test_a_derivative_with_its_sign_flipped_is_refuted(page, form, name) -> None:
    """∂ form = −∂ definition is false for every form."""
    assert _both_differentiated(page, form, name, factor=-1).verdict == "REFUTED"


@pytest.mark.parametrize(("page", "form"), share(GRADIENTS, 12, name=_named))
def test_the_derivative_of_every_form_is_the_page_of_its_gradient(page, form) -> None:
    """∂ form in its first argument, by the engine, is the definition of the gradient's page."""
    gradient = CATALOGUE[page.gradient]
    argument = next(iter(page.arguments.values()))
    if argument.kind == "real":
        result = _stated(
            lambda *values: equation(D(form.function(*values), values[0]), gradient(*values)),
            **page.arguments,
        )
    else:
        result = _stated(
            lambda x, k: equation(D(form.function(x), x[k]), gradient(x)[k]),
            x=argument,
            k=index(argument.sizes[0]),
        )
    assert result.verdict == "PROVED", result.residual
    assert set(result.conditions) <= _kinks(page, next(iter(page.arguments)))


@pytest.mark.parametrize("form", CATALOGUE["softmax"].forms, ids=lambda form: form.name)
def test_the_jacobian_of_every_softmax(form) -> None:
    """∂πᵢ/∂xⱼ = πᵢ(δᵢⱼ − πⱼ), whatever is subtracted first: with 1 for δ where i = j."""
    softmax = CATALOGUE["softmax"]
    own = _stated(
        lambda x, i: equation(D(form.function(x)[i], x[i]), softmax(x)[i] * (1 - softmax(x)[i])),
        x=vector(),
        i=index(),
    )
    assert (own.verdict, own.conditions) == ("PROVED", ()), own.residual


def _maximum_and_sum(x: Any) -> Any:
    """A shifted log-sum-exp whose shift was forgotten under the exponential."""
    return np.max(x) + np.log(np.sum(np.exp(x)))


def _mean_of_losses(x: Any) -> Any:
    return np.mean(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


def _stable_asinh(x: Any) -> Any:
    return np.sign(x) * np.log1p(np.abs(x) + x**2 / (1 + np.sqrt(x**2 + 1)))


def _linear_tails(x: Any, y: Any) -> Any:
    """x²/2 up to |x| = y, and on along its tangents."""
    return np.where(np.abs(x) <= y, x**2 / 2, y * (np.abs(x) - y / 2))


def _clipped_square(x: Any) -> Any:
    size = np.minimum(np.abs(x), 1)
    return size**2 / 2 + np.abs(x) - size


def _exponential_tail(x: Any, slope: Any) -> Any:
    return np.where(x > 0, x, slope * np.expm1(x))


R, V, K = real(), vector("N"), index("N")
ONCE = ("maxᵢ xᵢ is attained once",)
SIGMOID, SOFTMAX = CATALOGUE["sigmoid"], CATALOGUE["softmax"]

CLAIMS: dict[str, tuple[Any, str, tuple[str, ...], dict[str, Argument]]] = {
    # kinks that cancel, one by one or under a sum, and in a second derivative
    "softplus": (
        lambda x: (D(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), x), SIGMOID(x)),
        *("PROVED", (), {"x": R}),
    ),
    "mean of losses": (
        lambda x, k: (D(_mean_of_losses(x), x[k]), SIGMOID(x[k]) / x.size),
        *("PROVED", (), {"x": V, "k": K}),
    ),
    "second derivative": (
        lambda x: (
            D(D(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), x), x),
            SIGMOID(x) * (1 - SIGMOID(x)),
        ),
        *("PROVED", (), {"x": R}),
    ),
    "fourth root": (lambda x: (D(np.sqrt(x**4), x), 2 * x), "PROVED", (), {"x": R}),
    "concatenation": (
        lambda x, y, k: (
            D(CATALOGUE["logsumexp"].find_form("shifted").function(np.concatenate([x, y])), x[k]),
            np.exp(x[k]) / (np.sum(np.exp(x)) + np.sum(np.exp(y))),
        ),
        *("PROVED", (), {"x": V, "y": vector("M"), "k": K}),
    ),
    # kinks that do not
    "size": (lambda x: (D(np.abs(x), x), np.sign(x)), "PROVED", ("x ≠ 0",), {"x": R}),
    "size of an entry": (
        lambda x, k: (D(np.abs(x[k]), x[k]), np.sign(x[k])),
        *("PROVED", ("xₖ ≠ 0",), {"x": V, "k": K}),
    ),
    "larger": (
        lambda x, y: (D(np.maximum(x, y), x), np.where(x >= y, 1, 0)),
        *("PROVED", ("x ≠ y",), {"x": R, "y": R}),
    ),
    "one kink of two": (
        lambda x: (
            D(np.abs(x - 1) + np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), x),
            np.sign(x - 1) + SIGMOID(x),
        ),
        *("PROVED", ("x ≠ 1",), {"x": R}),
    ),
    "ramp": (lambda x: (D(np.maximum(x, 0), x), x), "REFUTED", (), {"x": R}),
    # f(x) = x after all, and f′(0) = 1: what the branches say of 0 proves nothing.
    "hole": (
        lambda x: (D(np.where(np.equal(x, 0), 0, x), x), np.where(np.equal(x, 0), 0, 1)),
        *("UNDECIDED", (), {"x": R}),
    ),
    "hole filled": (lambda x: (D(np.where(np.equal(x, 0), 0, x), x), 1), "PROVED", (), {"x": R}),
    "branch on another": (
        lambda x, y: (D(np.where(y > 0, x, x * x), x), np.where(y > 0, 1, 2 * x)),
        *("PROVED", (), {"x": R, "y": R}),
    ),
    # branches that join with equal slopes, by themselves, inside a formula, one in the other
    "cube": (lambda x: (D(np.abs(x) ** 3, x), 3 * x * np.abs(x)), "PROVED", (), {"x": R}),
    "linear tails": (
        lambda x, y: (D(_linear_tails(x, y), x), np.clip(x, -y, y)),
        *("PROVED", (), {"x": R, "y": real(above=0)}),
    ),
    "linear tails, without a choice": (
        lambda x: (D(_clipped_square(x), x), np.clip(x, -1, 1)),
        *("PROVED", (), {"x": R}),
    ),
    "exponential tail": (
        lambda x, y: (D(_exponential_tail(x, y), x), np.exp(np.minimum(x, 0))),
        *("REFUTED", (), {"x": R, "y": R}),
    ),
    "exponential tail of slope 1": (
        lambda x: (D(_exponential_tail(x, 1), x), np.exp(np.minimum(x, 0))),
        *("PROVED", (), {"x": R}),
    ),
    "second derivative of a cube": (
        lambda x: (D(D(np.abs(x) ** 3, x), x), 6 * np.abs(x)),
        *("PROVED", (), {"x": R}),
    ),
    "second derivative of a square": (
        lambda x: (D(D(np.maximum(x, 0) ** 2, x), x), 2 * D(np.maximum(x, 0), x)),
        *("PROVED", ("x ≠ 0",), {"x": R}),
    ),
    "square beside a kink": (
        lambda x: (
            D(np.maximum(x, 0) ** 2 + np.abs(x - 1), x),
            2 * np.maximum(x, 0) + np.sign(x - 1),
        ),
        *("PROVED", ("x ≠ 1",), {"x": R}),
    ),
    "a step, its slope 0 on both sides": (
        lambda x: (D(np.where(x > 0, 1, 0), x), 0),
        *("PROVED", ("x ≠ 0",), {"x": R}),
    ),
    "a step squared away": (
        lambda x: (D(x**2 * np.where(x > 0, 1, 0), x), 2 * np.maximum(x, 0)),
        *("PROVED", (), {"x": R}),
    ),
    # maxima over an index set
    "square of a maximum": (
        lambda x, k: (D(np.max(x) ** 2, x[k]), 2 * np.max(x) * D(np.max(x), x[k])),
        *("PROVED", ONCE, {"x": V, "k": K}),
    ),
    "minimum": (
        lambda x, k: (D(np.min(x), x[k]), -D(np.max(-x), x[k])),
        *("PROVED", ("minᵢ xᵢ is attained once",), {"x": V, "k": K}),
    ),
    "entry at the maximum": (
        lambda x, k: (D(x[np.argmax(x)], x[k]), D(np.max(x), x[k])),
        *("PROVED", ONCE, {"x": V, "k": K}),
    ),
    "shift dropped": (
        lambda x, k: (D(_maximum_and_sum(x), x[k]), SOFTMAX(x)[k]),
        *("REFUTED", (), {"x": V, "k": K}),
    ),
    "maximum as a mean": (
        lambda x, k: (D(np.max(x), x[k]), exact(1) / x.size),
        *("REFUTED", (), {"x": V, "k": K}),
    ),
    # where the formula itself has no value there is no derivative
    "logarithm": (lambda x: (D(np.log(x), x), 1 / np.abs(x)), "PROVED", ("x > 0",), {"x": R}),
    "constant logarithm": (
        lambda x, y: (D(np.log(y), x), 0),
        "PROVED",
        ("y > 0",),
        {"x": R, "y": R},
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_derivative_stands_where_there_is_one(name) -> None:
    """Kinks that cancel need no condition, others are conditions, and no claim of kinks is more."""
    sides, verdict, conditions, arguments = CLAIMS[name]
    result = _stated(lambda *values: equation(*sides(*values)), **arguments)
    assert (result.verdict, result.conditions) == (verdict, conditions), result.residual


def test_a_hypothesis_does_not_smooth_a_kink_away() -> None:
    """|x| = x for x ≥ 0, and yet |x| has no derivative at 0, where x has one."""
    claim = Claim(
        *("scratch", "scratch", lambda x: equation(D(np.abs(x), x), 1), {"x": real()}),
        given=(lambda x: x >= 0,),
    )
    result = prove_claim(claim)
    assert (result.verdict, result.conditions) == ("PROVED", ("x ≠ 0",))


def test_what_holds_where_a_maximum_stands_need_not_hold_around_it() -> None:
    """A branch on max v, differentiated twice: no join is found that comes to no theorem."""
    result = _stated(
        lambda x, y, v, i, j: equation(
            D(D(np.where(x > np.max(v), v.size, y), v[j]), v[i]),
            D(D(np.where(x > np.max(v), v.size, y), v[j]), v[i]),
        ),
        x=R,
        y=R,
        v=V,
        i=K,
        j=K,
    )
    assert result.verdict == "PROVED", result.residual


def test_the_steps_say_why_a_kink_is_none() -> None:
    """First the formula is put in its smooth form, and only then differentiated."""
    form = CATALOGUE["logsumexp"].find_form("shifted").function
    result = _stated(lambda x, k: equation(D(form(x), x[k]), SOFTMAX(x)[k]), x=vector(), k=index())
    rules = [step.rule for step in result.steps]
    assert rules.index("smooth") < rules.index("derivative")
    smooth = result.steps[rules.index("smooth")]
    assert (smooth.before, smooth.after) == (
        "∂/∂xₖ (maxᵢ xᵢ + log(Σᵢ e^(xᵢ − maxⱼ xⱼ)))",
        "∂/∂xₖ log(Σᵢ e^xᵢ)",
    )
    assert smooth.after_latex == (
        r"\frac{\partial}{\partial x_{k}} \log\left(\sum_{i=1}^{N} e^{x_{i}}\right)"
    )
    assert smooth.reason == "the same function, hence with the same derivative"


def test_the_steps_say_that_branches_meet_with_equal_slopes() -> None:
    """The two branches are compared where they meet, and then the derivative is a choice too."""
    result = _stated(
        lambda x: equation(D(_exponential_tail(x, 1), x), np.exp(np.minimum(x, 0))), x=R
    )
    values, slopes, join, *_ = result.steps
    assert (values.rule, values.conditions) == ("values", ("x = 0",))
    assert (values.before, values.after) == ("x", "1·expm1(x)")
    assert (slopes.before, slopes.after) == ("∂/∂x x", "∂/∂x (1·expm1(x))")
    assert join.after == "(∂/∂x x if x > 0, else ∂/∂x (1·expm1(x)))"
    assert join.reason == "hence the slope, where they meet too, is that of either branch"


def test_the_steps_show_no_division_by_zero() -> None:
    """Where a derivative is undefined is a condition; its steps are free of 0/(max x − xⱼ)."""
    sides, *_ = CLAIMS["square of a maximum"]
    result = _stated(lambda x, k: equation(*sides(x, k)), x=vector("N"), k=index("N"))
    (first, *_) = result.steps
    assert first.after == "2(maxᵢ xᵢ)^(2 − 1)·δₘₖ"
    assert first.reason == "differentiate, term by term; the maximum is attained at m"
    assert not any("0/" in step.before + step.after for step in result.steps)
