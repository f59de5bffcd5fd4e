"""Functions of JAX's arrays, as training code has them."""
# ruff: noqa: ANN201, D103  (that is how they are written)

from __future__ import annotations

import jax
import jax.numpy as jnp


def softplus_with_a_trap(x):
    return jnp.where(x > 0, x + jnp.log1p(jnp.exp(-x)), jnp.log1p(jnp.exp(x)))


def logsumexp(x):
    top = x.max(axis=-1, keepdims=True)
    return jnp.log(jnp.exp(x - top).sum(axis=-1)) + top.squeeze(-1)


def sigmoid_in_float16(x):
    return (1 / (1 + jnp.exp(-x))).astype(jnp.float16)


def log_softmax(x, axis=-1):
    """The library's own."""
    return jax.nn.log_softmax(x, axis=axis)


def log_of_softmax(x, axis=-1):
    """−∞ for what underflows, and then 0 · ∞ in its derivative."""
    return jnp.log(jax.nn.softmax(x, axis=axis))
