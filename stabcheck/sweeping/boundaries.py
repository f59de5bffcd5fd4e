"""Exact boundaries: where, to the float, a form stops failing.

Between a float that fails in one way and one that does not, there are two neighbours of which the
same is true; bisection on the lattice finds them.  All the edges of a line, of every form, are
bisected together, and a few halvings at a time: every float that these may come to is judged at
once, and then they are followed.  So the truth is asked for seldom.
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

Ordinals = np.ndarray[Any, np.dtype[np.int64]]

#: So many halvings at most are done at a time, for which 2^k − 1 floats are judged instead of k;
#: fewer where that would be more than so many floats for all edges together.
MOST_HALVINGS, FEW_FLOATS = 8, 1 << 9


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
        steps = _Steps(inside[which], outside[which])
        fails = _fails(line, forms, [edges[k] for k in which.tolist()], steps.middles)
        inside[which], outside[which] = steps.followed(fails)
    return [
        Edge(edge.form, edge.contract, edge.outcome, int(a), int(b))
        for edge, a, b in zip(edges, inside, outside, strict=True)
    ]


def _halvings(gaps: Ordinals) -> int:
    """How many halvings of these gaps to do at a time."""
    affordable = (FEW_FLOATS // len(gaps)).bit_length() - 1
    return max(1, min(affordable, int(gaps.max()).bit_length(), MOST_HALVINGS))


class _Steps:
    """The next halvings of some edges: every middle that they may come to.

    The k-th column of ``middles`` is that of the k-th node of a binary tree, its root the first:
    where the form fails at a node's middle the search goes on in the left half of its children,
    2k + 1, and else in 2k + 2.
    """

    def __init__(self, inside: Ordinals, outside: Ordinals) -> None:
        self.halvings = _halvings(np.abs(outside - inside))
        nodes = (1 << self.halvings) - 1
        self.ends = np.empty((2 * nodes + 1, 2, len(inside)), dtype=np.int64)
        self.ends[0] = inside, outside
        for level in range(self.halvings):
            start, stop = (1 << level) - 1, (2 << level) - 1
            first, last = self.ends[start:stop, 0], self.ends[start:stop, 1]
            middle = _middle(first, last)
            below = self.ends[2 * start + 1 : 2 * stop + 1].reshape(stop - start, 2, 2, -1)
            below[:, 0, 0], below[:, 0, 1] = middle, last
            below[:, 1, 0], below[:, 1, 1] = first, middle
        self.middles = _middle(self.ends[:nodes, 0], self.ends[:nodes, 1]).T

    def followed(self, fails: np.ndarray[Any, np.dtype[np.bool_]]) -> Ordinals:
        """The two ends of each edge, (2, edges), where ``fails`` says of the middles what is so."""
        edges = np.arange(fails.shape[0])
        node = np.zeros(fails.shape[0], dtype=np.intp)
        for _ in range(self.halvings):
            is_open = np.abs(np.subtract(*self.ends[node, :, edges].T)) > 1
            below = np.where(fails[edges, node], 2 * node + 1, 2 * node + 2)
            node = np.where(is_open, below, node)
        return self.ends[node, :, edges].T


def _middle(first: Ordinals, last: Ordinals) -> Ordinals:
    """Half way, toward the first: mirrored edges take mirrored steps."""
    gap = last - first
    middle: Ordinals = first + np.sign(gap) * (np.abs(gap) // 2)
    return middle


def _fails(
    line: Line, forms: Sequence[Form], edges: Sequence[Edge], ordinals: Ordinals
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether edge k's form fails at each of ``ordinals[k]`` in edge k's way; of their shape."""
    distinct, place = np.unique(ordinals, return_inverse=True)
    stretch = line.at_ordinals(distinct)
    verdicts = {k: line.judge(forms[k], stretch).worst() for k in {edge.form for edge in edges}}
    return np.array(
        [
            verdicts[edge.form].codes[edge.contract][at] == edge.outcome
            for edge, at in zip(edges, place.reshape(ordinals.shape), strict=True)
        ],
        dtype=np.bool_,
    )
