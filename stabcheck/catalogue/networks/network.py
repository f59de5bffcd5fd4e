"""Networks of layers: why activations are not linear, and which ones are interchangeable.

A layer is h ↦ activation(W h + b).  Without an activation, layers compose to one affine map and
depth adds nothing; tanh is not affine, so with it depth may.  And since σ(z) = tanh(z/2)/2 + 1/2,
every network of sigmoid units is a network of tanh units: halve what feeds a hidden unit, its
weights *and* its bias, to turn z into z/2; halve what it feeds, to make tanh into tanh/2; and add
to the bias of the next layer what the constants 1/2 contribute, which is half the sum of the
weights out of the hidden units.  The equality is exact in real arithmetic.  In floats
tanh(z/2)/2 + 1/2 keeps no digit of σ(z) for very negative z.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stabcheck.catalogue.activations.sigmoid import sigmoid
from stabcheck.catalogue.activations.tanh import tanh
from stabcheck.quantity import Page, equation, exact, let, matrix, real, vector

network = Page("network", "networks of sigmoid and of tanh units")

SHALLOW: dict[str, Any] = {
    "x": vector("D", "d"),
    "W": matrix("H", "D"),
    "b": vector("H", "j"),
    "v": vector("H", "j"),
    "c": real(),
}
DEEP: dict[str, Any] = {
    "x": vector("D", "d"),
    "W1": matrix("H", "D", "j", "d"),
    "b1": vector("H", "j"),
    "W2": matrix("K", "H", "k", "j"),
    "b2": vector("K", "k"),
    "W3": matrix("M", "K", "m", "k"),
    "b3": vector("M", "m"),
}


@network.claim(
    "affine-composition",
    "two affine layers are one affine map",
    x=vector("D", "d"),
    W1=matrix("H", "D", "j", "d"),
    b1=vector("H", "j"),
    W2=matrix("K", "H", "k", "j"),
    b2=vector("K", "k"),
)
def affine_composition(x, W1, b1, W2, b2):
    return equation(W2 @ (W1 @ x + b1) + b2, (W2 @ W1) @ x + (W2 @ b1 + b2))


@network.claim(
    "tanh-not-affine",
    "an affine f has f(x + y) + f(0) = f(x) + f(y)",
    expected="REFUTED",
    x=real(),
    y=real(),
)
def tanh_not_affine(x, y):
    return equation(np.tanh(x + y) + np.tanh(exact(0)), np.tanh(x) + np.tanh(y))


@network.claim("network-equivalence", "one hidden layer: σ units as tanh units", **SHALLOW)
def network_equivalence(x, W, b, v, c):
    z = W @ x + b
    return equation(c + np.sum(v * sigmoid(z)), c + np.sum(v) / 2 + np.sum(v / 2 * tanh(z / 2)))


@network_equivalence.derivation()
def network_equivalence_steps(x, W, b, v, c):
    z = let("z", W @ x + b)
    yield c + np.sum(v * sigmoid(W @ x + b)), "the network of σ units"
    yield c + np.sum(v * sigmoid(z)), "z is what feeds the units"
    yield c + np.sum(v * (tanh(z / 2) / 2 + 1 / 2)), "σ(z) = tanh(z/2)/2 + 1/2, unit by unit"
    yield c + np.sum(v / 2 + v / 2 * tanh(z / 2)), "multiply out"
    yield (
        c + np.sum(v) / 2 + np.sum(v / 2 * tanh(z / 2)),
        "split the sum: the bias grows by ½ Σⱼ vⱼ",
    )
    yield (
        c + np.sum(v) / 2 + np.sum(v / 2 * tanh((W @ x + b) / 2)),
        "z/2: the weights into the units are halved, and their biases",
    )


@network.claim(
    "network-equivalence-as-printed",
    "the bias grown by 1/2 is right only if Σⱼ vⱼ = 1",
    expected="REFUTED",
    **SHALLOW,
)
def network_equivalence_as_printed(x, W, b, v, c):
    z = W @ x + b
    return equation(c + np.sum(v * sigmoid(z)), c + 1 / 2 + np.sum(v / 2 * tanh(z / 2)))


@network.claim("network-equivalence-deep", "two hidden layers, a vector of outputs", **DEEP)
def network_equivalence_deep(x, W1, b1, W2, b2, W3, b3):
    s1 = sigmoid(W1 @ x + b1)
    s2 = sigmoid(W2 @ s1 + b2)

    # A layer fed by tanh takes W/2 and b + ½ W·1; one that feeds tanh is halved as a whole.
    t1 = tanh((W1 / 2) @ x + b1 / 2)
    t2 = tanh((W2 / 4) @ t1 + (b2 + np.sum(W2, axis=1) / 2) / 2)
    return equation(W3 @ s2 + b3, (W3 / 2) @ t2 + (b3 + np.sum(W3, axis=1) / 2))


@network_equivalence_deep.derivation("layer by layer")
def network_equivalence_deep_steps(x, W1, b1, W2, b2, W3, b3):
    z1 = let("z", W1 @ x + b1)
    z2 = let("z'", W2 @ sigmoid(z1) + b2)
    t1, t2 = let("t", tanh(z1 / 2)), let("t'", tanh(z2 / 2))
    c2, c3 = b2 + np.sum(W2, axis=1) / 2, b3 + np.sum(W3, axis=1) / 2
    yield equation(z1 / 2, (W1 / 2) @ x + b1 / 2), "halve what feeds the first hidden layer"
    yield equation(z2, (W2 / 2) @ t1 + c2), "σ(z) = t/2 + 1/2: W/2, and ½ W·1 on the next bias"
    yield equation(z2 / 2, (W2 / 4) @ t1 + c2 / 2), "halve what feeds the second hidden layer"
    yield equation(W3 @ sigmoid(z2) + b3, (W3 / 2) @ t2 + c3), "σ(z') = t'/2 + 1/2, as before"
    yield network_equivalence_deep.function(x, W1, b1, W2, b2, W3, b3), "put the layers together"
