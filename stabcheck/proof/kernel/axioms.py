"""What the functions mean: the axioms, as data.

A row is a formula in prefix notation, with a and b for the operands.  Functions are total: where
one is not defined it has some value or other, of which no axiom speaks, except that √a = 0 and
aᵇ = 0 for a = 0 < b.
"""

from __future__ import annotations

from typing import Any

from stabcheck.carriers.term import Term, rational

__all__ = ["AXIOMS", "COMPARISONS", "DEFINITIONS", "NEEDS", "PARTIALS", "Formula", "filled"]

Formula = tuple[Any, ...] | str | int

_E = ("exp", "a")
_E_MINUS = ("exp", ("negative", "a"))
_SINH2 = ("subtract", _E, _E_MINUS)
_COSH2 = ("add", _E, _E_MINUS)
_GAP = ("subtract", "a", "b")

#: What a function is, in more elementary ones.
DEFINITIONS: dict[str, Formula] = {
    "square": ("power", "a", 2),
    "expm1": ("subtract", _E, 1),
    "log1p": ("log", ("add", 1, "a")),
    "logaddexp": ("log", ("add", ("exp", "a"), ("exp", "b"))),
    "erfc": ("subtract", 1, ("erf", "a")),
    "hypot": ("sqrt", ("add", ("power", "a", 2), ("power", "b", 2))),
    "tanh": ("divide", _SINH2, _COSH2),
    "sinh": ("divide", _SINH2, 2),
    "cosh": ("divide", _COSH2, 2),
}


def _greater(formula: Formula) -> Formula:
    return ("greater", formula, 0)


def _at_least(formula: Formula) -> Formula:
    return ("greater_equal", formula, 0)


_NEGATIVE = ("negative", "a")
_SIZE = ("absolute", _GAP)

#: Premises, and what follows from them, for all a and b.
AXIOMS: dict[str, tuple[tuple[Formula, ...], Formula]] = {
    "exp > 0": ((), _greater(_E)),
    "exp rises": ((_greater(_GAP),), _greater(("subtract", _E, ("exp", "b")))),
    "exp log": ((_greater("a"),), ("equal", ("exp", ("log", "a")), "a")),
    "log exp": ((), ("equal", ("log", _E), "a")),
    "|a| = b": (
        (_at_least("b"), ("equal", ("multiply", "b", "b"), ("multiply", "a", "a"))),
        ("equal", ("absolute", "a"), "b"),
    ),
    "|a| ≥ 0": ((), _at_least(("absolute", "a"))),
    "|a| > 0": ((("not_equal", "a", 0),), _greater(("absolute", "a"))),
    "|a|² = a²": (
        (),
        ("equal", ("power", ("absolute", "a"), 2), ("power", "a", 2)),
    ),
    "1/a > 0": ((_greater("a"),), _greater(("divide", 1, "a"))),
    "1/a ≠ 0": ((("not_equal", "a", 0),), ("not_equal", ("divide", 1, "a"), 0)),
    "max": ((), ("equal", ("maximum", "a", "b"), ("divide", ("add", ("add", "a", "b"), _SIZE), 2))),
    "min": (
        (),
        ("equal", ("minimum", "a", "b"), ("divide", ("subtract", ("add", "a", "b"), _SIZE), 2)),
    ),
    "sign of a > 0": ((_greater("a"),), ("equal", ("sign", "a"), 1)),
    "sign of a < 0": ((_greater(_NEGATIVE),), ("equal", ("sign", "a"), -1)),
    "sign of 0": ((), ("equal", ("sign", 0), 0)),
    "√a² = a": (
        (_at_least("b"), ("equal", ("multiply", "b", "b"), "a")),
        ("equal", ("sqrt", "a"), "b"),
    ),
    "power": (
        (_greater("a"),),
        ("equal", ("power", "a", "b"), ("exp", ("multiply", "b", ("log", "a")))),
    ),
    "power of 0": ((_greater("b"),), ("equal", ("power", 0, "b"), 0)),
    "root": (
        (_at_least("a"), _greater("b")),
        ("equal", ("power", ("power", "a", ("divide", 1, "b")), "b"), "a"),
    ),
    "root of a power": (
        (_at_least("a"), _greater("b")),
        ("equal", ("power", ("power", "a", "b"), ("divide", 1, "b")), "a"),
    ),
    "power ≥ 0": ((_at_least("a"),), _at_least(("power", "a", "b"))),
    "erf is odd": ((), ("equal", ("erf", _NEGATIVE), ("negative", ("erf", "a")))),
    "π > 0": ((), _greater(("pi",))),
}

