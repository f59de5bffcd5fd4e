r"""Terms in LaTeX: what `notation.write` says on one line of Unicode, as a teacher sets it.

What comes out is ASCII and stands in math mode; it needs amsmath.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.latex_names import function_name, index_names, plain_name, split_name
from stabcheck.carriers.notation import free_names, spare_name
from stabcheck.carriers.term import BINDERS, Index, IndexSet, Term, rational

__all__ = ["write_latex"]

_ANY, _CONNECTED, _RELATION, _SUM, _PRODUCT, _PREFIX, _POWER, _ATOM = range(8)

_RELATIONS = {
    "less": "<",
    "less_equal": r"\le",
    "greater": ">",
    "greater_equal": r"\ge",
    "equal": "=",
    "not_equal": r"\ne",
}
_CONNECTIVES = {"and": r"\land", "or": r"\lor"}
_TALL = (r"\frac", r"\sum", r"\max_", r"\min_", r"\begin", r"\left", r"\sqrt")


class _Piece(NamedTuple):
    """A piece of LaTeX, how tightly it binds, and whether its end would swallow a factor."""

    text: str
    tightness: int
    is_open: bool = False


def write_latex(term: Term) -> str:
    """The term in LaTeX's math mode, with parentheses where the reading needs them only.

    Bound indices get names that clash with nothing around them, the ones `notation.write` gives.
    """
    return _Writer(free_names(term)).text(term)


@dataclass
class _Writer:
    """Writes terms; knows the printed names of the indices in scope."""

    names: dict[Index, str] = field(default_factory=dict)
    bare: frozenset[Index] = frozenset()

    def text(self, term: Term, tightness: int = _ANY) -> str:
        """The term, in parentheses if it binds less tightly than its place asks for."""
        return self._piece(term, tightness).text

    def _piece(self, term: Term, tightness: int, *, closed: bool = False) -> _Piece:
        """``closed`` says that a factor follows, which nothing in the term may swallow."""
        check_time()
        piece = self._written(term)
        if piece.tightness < tightness or (closed and piece.is_open):
            return _Piece(_parenthesised(piece.text), _ATOM)
        return piece

    def _written(self, term: Term) -> _Piece:
        writer = getattr(self, f"_{term.op}", None)
        if writer is not None:
            written: _Piece = writer(*term.parts)
            return written
        if term.op in BINDERS:
            return self._bound(term)
        if term.op in _RELATIONS:
            left, right = (self.text(part, _SUM) for part in term.parts)
            return _Piece(f"{left} {_RELATIONS[term.op]} {right}", _RELATION)
        if term.op in _CONNECTIVES:
            left, right = (self.text(part, _RELATION) for part in term.parts)
            return _Piece(f"{left} {_CONNECTIVES[term.op]} {right}", _CONNECTED)
        return self._call(term.op, [self.text(part) for part in term.parts])

    def _call(self, name: str, arguments: list[str]) -> _Piece:
        return _Piece(function_name(name) + _parenthesised(", ".join(arguments)), _ATOM)

    # --- leaves

    def _rational(self, value: Fraction) -> _Piece:
        if value < 0:
            return self._negative(rational(-value))
        if value.denominator == 1:
            return _Piece(str(value), _ATOM)
        return _Piece(rf"\frac{{{value.numerator}}}{{{value.denominator}}}", _POWER)

    def _pi(self) -> _Piece:
        return _Piece(r"\pi", _ATOM)

    def _real(self, name: str) -> _Piece:
        return _Piece(_placed(name, []), _ATOM)

    def _size(self, index_set: IndexSet) -> _Piece:
        if index_set.blocks:
            names = (plain_name(block.name) if block else "1" for block in index_set.blocks)
            return _Piece(" + ".join(names), _SUM)
        name = plain_name(index_set.name)
        if not index_set.removed:
            return _Piece(name, _ATOM)
        return _Piece(f"{name} - {len(index_set.removed)}", _SUM)

    def _entry(self, name: str, *indices: Index) -> _Piece:
        return _Piece(_placed(name, self._shown(indices)), _ATOM)

    def _delta(self, left: Index, right: Index) -> _Piece:
        return _Piece(rf"\delta_{{{index_names(self._shown((left, right)))}}}", _ATOM)

    # --- arithmetic

    def _add(self, left: Term, right: Term) -> _Piece:
        size = _without_minus(right)
        if size is not None:
            return self._subtract(left, size)
        first = self.text(left, _SUM)
        last = self._piece(right, _SUM)
        text = _parenthesised(last.text) if last.text.startswith("-") else last.text
        return _Piece(f"{first} + {text}", _SUM, last.is_open)

    def _subtract(self, left: Term, right: Term) -> _Piece:
        first, last = self.text(left, _SUM), self._piece(right, _PRODUCT)
        return _Piece(f"{first} - {last.text}", _SUM, last.is_open)

    def _multiply(self, left: Term, right: Term) -> _Piece:
        if left.op == "rational" and left.parts[0] < 0:
            return self._negative(Term("multiply", rational(-left.parts[0]), right))
        a = self._piece(left, _PRODUCT, closed=True).text
        b = self._piece(right, _PRODUCT if right.op == "sum" else _PREFIX)
        is_joined = left.op == "rational" and left.parts[0].denominator == 1
        is_joined = is_joined and not (b.text[0].isdigit() or b.text.startswith(r"\frac"))
        return _Piece(f"{a} {b.text}" if is_joined else rf"{a} \cdot {b.text}", _PRODUCT, b.is_open)

    def _divide(self, left: Term, right: Term) -> _Piece:
        return _Piece(rf"\frac{{{self.text(left)}}}{{{self.text(right)}}}", _POWER)

    def _negative(self, inner: Term) -> _Piece:
        piece = self._piece(inner, _PRODUCT)
        return _Piece(f"-{piece.text}", _SUM, piece.is_open)

    def _power(self, base: Term, exponent: Term) -> _Piece:
        if exponent.op == "rational":
            return _Piece(f"{self.text(base, _ATOM)}^{{{exponent.parts[0]}}}", _POWER)
        return _Piece(f"{self.text(base, _ATOM)}^{{{self.text(exponent)}}}", _POWER)

    def _square(self, base: Term) -> _Piece:
        return self._power(base, rational(2))

    def _exp(self, exponent: Term) -> _Piece:
        return _Piece(f"e^{{{self.text(exponent)}}}", _POWER)

    def _sqrt(self, inner: Term) -> _Piece:
        return _Piece(rf"\sqrt{{{self.text(inner)}}}", _ATOM)

    def _absolute(self, inner: Term) -> _Piece:
        return _Piece(rf"\left|{self.text(inner)}\right|", _ATOM)

    def _not(self, inner: Term) -> _Piece:
        return _Piece(rf"\lnot {self.text(inner, _ATOM)}", _PREFIX)

    def _where(self, condition: Term, then: Term, otherwise: Term) -> _Piece:
        """Cases; their brace closes nothing, so that inside a formula parentheses must."""
        first = rf"{self.text(then)} & \text{{if }} {self.text(condition)}"
        last = rf"{self.text(otherwise)} & \text{{otherwise}}"
        return _Piece(rf"\begin{{cases}} {first} \\ {last} \end{{cases}}", _ANY)

    # --- names and indices

    def _blocks(self, union: Index, *entries: Any) -> _Piece:
        shown = []
        for own, body in zip(entries[::2], entries[1::2], strict=True):
            bare = self.bare if own is None else self.bare | {own}
            shown.append(_Writer(self.names, bare).text(body))
        place = index_names(self._shown((union,)))
        return _Piece(
            rf"\left[{', '.join(shown)}\right]" + (f"_{{{place}}}" if place else ""), _ATOM
        )

    def _named(
        self, name: str, reads: str, printed: Any, _body: Term, axes: tuple[Index, ...]
    ) -> _Piece:
        if not printed:
            return _Piece(_placed(name, self._shown(axes)), _ATOM)
        if reads == "elementwise":
            return self._call(name, [self.text(argument) for argument, _ in printed])
        whole = [
            _Writer(self.names, self.bare | frozenset(own)).text(argument)
            for argument, own in printed
        ]
        return _Piece(self._call(name, whole).text + self._place(axes), _ATOM)

    def _derivative(self, body: Term, variable: Term) -> _Piece:
        tightness = _PREFIX if body.op == "derivative" else _POWER
        head = rf"\frac{{\partial}}{{\partial {self.text(variable, _ATOM)}}}"
        return _Piece(f"{head} {self.text(body, tightness)}", _PREFIX, is_open=True)

    def _bound(self, term: Term) -> _Piece:
        index, body = term.parts
        taken = {self._index(other) for other in body.free_indices() - {index}}
        name = spare_name(index.name, taken | set(self.names.values()))
        shown = plain_name(name)
        is_sum = term.op == "sum"
        inner = _Writer(self.names | {index: name}, self.bare)
        text = inner.text(body, _PRODUCT if is_sum else _PREFIX)
        head = rf"\{term.op}_{{{shown}}}"
        if index.set.removed:
            points = ", ".join(plain_name(self._index(point)) for point in index.set.removed)
            head = rf"\{term.op}_{{{shown} \ne {points}}}"
        elif is_sum:
            head = rf"\sum_{{{shown}=1}}^{{{self._size(index.set).text}}}"
        return _Piece(f"{head} {text}", _PRODUCT if is_sum else _PREFIX, is_open=True)

    def _index(self, index: Index) -> str:
        return self.names.get(index, index.name)

    def _place(self, indices: tuple[Index, ...]) -> str:
        names = index_names(self._shown(indices))
        return f"_{{{names}}}" if names else ""

    def _shown(self, indices: tuple[Index, ...]) -> list[str]:
        return [self._index(index) for index in indices if index not in self.bare]


def _placed(name: str, indices: list[str]) -> str:
    r"""A name with its indices: ``W1`` at j, d is ``W_{1,jd}``."""
    letter, subscript, primes = split_name(name)
    places = ",".join(part for part in (subscript, index_names(indices)) if part)
    return letter + primes + (f"_{{{places}}}" if places else "")


def _parenthesised(text: str) -> str:
    is_tall = any(sign in text for sign in _TALL)
    return rf"\left({text}\right)" if is_tall else f"({text})"


def _without_minus(term: Term) -> Term | None:
    """The term without the minus it is written with, or None where it has none."""
    if term.op == "negative":
        inner: Term = term.parts[0]
        return inner
    if term.op == "rational" and term.parts[0] < 0:
        return rational(-term.parts[0])
    if term.op == "multiply":
        left, right = term.parts
        if left.op == "rational" and left.parts[0] < 0:
            return Term("multiply", rational(-left.parts[0]), right)
    return None
