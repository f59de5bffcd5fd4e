"""Exact boundaries: where, to the float, a form stops failing.

Between a float that fails in one way and one that does not, there are two neighbours of which the
same is true; bisection on the lattice finds them.  All the edges of a line, of every form, are
bisected together, so that each step asks for the truth once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Outcome
    from stabcheck.sweeping.line import Line

__all__ = ["Edge", "bisect"]


@dataclass(frozen=True)
class Edge:
    """Two ordinals of one line: at ``inside`` the form fails so, at ``outside`` it does not.

    ``form`` is the index of the form; ``contract`` and ``outcome`` say which failure is meant.
    """

    form: int
    contract: str
    outcome: Outcome
    inside: int
    outside: int


def bisect(line: Line, forms: Sequence[Form], edges: Sequence[Edge]) -> list[Edge]:
    """Each edge moved to two neighbouring floats, both of which have been judged."""
    inside = np.array([edge.inside for edge in edges], dtype=np.int64)
    outside = np.array([edge.outside for edge in edges], dtype=np.int64)
    while (open_ := np.abs(outside - inside) > 1).any():
        which = np.flatnonzero(open_)
        gap = outside[which] - inside[which]
        # toward zero: mirrored edges take mirrored steps
        middle = inside[which] + np.sign(gap) * (np.abs(gap) // 2)
        fails = _fails(line, forms, [edges[k] for k in which.tolist()], middle)
        inside[which[fails]] = middle[fails]
        outside[which[~fails]] = middle[~fails]
    return [
        Edge(edge.form, edge.contract, edge.outcome, int(a), int(b))
        for edge, a, b in zip(edges, inside, outside, strict=True)
    ]


def _fails(
    line: Line,
    forms: Sequence[Form],
    edges: Sequence[Edge],
    ordinals: np.ndarray[Any, np.dtype[np.int64]],
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether edge k's form fails at ``ordinals[k]`` in edge k's way."""
    distinct, place = np.unique(ordinals, return_inverse=True)
    stretch = line.at_ordinals(distinct)
    verdicts = {k: line.judge(forms[k], stretch).worst() for k in {edge.form for edge in edges}}
    return np.array(
        [
            verdicts[edge.form].codes[edge.contract][at] == edge.outcome
            for edge, at in zip(edges, place, strict=True)
        ],
        dtype=np.bool_,
    )
