"""Terms in print: one line of Unicode, as a mathematician would write it on a blackboard."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.term import BINDERS, Index, Term, rational

__all__ = ["free_names", "spare_name", "write"]

_CONNECTED, _RELATION, _SUM, _PRODUCT, _PREFIX, _POWER, _ATOM = range(7)

_SUBSCRIPTS = dict(
    zip("aehijklmnoprstuvx0123456789+-", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₀₁₂₃₄₅₆₇₈₉₊₋", strict=True)
)
_SUPERSCRIPTS = dict(zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True))
_OPEN = {"max", "min", "derivative"}
_CONNECTIVES = {"and": "∧", "or": "∨"}
_RELATIONS = {
    "less": "<",
    "less_equal": "≤",
    "greater": ">",
    "greater_equal": "≥",
    "equal": "=",
    "not_equal": "≠",
}
_SPARE_NAMES = "ijklmnpqrst"


def write(term: Term) -> str:
    """The term on one line; bound indices get names that clash with nothing around them."""
    return _Writer(free_names(term)).text(term)


def free_names(term: Term) -> dict[Index, str]:
    """The names the free indices are printed by; the place of a maximum yields to all others."""
    names: dict[Index, str] = {}
    for index in sorted(term.free_indices(), key=_place):
        taken = set(names.values()) if index.attains is not None else set()
        names[index] = spare_name(index.name, taken)
    return names


def _place(index: Index) -> tuple[bool, str]:
    """Whether an index is the place of a maximum, and of which one."""
    return index.attains is not None, repr(index.attains)


@dataclass
class _Writer:
    """Writes terms; knows the printed names of the indices in scope."""

    names: dict[Index, str] = field(default_factory=dict)
    bare: frozenset[Index] = frozenset()

    def text(self, term: Term, tightness: int = 0) -> str:
        """The term, in parentheses if it binds less tightly than its place asks for."""
        check_time()
        text, own = self._written(term)
        return f"({text})" if own < tightness else text

    def _written(self, term: Term) -> tuple[str, int]:
        writer = getattr(self, f"_{term.op}", None)
        if writer is not None:
            written: tuple[str, int] = writer(*term.parts)
            return written
        if term.op in BINDERS:
            return self._bound(term)
        if term.op in _RELATIONS:
            left, right = (self.text(part, _SUM) for part in term.parts)
            return f"{left} {_RELATIONS[term.op]} {right}", _RELATION
        if term.op in _CONNECTIVES:
            left, right = (self.text(part, _RELATION) for part in term.parts)
            return f"{left} {_CONNECTIVES[term.op]} {right}", _CONNECTED
        if term.op == "not":
            return f"¬{self.text(term.parts[0], _ATOM)}", _PREFIX
        return self._call(term.op, *(self.text(part) for part in term.parts))

    def _call(self, name: str, *arguments: str) -> tuple[str, int]:
        return f"{name}({', '.join(arguments)})", _ATOM

    # --- leaves

    def _rational(self, value: Fraction) -> tuple[str, int]:
        text = str(value).replace("-", "−")
        if value < 0:
            return text, _SUM
        return text, _ATOM if value.denominator == 1 else _PRODUCT

    def _pi(self) -> tuple[str, int]:
        return "π", _ATOM

    def _real(self, name: str) -> tuple[str, int]:
        return name, _ATOM

    def _size(self, index_set: Any) -> tuple[str, int]:
        if index_set.blocks:
            return " + ".join(block.name if block else "1" for block in index_set.blocks), _SUM
        if not index_set.removed:
            return index_set.name, _ATOM
        return f"{index_set.name} − {len(index_set.removed)}", _SUM

    def _entry(self, name: str, *indices: Index) -> tuple[str, int]:
        shown = [self._index(index) for index in indices if index not in self.bare]
        return name + _subscript(shown), _ATOM

    def _delta(self, left: Index, right: Index) -> tuple[str, int]:
        return "δ" + _subscript([self._index(left), self._index(right)]), _ATOM

    # --- arithmetic

    def _add(self, left: Term, right: Term) -> tuple[str, int]:
        if right.op == "negative":
            return f"{self.text(left, _SUM)} − {self.text(right.parts[0], _PRODUCT)}", _SUM
        return f"{self.text(left, _SUM)} + {self.text(right, _SUM)}", _SUM

    def _subtract(self, left: Term, right: Term) -> tuple[str, int]:
        return f"{self.text(left, _SUM)} − {self.text(right, _PRODUCT)}", _SUM

    def _multiply(self, left: Term, right: Term) -> tuple[str, int]:
        if left.op == "rational" and left.parts[0] < 0:
            return self._negative(Term("multiply", rational(-left.parts[0]), right))
        a = self._before_sign(left)
        b = self.text(right, _PRODUCT if right.op == "sum" else _PREFIX)
        plain = left.op == "rational" and left.parts[0].denominator == 1
        joined = plain and (right.op in {"real", "entry"} or b.startswith(("(", "e^", "Σ")))
        return (a + b if joined else f"{a}·{b}"), _PRODUCT

    def _divide(self, left: Term, right: Term) -> tuple[str, int]:
        top = self._before_sign(left)
        return f"{top}/{self.text(right, _POWER)}", _PRODUCT

    def _before_sign(self, term: Term) -> str:
        """A factor or a dividend; in brackets if what follows could be taken into it."""
        last = term
        while last.op == "multiply":
            last = last.parts[1]
        if last.op in _OPEN or term.op == "sum":
            return f"({self.text(term)})"
        return self.text(term, _PRODUCT)

    def _negative(self, inner: Term) -> tuple[str, int]:
        return f"−{self.text(inner, _PRODUCT)}", _SUM

    def _power(self, base: Term, exponent: Term) -> tuple[str, int]:
        if exponent.op == "rational" and exponent.parts[0].denominator == 1:
            digits = "".join(_SUPERSCRIPTS[digit] for digit in str(exponent.parts[0]))
            return f"{self.text(base, _ATOM)}{digits}", _POWER
        return f"{self.text(base, _ATOM)}^{self.text(exponent, _ATOM)}", _POWER

    def _square(self, base: Term) -> tuple[str, int]:
        return f"{self.text(base, _ATOM)}²", _POWER

    def _exp(self, exponent: Term) -> tuple[str, int]:
        return f"e^{self.text(exponent, _ATOM)}", _POWER

    def _sqrt(self, inner: Term) -> tuple[str, int]:
        return f"√{self.text(inner, _ATOM)}", _POWER

    def _absolute(self, inner: Term) -> tuple[str, int]:
        return f"|{self.text(inner)}|", _ATOM

    def _maximum(self, left: Term, right: Term) -> tuple[str, int]:
        return self._call("max", self.text(left), self.text(right))

    def _minimum(self, left: Term, right: Term) -> tuple[str, int]:
        return self._call("min", self.text(left), self.text(right))

    def _where(self, condition: Term, then: Term, otherwise: Term) -> tuple[str, int]:
        parts = self.text(then), self.text(condition), self.text(otherwise)
        return "({} if {}, else {})".format(*parts), _ATOM

    # --- names and indices

    def _blocks(self, union: Index, *entries: Any) -> tuple[str, int]:
        shown = []
        for own, body in zip(entries[::2], entries[1::2], strict=True):
            bare = self.bare if own is None else self.bare | {own}
            shown.append(_Writer(self.names, bare).text(body))
        place = [] if union in self.bare else [self._index(union)]
        return f"[{', '.join(shown)}]{_subscript(place)}", _ATOM

    def _named(
        self, name: str, reads: str, printed: Any, _body: Term, axes: tuple[Index, ...]
    ) -> tuple[str, int]:
        place = _subscript([self._index(axis) for axis in axes if axis not in self.bare])
        if not printed:
            return name + place, _ATOM
        if reads == "elementwise":
            return self._call(name, *(self.text(argument) for argument, _ in printed))
        whole = [
            _Writer(self.names, self.bare | frozenset(own)).text(argument)
            for argument, own in printed
        ]
        return self._call(name, *whole)[0] + place, _ATOM

    def _derivative(self, body: Term, variable: Term) -> tuple[str, int]:
        return f"∂/∂{self.text(variable, _ATOM)} {self.text(body, _ATOM)}", _PREFIX

    def _bound(self, term: Term) -> tuple[str, int]:
        index, body = term.parts
        taken = {self._index(other) for other in body.free_indices() - {index}}
        taken |= set(self.names.values())
        name = spare_name(index.name, taken)
        inner = _Writer(self.names | {index: name}, self.bare)
        text = inner.text(body, _PREFIX if term.op != "sum" else _PRODUCT)
        head = "Σ" if term.op == "sum" else term.op
        where = _subscript([name])
        if index.set.removed:
            points = ", ".join(self._index(point) for point in index.set.removed)
            where = f"_({name}≠{points})"
        return f"{head}{where} {text}", _PRODUCT if term.op == "sum" else _PREFIX

    def _index(self, index: Index) -> str:
        return self.names.get(index, index.name)


def spare_name(name: str, taken: set[str]) -> str:
    """The name of a bound index: its own, or the first that is not ``taken``."""
    if name not in taken:
        return name
    return next(spare for spare in _SPARE_NAMES if spare not in taken)


def _subscript(names: list[str]) -> str:
    text = "".join(names)
    if not text:
        return ""
    if all(letter in _SUBSCRIPTS for letter in text):
        return "".join(_SUBSCRIPTS[letter] for letter in text)
    return "_" + (text if all(len(name) == 1 for name in names) else ",".join(names))
