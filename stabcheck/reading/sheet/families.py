"""Which index runs over which set: found out once for a problem, from all that it says.

In ``Σ_{i=1}^N x_i`` the index i, the first axis of the family x and the size N belong together;
so does the j of ``Σ_j e^{x_j}``, and the free i of ``x_i``.  Whatever shares an entry is merged,
and each class of the merger is one index set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stabcheck.carriers.term import IndexSet
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Call, Entry, Name, Number, Operation, Over, Tree

__all__ = ["Families", "is_concrete"]

_SPARE_SIZES = ("N", "M", "K", "L", "P", "Q", "R", "S")

#: The letters that count how many there are.
_SIZES = {"N", "n", "M", "m", "B", "K"}

Key = tuple[Any, ...]


def is_concrete(over: Over) -> bool:
    """Whether an index runs between two numbers, so that the sum can be written out."""
    return over.last.isdigit()


def means_in(trees: Iterable[Tree]) -> Iterator[tuple[str, Over]]:
    """The sizes that sums without a range are divided by, and the sums: 1/N Σᵢ xᵢ is a mean."""
    for node in (node for tree in trees for node in tree.nodes()):
        match node:
            case Operation(
                "multiply",
                (Operation("divide", (Number(value=1), Name(size))), Over("sum", last="") as over),
            ) | Operation("divide", (Over("sum", last="") as over, Name(size))):
                if size in _SIZES:
                    yield size, over


class Families:
    """The families of a problem and the index sets of their axes."""

    def __init__(self, trees: Iterable[Tree]) -> None:
        self.axes: dict[str, int] = {}
        self._parents: dict[Key, Key] = {}
        self._names: set[str] = set()
        self._chosen: dict[Key, str] = {}
        whole = tuple(trees)
        for tree in (*whole, *whole):  # a second time, now that all families are known
            self._walk(tree, {})
        for size, over in means_in(whole):
            key: Key = ("binder", id(over))
            if not self._sizes(self._find(key)):
                self._merge(key, ("size", size))

    def is_size(self, name: str) -> bool:
        """Whether the name is the size of an index set."""
        return ("size", name) in self._parents

    def may_count(self, name: str, over: Over) -> bool:
        """Whether a number is called as a size is, and the sum has no size and gives no range."""
        if name not in _SIZES or self.is_size(name) or over.last or not over.index:
            return False
        return not self._sizes(self._find(("binder", id(over))))

    def of_size(self, name: str) -> IndexSet:
        """The set whose size has this name; raises NotRead likewise."""
        return self._set(("size", name))

    def of_axis(self, family: str, axis: int) -> IndexSet:
        """The set an axis of a family runs over; raises NotRead where it has two sizes."""
        return self._set(("axis", family, axis))

    def of_binder(self, over: Over) -> IndexSet:
        """The set the index of a Σ or a maximum runs over; raises NotRead likewise."""
        return self._set(("binder", id(over)))

    def of_free(self, letter: str) -> IndexSet:
        """The set a free index runs over; raises NotRead likewise."""
        return self._set(("free", letter))

    # --- the merger

    def _walk(self, tree: Tree, bound: Mapping[str, Key | None]) -> None:
        match tree:
            case Entry("δ", (left, right)):
                self._merge_letters(left, right, bound)
            case Entry(name, indices):
                self._walk_entry(name, indices, bound)
            case Name(name):
                self._names.add(name)
            case Call(_, arguments, _, indices) if indices:
                self._merge_called(arguments, indices[0], bound)
            case Over():
                bound = self._bind(tree, bound)
        for child in tree.children:
            self._walk(child, bound)

    def _walk_entry(
        self, name: str, indices: tuple[str, ...], bound: Mapping[str, Key | None]
    ) -> None:
        for axis, letter in enumerate(indices):
            key = bound.get(letter, ("free", letter))
            if key is not None and not letter.isdigit():
                self._merge(("axis", name, axis), key)
                if self.axes.setdefault(name, len(indices)) != len(indices):
                    raise NotRead(f"{name} has one index here and two there")

    def _bind(self, over: Over, bound: Mapping[str, Key | None]) -> Mapping[str, Key | None]:
        key: Key = ("binder", id(over))
        self._find(key)
        if is_concrete(over):
            return {**bound, over.index: None}
        if over.last:
            self._merge(key, ("size", over.last))
        if over.left_out:
            other = bound.get(over.left_out, ("free", over.left_out))
            self._merge(key, other or key)
        return {**bound, over.index: key}

    def _merge_letters(self, left: str, right: str, bound: Mapping[str, Key | None]) -> None:
        keys = [bound.get(letter, ("free", letter)) for letter in (left, right)]
        if keys[0] is not None and keys[1] is not None:
            self._merge(keys[0], keys[1])

    def _merge_called(
        self, arguments: tuple[Tree, ...], letter: str, bound: Mapping[str, Key | None]
    ) -> None:
        """f(x)_k: k runs over the set of the vector x."""
        key = bound.get(letter, ("free", letter))
        names = [n.name for a in arguments for n in a.nodes() if isinstance(n, Name)]
        for name in names:
            if name in self.axes and key is not None and not letter.isdigit():
                self._merge(("axis", name, 0), key)

    def _find(self, key: Key) -> Key:
        self._parents.setdefault(key, key)
        while self._parents[key] != key:
            self._parents[key] = self._parents[self._parents[key]]
            key = self._parents[key]
        return key

    def _merge(self, one: Key, other: Key) -> None:
        self._parents[self._find(one)] = self._find(other)

    def _sizes(self, root: Key) -> list[str]:
        """The names that the size of a class has."""
        known = list(self._parents)
        return sorted(k[1] for k in known if k[0] == "size" and self._find(k) == root)

    def _set(self, key: Key) -> IndexSet:
        root = self._find(key)
        sizes = self._sizes(root)
        if len(sizes) > 1:
            raise NotRead(f"one index runs to {sizes[0]} and to {sizes[1]}")
        if root not in self._chosen:
            taken = {*self._names, *self._chosen.values()}
            taken |= {k[1] for k in self._parents if k[0] == "size"}
            spare = (name for name in _SPARE_SIZES if name not in taken)
            self._chosen[root] = sizes[0] if sizes else next(spare, f"N{len(taken)}")
        return IndexSet(self._chosen[root])
