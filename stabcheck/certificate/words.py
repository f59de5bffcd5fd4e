"""The words of a claim, sigmoid or softmax, as definitions that its theorem is stated with.

A claim names a function and shows what it is applied to; what the function is follows from that
application.  f(a, b) comes to a term in which a and b stand wherever f uses its arguments: put
parameters there, and the definition is left.  That is exact where a and b hold variables and
neither is a part of the other, for then no other part of the term can look like one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stabcheck.carriers.term import Index, IndexSet, Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.formulas import Formulas
from stabcheck.certificate.names import Names, Uncertified, identifier

__all__ = ["Words"]

_PARAMETERS = ("x", "y", "z", "u", "v", "w")
_SETS = ("N", "M", "K", "L")
_VARIABLES = {"real", "entry"}
_STANDARD = {
    "log1p": "(x : R) : R :=\n  ln (1 + x)",
    "expm1": "(x : R) : R :=\n  exp x - 1",
    "logaddexp": "(x : R) (y : R) : R :=\n  ln (exp x + exp y)",
    "erfc": "(x : R) : R :=\n  1 - erf x",
    "hypot": "(x : R) (y : R) : R :=\n  sqrt (x ^ 2 + y ^ 2)",
}
#: What terms of a parameter are called: no variable of a claim is.
_OWN = "parameter {}"


@dataclass(frozen=True)
class _Use:
    """An application of a word: its arguments, each with the axes it is a vector over."""

    name: str
    arguments: tuple[tuple[Term, tuple[Index, ...]], ...]
    body: Term
    places: tuple[Index, ...]

    @classmethod
    def of(cls, term: Term) -> _Use:
        name, reads, printed, body, axes = term.parts
        if reads != "elementwise":
            return cls(name, printed, body, axes)
        return cls(name, tuple((argument, ()) for argument, _ in printed), body, ())

    @property
    def sets(self) -> tuple[IndexSet, ...]:
        """The index sets that the arguments and the value are vectors over."""
        indices = [axis for _, axes in self.arguments for axis in axes] + [*self.places]
        return tuple(dict.fromkeys(index.set for index in indices))

    @property
    def is_exact(self) -> bool:
        """Whether what is left without the arguments is the definition."""
        terms = [argument for argument, _ in self.arguments]
        apart = all(
            _matched(part, other, axes) is None
            for number, term in enumerate(terms)
            for place, (other, axes) in enumerate(self.arguments)
            for part in term.subterms()
            if number != place
        )
        plain = all(not s.removed and not s.blocks for s in self.sets)
        places = len(set(self.places)) == len(self.places) and not any(
            place.attains for place in self.places
        )
        varies = all(any(p.op in _VARIABLES for p in term.subterms()) for term in terms)
        return bool(terms) and apart and plain and places and varies


@dataclass
class Words:
    """The definitions of the words in some terms, in an order in which each needs those before."""

    _taken: Names
    definitions: dict[str, str] = field(default_factory=dict)
    _bodies: dict[str, Term] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Iterable[Term], names: Names) -> Words:
        """The words in these terms, under names that nothing else has."""
        found = cls(names)
        for term in terms:
            found._collect(term)
        return found

    @property
    def names(self) -> list[str]:
        """The names of the definitions."""
        return [self._names[name] for name in self.definitions]

    def used_in(self, text: str) -> list[str]:
        """The names that a text uses, and those that their definitions use."""
        found: list[str] = []
        for name in reversed(self.definitions):
            if re.search(rf"\b{re.escape(self._names[name])}\b", text):
                found.insert(0, self._names[name])
                text += self.definitions[name]
        return found

    def standard(self, name: str, *arguments: Text) -> Text | None:
        """What libraries call by this name, applied; None for a name taken."""
        written = _STANDARD[name]
        if name not in self.definitions:
            self._names[name] = self._taken.fresh(name)
            self.definitions[name] = f"Definition {self._names[name]} {written}.\n"
        own = self._names[name]
        is_same = self.definitions[name] == f"Definition {own} {written}.\n"
        return coq.apply(own, *arguments) if is_same else None

    def _collect(self, term: Term) -> None:
        for child in term.children:
            self._collect(child)
        if term.op == "named":
            for argument, _ in term.parts[2]:
                self._collect(argument)
            use = _Use.of(term)
            if use.name not in self._bodies and use.is_exact:
                self._define(use)

    def _define(self, use: _Use) -> None:
        body = _without(use.body, use.arguments)
        allowed = {_OWN.format(number) for number, _ in enumerate(use.arguments)}
        variables = {part.parts[0] for part in body.subterms() if part.op in _VARIABLES}
        if not variables <= allowed or not body.free_indices() <= set(use.places):
            return
        try:
            written = self._written(use, body)
        except Uncertified:
            return
        self._bodies[use.name] = body
        self._names[use.name] = self._taken.fresh(identifier(use.name))
        self.definitions[use.name] = f"Definition {self._names[use.name]} {written}.\n"

    def _written(self, use: _Use, body: Term) -> str:
        """The parameters and the body, the same for every application of one function."""
        names = Names(taken={*_PARAMETERS, *self._names.values()})
        sets = [names.call_set(each, name) for each, name in zip(use.sets, _SETS, strict=False)]
        if len(sets) < len(use.sets) or len(use.arguments) > len(_PARAMETERS):
            raise Uncertified("a word of so many arguments")
        places = [names.index(place) for place in use.places]
        kinds = ["nat -> " * len(axes) + "R" for _, axes in use.arguments]
        shown = [
            *(f"({name} : list nat)" for name in sets),
            *(f"({name} : {kind})" for name, kind in zip(_PARAMETERS, kinds, strict=False)),
            *(f"({name} : nat)" for name in places),
        ]
        own = [(_OWN.format(number), name) for number, name in enumerate(_PARAMETERS)]
        formulas = Formulas(
            names,
            {Term("real", parameter): Text(name) for parameter, name in own},
            {parameter: Text(name) for parameter, name in own},
            self,
        )
        return f"{' '.join(shown)} : R :=\n  {formulas.term(body)}"

    def apply(self, term: Term, formulas: Formulas) -> Text | None:
        """The word applied, as the claim applies it; None where it is not the word defined."""
        use = _Use.of(term)
        body = self._bodies.get(use.name)
        if body is None or not _is_same(_with(body, use.arguments), use.body):
            return None
        return coq.apply(
            self._names[use.name],
            *(formulas.values.index_set(each) for each in use.sets),
            *(_function(argument, axes, formulas) for argument, axes in use.arguments),
            *map(formulas.values.place, use.places),
        )


def _function(term: Term, axes: tuple[Index, ...], formulas: Formulas) -> Text:
    """A vector as a function of its indices."""
    if axes and term.op == "entry" and term.parts[1:] == axes:
        return formulas.families.get(term.parts[0], Text(identifier(term.parts[0])))
    text = formulas.term(term)
    for axis in reversed(axes):
        text = coq.function(formulas.names.index(axis), text)
    return text


# --- parameters for arguments, and back ------------------------------------------------------


def _without(term: Term, arguments: Sequence[tuple[Term, tuple[Index, ...]]]) -> Term:
    """The term with parameters in place of the arguments."""
    for number, (argument, axes) in enumerate(arguments):
        found = _matched(term, argument, axes)
        if found is not None:
            kind = "entry" if axes else "real"
            return Term(kind, _OWN.format(number), *found)
    return term.rebuild(lambda part: _without(part, arguments), lambda index: index)


def _matched(term: Term, pattern: Term, axes: tuple[Index, ...]) -> list[Index] | None:
    """The indices in place of the axes for which the pattern is the term; None without any."""
    if not axes:
        return [] if term == pattern else None
    found: dict[Index, Index] = {}
    pairs = [(term, pattern)]
    while pairs:
        own, other = map(_unnamed, pairs.pop())
        if own.op != other.op or len(own.parts) != len(other.parts):
            return None
        for mine, its in zip(own.parts, other.parts, strict=True):
            if isinstance(mine, Term) and isinstance(its, Term):
                pairs.append((mine, its))
            elif isinstance(its, Index) and its in axes and isinstance(mine, Index):
                if found.setdefault(its, mine) != mine or mine.set != its.set:
                    return None
            elif mine != its:
                return None
    return [found[axis] for axis in axes] if len(found) == len(axes) else None


def _unnamed(term: Term) -> Term:
    while term.op == "named":
        term = term.parts[3]
    return term


def _with(term: Term, arguments: Sequence[tuple[Term, tuple[Index, ...]]]) -> Term:
    """The term with the arguments in place of the parameters."""
    if term.op in _VARIABLES:
        number = int(str(term.parts[0]).rpartition(" ")[2])
        argument, axes = arguments[number]
        for axis, index in zip(axes, term.parts[1:], strict=True):
            argument = argument.at(axis, index)
        return argument
    return term.rebuild(lambda part: _with(part, arguments), lambda index: index)


def _is_same(left: Term, right: Term) -> bool:
    """Whether two terms are the same but for the names of bound indices."""
    return _plain(left) == _plain(right)


def _plain(term: Term) -> str:
    try:
        return Formulas(Names()).term(term).text
    except Uncertified:
        return repr(term)