#: What must hold for a function to be defined; of a power it depends on the exponent.
NEEDS: dict[str, tuple[Formula, ...]] = {
    "divide": (("not_equal", "b", 0),),
    "log": (_greater("a"),),
    "log1p": (_greater(("add", 1, "a")),),
    "sqrt": (_at_least("a"),),
}

_BELL = ("exp", ("negative", ("power", "a", 2)))
_ROOT_PI = ("sqrt", ("pi",))

#: ±1 as a > b or a < b, and undefined where they meet; then 1 for the one and 0 for the other.
_SIDE = ("divide", _GAP, _SIZE)
_LEFT_GREATER = ("divide", ("add", 1, _SIDE), 2)
_LEFT_LESSER = ("divide", ("subtract", 1, _SIDE), 2)

#: ∂/∂a and ∂/∂b; undefined (0/0) at a kink.
PARTIALS: dict[str, tuple[Formula, ...]] = {
    "add": (1, 1),
    "subtract": (1, -1),
    "multiply": ("b", "a"),
    "divide": (("divide", 1, "b"), ("divide", ("negative", "a"), ("power", "b", 2))),
    "negative": (-1,),
    "power": (
        ("multiply", "b", ("power", "a", ("subtract", "b", 1))),
        ("multiply", ("log", "a"), ("power", "a", "b")),
    ),
    "square": (("multiply", 2, "a"),),
    "sqrt": (("divide", 1, ("multiply", 2, ("sqrt", "a"))),),
    "hypot": (("divide", "a", ("hypot", "a", "b")), ("divide", "b", ("hypot", "a", "b"))),
    "exp": (_E,),
    "log": (("divide", 1, "a"),),
    "expm1": (_E,),
    "log1p": (("divide", 1, ("add", 1, "a")),),
    "logaddexp": (
        ("divide", 1, ("add", 1, ("exp", ("subtract", "b", "a")))),
        ("divide", 1, ("add", 1, ("exp", ("subtract", "a", "b")))),
    ),
    "tanh": (("subtract", 1, ("power", ("tanh", "a"), 2)),),
    "erf": (("multiply", ("divide", 2, _ROOT_PI), _BELL),),
    "erfc": (("multiply", ("divide", -2, _ROOT_PI), _BELL),),
    "sinh": (("cosh", "a"),),
    "cosh": (("sinh", "a"),),
    "absolute": (("divide", "a", ("absolute", "a")),),
    "maximum": (_LEFT_GREATER, _LEFT_LESSER),
    "minimum": (_LEFT_LESSER, _LEFT_GREATER),
    "sign": (("divide", 0, "a"),),
}

#: The signs of left − right (right − left for the lesser ones) for which a comparison holds.
COMPARISONS = {
    "greater": {1},
    "greater_equal": {0, 1},
    "less": {1},
    "less_equal": {0, 1},
    "equal": {0},
    "not_equal": {-1, 1},
}


def filled(formula: Formula, operands: tuple[Term, ...]) -> Term:
    """A row with the operands in place of a and b."""
    match formula:
        case int():
            return rational(formula)
        case str():
            return operands["ab".index(formula)]
    name, *parts = formula
    return Term(name, *(filled(part, operands) for part in parts))
