"""Functions of PyTorch's tensors, as training code has them."""
# ruff: noqa: ANN201, D103  (that is how they are written)

from __future__ import annotations

import torch


def softplus_with_a_trap(x):
    return torch.where(x > 0, x + torch.log1p(torch.exp(-x)), torch.log1p(torch.exp(x)))


def logsumexp(x):
    top = x.max(dim=-1, keepdim=True).values
    return (x - top).exp().sum(dim=-1).log() + top.squeeze(-1)


def sigmoid_in_float16(x):
    return torch.sigmoid(x).to(torch.float16)


def log_softmax(x, dim=-1):
    """The library's own."""
    return torch.log_softmax(x, dim=dim)


def log_of_softmax(x, dim=-1):
    """−∞ for what underflows, and then 0 · ∞ in its derivative."""
    return torch.log(torch.softmax(x, dim=dim))
