"""Functions of JAX's arrays, as training code has them."""
# ruff: noqa: ANN201, D103  (that is how they are written)

from __future__ import annotations

import jax.numpy as jnp


def softplus_with_a_trap(x):
    return jnp.where(x > 0, x + jnp.log1p(jnp.exp(-x)), jnp.log1p(jnp.exp(x)))


def logsumexp(x):
    top = x.max(axis=-1, keepdims=True)
    return jnp.log(jnp.exp(x - top).sum(axis=-1)) + top.squeeze(-1)


def sigmoid_in_float16(x):
    return (1 / (1 + jnp.exp(-x))).astype(jnp.float16)
