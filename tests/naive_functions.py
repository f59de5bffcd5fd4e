"""Formulas as they stand in a book, typed as they stand there."""
# ruff: noqa: ANN201  (that is how they are written)

from __future__ import annotations

import numpy as np


def sigmoid(x):
    """1/(1 + e⁻ˣ)."""
    return 1 / (1 + np.exp(-x))


def logsumexp(x):
    """log Σ eˣ, over the rows."""
    return np.log(np.sum(np.exp(x), axis=-1))
