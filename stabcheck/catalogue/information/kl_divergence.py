"""The Kullback–Leibler divergence of two softmaxes, Σᵢ πᵢ log(πᵢ/ρᵢ), from their scores x and z.

π = softmax(x) is the teacher, ρ = softmax(z) the model that is fitted to it; the divergence is what
coding π with ρ's code costs beyond π's entropy, is ≥ 0, and 0 only where the two are equal.  With
log-probabilities nothing overflows and no 0/0 appears.  But the closer ρ is to π, the more of the
sum cancels: terms of first order in the difference t = log π − log ρ leave one of second order, and
what comes out may be negative.  As probabilities add up to 1,

    Σᵢ πᵢ tᵢ = Σᵢ πᵢ (exp(−tᵢ) − 1 + tᵢ)   (Bregman's form),

a mean of numbers that are ≥ 0 one by one.  Close to t = 0 they are tᵢ²/2, computed with an error of
the size of u·tᵢ instead of u: less than nothing is not what comes out any more.

As for softmax, accuracy is judged against the differences of scores, max x − xᵢ and max z − zᵢ.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.information.entropy import entropy
from stabcheck.catalogue.losses.cross_entropy_with_logits import cross_entropy_with_logits
from stabcheck.catalogue.reductions.log_softmax import log_softmax
from stabcheck.catalogue.reductions.logsumexp import logsumexp
from stabcheck.catalogue.reductions.softmax import shifted_sum, softmax
from stabcheck.catalogue.reductions.softmax import shifted_theory as softmax_theory
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    Boundary,
    D,
    E,
    Quantity,
    equation,
    inaccurate,
    index,
    infinite,
    nan,
    real,
    special,
    vector,
)

#: A teacher that moves past the model, and the other way round.
TEACHER = "x=(s, 0, ..., 0), z=(1, 0, ..., 0) n=2"
MODEL = "x=(1, 0, ..., 0), z=(s, 0, ..., 0) n=2"

kl_divergence = Quantity(
    "kl_divergence",
    "the Kullback–Leibler divergence of two softmaxes",
    arguments={"x": vector("N"), "z": vector("N")},
    symbol="KL",
    source="Cover & Thomas, Elements of Information Theory, 2nd ed. (2006), section 2.3",
    probes=(TEACHER, MODEL, "x=(s, s-1, s-2), z=(1, 0.5, -2)"),
    specials=(
        special((-np.inf, 0.0), (0.0, 0.0), accepts=[0.6931471805599453, "nan"], note="0 log 0"),
        special((0.0, 0.0), (-np.inf, 0.0), accepts=np.inf, note="the model rules out what occurs"),
        special((np.nan, 0.0), (0.0, 0.0), accepts="nan"),
    ),
)


@kl_divergence.definition
def definition(x, z):
    return np.sum(softmax(x) * np.log(softmax(x) / softmax(z)))


@kl_divergence.sensitivity
def sensitivity(x, z):
    d, c = np.max(x) - x, np.max(z) - z
    p, q = np.exp(-d) / np.sum(np.exp(-d)), np.exp(-c) / np.sum(np.exp(-c))
    t = c - d + np.log(np.sum(np.exp(-c)) / np.sum(np.exp(-d)))
    # ∂KL/∂xⱼ = πⱼ (tⱼ − KL), and ∂KL/∂zⱼ = ρⱼ − πⱼ
    return np.sum(d * p * np.abs(t - np.sum(p * t))) + np.sum(c * np.abs(q - p))


#: Below which π/ρ overflows, for π = 1/(1 + e⁻¹) and ρ as good as eˢ, a subnormal number.
overflow_of_quotient = Boundary(
    "−log((MAX + ½ulp)(1 + e⁻¹))",
    lambda f, n: -np.log(f.overflow_threshold * (1 + 1 / E)),
)


@kl_divergence.form(
    "naive",
    why="0 · log 0 and ∞/∞ are NaN, and π/ρ overflows where the model's probability is small",
    holds=(),
    breaks=(
        nan(TEACHER, "overflow", above=EXP_OVERFLOW),
        nan(TEACHER, "underflow", below=EXP_UNDERFLOW),
        infinite(MODEL, "overflow", below=overflow_of_quotient),
    ),
    bound=lambda n: 4 * n + 8,
)
def naive(x, z):
    p, q = np.exp(x) / np.sum(np.exp(x)), np.exp(z) / np.sum(np.exp(z))
    return np.sum(p * np.log(p / q))


@kl_divergence.form(
    "log-softmax",
    why="nothing overflows or vanishes too early, but where the model is close to the teacher, the "
    "sum cancels, and may come out negative",
    holds=("range", "absolute"),
    breaks=(inaccurate(TEACHER, "cancellation"),),
    bound=lambda n: 4 * n + 8,
)
def by_log_softmax(x, z):
    d, c = x - np.max(x), z - np.max(z)
    log_p, log_q = d - np.log(np.sum(np.exp(d))), c - np.log(np.sum(np.exp(c)))
    return np.sum(np.exp(log_p) * (log_p - log_q))


@kl_divergence.form(
    "bregman",
    why="every term is ≥ 0 but for its rounding, which is as small as the two are close; what does "
    "not occur costs what the model gives it",
    holds=("range", "absolute", "special"),
    bound=lambda n: 4 * n + 8,
    source="Schulman, Approximating KL Divergence, 2020, the estimator k₃",
)
def bregman(x, z):
    d, c = x - np.max(x), z - np.max(z)
    t = (d - c) - np.log(np.sum(np.exp(d)) / np.sum(np.exp(c)))
    p = np.exp(d) / np.sum(np.exp(d))
    q = np.exp(c) / np.sum(np.exp(c))
    far = (q - p) + p * t  # where e⁻ᵗ may overflow
    near = p * (np.expm1(-t) + t)
    return np.sum(np.where(p == 0, q, np.where(t < -1, far, near)))


@kl_divergence.evaluation
def evaluation(x, z):
    d, c = x - np.max(x), z - np.max(z)
    s, r = np.sum(np.exp(d)), np.sum(np.exp(c))
    return np.sum(np.exp(d) * (d - c)) / s - np.log(s / r)


def log_softmax_error(x, r):
    """log softmax(x), from x − max x, and the error of that."""
    d, s, theta = shifted_sum(x, r)
    value = d - np.log(s)
    off = np.abs(d) * r.relative(r.u) + r.after(np.log(s), theta, r.kernel)
    return value, r.after(value, off, r.u)


def added(products, terms, r):
    """The error of a sum of terms that are off by so much."""
    total = np.sum(terms)
    return total + (np.sum(np.abs(products)) + total) * r.relative(r.additions(terms.size)) + r.lost


@kl_divergence.theory("log-softmax")
def by_log_softmax_theory(x, z, r):
    (a, off_a), (b, off_b) = log_softmax_error(x, r), log_softmax_error(z, r)
    p, t = np.exp(a), a - b
    off = np.exp(a + off_a + r.kernel) * (off_a + r.kernel) + r.lost
    return added(p * t, r.product(p, off, t, r.after(t, off_a + off_b, r.u)), r)


@kl_divergence.theory("bregman")
def bregman_theory(x, z, r):
    (d, s, of_s), (c, w, of_w) = shifted_sum(x, r), shifted_sum(z, r)
    p, q = np.exp(d) / s, np.exp(c) / w
    off_p, off_q = softmax_theory(x, r), softmax_theory(z, r)
    gap = r.after(d - c, (np.abs(d) + np.abs(c)) * r.relative(r.u), r.u)
    ratio = np.log(s / w)
    t = (d - c) - ratio
    off = r.after(t, gap + r.after(ratio, of_s + of_w + r.u, r.kernel), r.u)
    weighted = r.product(p, off_p, t, off)
    far = r.after(q - p + p * t, r.after(q - p, off_p + off_q, r.u) + weighted, r.u)
    m = np.abs(np.expm1(-np.maximum(t, -2)))
    inner = np.maximum(np.expm1(-np.maximum(t, -2)) + t, 0)
    # what t is off moves e⁻ᵗ − 1 + t by |e⁻ᵗ − 1| of it
    moved = r.after(inner, m * (off + r.relative(r.kernel)) + 8 * off * off * np.exp(off), r.u)
    # where p may come out as 0, q stands for the term, and is at most e p
    near = r.product(p, off_p, inner, moved) + np.where(p > off_p, 0, 3 * off_p)
    either = np.where(t < -3 / 2, far, np.where(t > -1 / 2, near, np.maximum(near, far)))
    return added(np.where(t < -1, q - p + p * t, p * inner), either, r)


@kl_divergence.claim("kl-cross-entropy", "cross-entropy less entropy", x=vector("N"), z=vector("N"))
def kl_cross_entropy(x, z):
    return equation(kl_divergence(x, z), cross_entropy_with_logits(z, softmax(x)) - entropy(x))


@kl_divergence.claim("kl-lse", "from the scores", x=vector("N"), z=vector("N"))
def kl_lse(x, z):
    return equation(
        kl_divergence(x, z), np.sum(softmax(x) * (x - z)) - (logsumexp(x) - logsumexp(z))
    )


@kl_lse.derivation()
def kl_lse_steps(x, z):
    yield kl_divergence(x, z), "the left-hand side"
    yield np.sum(softmax(x) * (log_softmax(x) - log_softmax(z))), "logarithm of a quotient"
    yield np.sum(softmax(x) * ((x - logsumexp(x)) - (z - logsumexp(z)))), "log-softmax is a shift"
    yield (
        np.sum(softmax(x) * (x - z)) - (logsumexp(x) - logsumexp(z)) * np.sum(softmax(x)),
        "the sum is linear",
    )
    yield (
        np.sum(softmax(x) * (x - z)) - (logsumexp(x) - logsumexp(z)),
        "probabilities add up to 1",
    )


@kl_divergence.claim("kl-shift", "only differences count", x=vector("N"), z=vector("N"), a=real())
def kl_shift(x, z, a):
    return equation(kl_divergence(x + a, z - a), kl_divergence(x, z))


@kl_divergence.claim(
    "kl-gradient", "the gradient in the model", x=vector("N"), z=vector("N"), k=index("N")
)
def kl_gradient(x, z, k):
    return equation(D(kl_divergence(x, z), z[k]), softmax(z)[k] - softmax(x)[k])


@kl_divergence.claim(
    "kl-symmetry", "it is not symmetric", expected="REFUTED", x=vector("N"), z=vector("N")
)
def kl_symmetry(x, z):
    return equation(kl_divergence(x, z), kl_divergence(z, x))
