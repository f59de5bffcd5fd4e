"""Normal forms: equal values have one form, whatever the names of their indices."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabcheck.carriers.term import Index, IndexSet, fresh_index
from stabcheck.proof import lowest
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.binding import delta
from stabcheck.proof.factoring import factors
from stabcheck.proof.indexed import entry, extremum_over, substitute_index, sum_over
from stabcheck.proof.linear import Row, infeasible
from stabcheck.proof.lowest import ONE, ZERO, add, divide, exp_of, multiply, number, of_atom, power
from stabcheck.proof.signs import ANY, NEGATIVE, POSITIVE, Facts
from stabcheck.quantity import real

N = IndexSet("N")
X, Y = (of_atom(Atom("real", name)) for name in "xy")
FRACS = st.recursive(
    st.sampled_from([X, Y, ONE, number(2), number(Fraction(-1, 3)), exp_of(X), exp_of(Y)]),
    lambda inner: st.builds(
        lambda op, a, b: op(a, b), st.sampled_from([add, multiply, lowest.subtract]), inner, inner
    ),
    max_leaves=6,
)


def _i() -> Index:
    return fresh_index(Index("i", N))


@settings(max_examples=60, deadline=None)
@given(FRACS, FRACS, FRACS)
def test_field_laws(a: Frac, b: Frac, c: Frac) -> None:
    """Distributivity, and division undoing multiplication, hold as equality of forms."""
    assert multiply(a, add(b, c)) == add(multiply(a, b), multiply(a, c))
    if b:
        assert divide(multiply(a, b), b) == a
        assert multiply(divide(a, b), b) == a


def test_exponentials_add_up_and_cancel() -> None:
    """e^x e^y = e^(x+y), e^x e^−x = 1, and (e^2x − 1)/(e^x − 1) = e^x + 1."""
    assert multiply(exp_of(X), exp_of(Y)) == exp_of(add(X, Y))
    assert multiply(exp_of(X), exp_of(lowest.negate(X))) == ONE
    double = exp_of(multiply(number(2), X))
    quotient = divide(lowest.subtract(double, ONE), lowest.subtract(exp_of(X), ONE))
    assert quotient == add(exp_of(X), ONE)


def test_rational_exponents_are_rebased_by_their_gcd() -> None:
    """e^(x/2) squared is e^x, inside a fraction too."""
    half = exp_of(multiply(number(Fraction(1, 2)), X))
    assert divide(lowest.subtract(exp_of(X), ONE), lowest.subtract(half, ONE)) == add(half, ONE)


def test_zero_divisor_is_refused() -> None:
    """Dividing by an expression that is identically 0 raises."""
    with pytest.raises(ZeroDivisionError):
        divide(ONE, lowest.subtract(X, X))


def test_sums_that_differ_in_the_name_of_their_index_are_one() -> None:
    """Σᵢ e^(xᵢ − y) = e^−y Σⱼ e^xⱼ, index-free factors out."""
    i, j = _i(), _i()
    left = sum_over(i, exp_of(lowest.subtract(entry("x", i), Y)))
    right = multiply(exp_of(lowest.negate(Y)), sum_over(j, exp_of(entry("x", j))))
    assert left == right


def test_summands_are_expanded_in_powers_of_their_denominator() -> None:
    """Σ e/(1+e)² = Σ 1/(1+e) − Σ 1/(1+e)²."""
    i, j = _i(), _i()
    e, f = exp_of(entry("x", i)), exp_of(entry("x", j))
    left = sum_over(i, divide(e, power(add(ONE, e), 2)))
    parts = [divide(ONE, power(add(ONE, f), k)) for k in (1, 2)]
    assert left == lowest.subtract(sum_over(j, parts[0]), sum_over(j, parts[1]))


def test_a_delta_selects_its_term() -> None:
    """Σᵢ δᵢₖ xᵢ = x_k, and Σ 1 = N."""
    i, k = _i(), Index("k", N)
    assert sum_over(i, multiply(delta(i, k), entry("x", i))) == entry("x", k)
    assert sum_over(_i(), ONE) == of_atom(Atom("size", N))


def test_substitution_captures_nothing() -> None:
    """Σⱼ (xⱼ − xᵢ) at i = k is Σⱼ xⱼ − N x_k, never 0."""
    i, j, k = _i(), _i(), Index("k", N)
    value = sum_over(j, lowest.subtract(entry("x", j), entry("x", i)))
    at_k = substitute_index(value, i, k)
    times_n = multiply(of_atom(Atom("size", N)), entry("x", k))
    assert at_k == lowest.subtract(sum_over(j, entry("x", j)), times_n)
    assert at_k != ZERO


def test_double_sums_are_kept_in_one_order() -> None:
    """Σᵢ aᵢ Σⱼ wᵢⱼ and Σⱼ Σᵢ aᵢ wᵢⱼ are one form, over different sets."""
    i, j = _i(), fresh_index(Index("j", IndexSet("M")))
    product = multiply(entry("a", i), entry("w", i, j))
    assert sum_over(i, sum_over(j, product)) == sum_over(j, sum_over(i, product))


def test_maxima_let_constants_and_positive_factors_out() -> None:
    """max(2x + y) = 2 max x + y; max(−2x) keeps its sign inside."""
    i = _i()
    inner = add(multiply(number(2), entry("x", i)), Y)
    assert extremum_over(i, inner) == add(multiply(number(2), extremum_over(i, entry("x", i))), Y)
    negative = extremum_over(i, multiply(number(-2), entry("x", i)))
    assert negative != multiply(number(-2), extremum_over(i, entry("x", i)))


def test_factors_multiply_back() -> None:
    """content · unit · Π factor^power is the polynomial again."""
    poly = multiply(power(add(exp_of(X), Y), 2), lowest.subtract(exp_of(Y), number(3))).num
    content, unit, found = factors(poly)
    product = Frac(Poly.of(content, unit))
    for factor, exponent in found:
        product = multiply(product, power(Frac(factor), exponent))
    assert product == Frac(poly)
    assert sorted(exponent for _, exponent in found) == [1, 2]


def test_signs_follow_from_structure_and_facts() -> None:
    """1 + e^x > 0; 1 − e^−a > 0 for a > 0; x's own sign is open until it is given."""
    facts = Facts({"a": real(above=0), "x": real()})
    a = of_atom(Atom("real", "a"))
    assert facts.sign(add(ONE, exp_of(X))) == POSITIVE
    assert facts.sign(lowest.subtract(ONE, exp_of(lowest.negate(a)))) == POSITIVE
    assert facts.sign(X) == ANY
    assert facts.given(lowest.subtract(X, number(3)), strict=False).sign(X) == POSITIVE
    assert facts.given(lowest.negate(X), strict=True).sign(X) == NEGATIVE


def test_linear_contradictions_are_found_and_only_those() -> None:
    """x > y, y > z, z ≥ x is infeasible; without the last row it is not."""
    x, y, z = (Mono([(Atom("real", name), 1)]) for name in "xyz")
    one = Fraction(1)
    rows = [
        Row({x: one, y: -one}, strict=True),
        Row({y: one, z: -one}, strict=True),
        Row({z: one, x: -one}, strict=False),
    ]
    assert infeasible(rows)
    assert not infeasible(rows[:2])
