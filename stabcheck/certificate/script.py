"""A proof script as it is written: lines, fresh names, and what is known where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from stabcheck.carriers.term import Index, Term
from stabcheck.certificate.formulas import Formulas
from stabcheck.certificate.names import Names

__all__ = ["Lemma", "Script"]


@dataclass(frozen=True)
class Lemma:
    """A hypothesis of the script, true for all of ``over``."""

    name: str
    over: tuple[Index, ...] = ()


@dataclass
class Script:
    """The lines so far; ``context`` are the indices that stand in the context of the goal."""

    names: Names = field(default_factory=Names)
    lines: list[str] = field(default_factory=list)
    context: set[Index] = field(default_factory=set)
    depth: int = 1

    @property
    def formulas(self) -> Formulas:
        """Writes terms with the names of this script."""
        return Formulas(self.names)

    def say(self, text: str) -> None:
        """One line of the script."""
        self.lines.append("  " * self.depth + text)

    @contextmanager
    def block(self, opening: str = "{") -> Iterator[None]:
        """Lines that prove the goal in focus."""
        self.say(opening)
        self.depth += 1
        yield
        self.depth -= 1
        self.say("}")

    # --- indices

    def loose(self, indices: Iterable[Index]) -> tuple[Index, ...]:
        """The bound indices among these that are not in the context, those of whole sets first."""
        found: set[Index] = set()
        pending = list(indices)
        while pending:
            index = pending.pop()
            if index.attains is not None:
                pending += _inside(index)
            elif index not in self.context and index not in found:
                found.add(index)
                pending += index.set.removed
        return tuple(sorted(found, key=lambda i: (len(i.set.removed), i.uid, i.name)))

    def member(self, index: Index) -> str:
        """The proof that an index is in its set, less the points removed."""
        if index.attains is None:
            return f"In_{self.names.index(index)}"
        bound, body = index.attains
        over = f"(fun {self.names.index(bound)} => {self.formulas.term(body)})"
        return f"(Argmax_in {self.names.index_set(bound.set)} {over} {self.is_set(index)})"

    def member_of_whole(self, index: Index) -> str:
        """The proof that an index is in the whole set."""
        proof = self.member(index)
        for _ in index.set.removed if index.attains is None else ():
            proof = f"(In_without _ _ _ {proof})"
        return proof

    def is_set(self, index: Index) -> str:
        """The hypothesis that an index's whole set is an index set."""
        return f"set_{self.names.index_set(index.set)}"

    def quantified(self, over: Iterable[Index]) -> str:
        """``forall`` over indices in their sets."""
        return "".join(
            f"forall {name}, In {name} {self.formulas.values.index_set(index.set).within(0)} -> "
            for index in over
            for name in (self.names.index(index),)
        )

    def at(self, lemma: Lemma) -> str:
        """A lemma at the indices of the same names in the context."""
        if not lemma.over:
            return lemma.name
        given = " ".join(f"{self.names.index(i)} {self.member(i)}" for i in lemma.over)
        return f"({lemma.name} {given})"

    def at_every(self, index: Index, lemma: Lemma) -> str:
        """A lemma at one more index, which a function binds."""
        self.context.add(index)
        found = self.at(lemma)
        self.context.discard(index)
        return found

    # --- hypotheses

    @contextmanager
    def lemma(self, letter: str, statement: str, over: tuple[Index, ...] = ()) -> Iterator[Lemma]:
        """Assert a statement over indices; inside, its proof is written."""
        proved = Lemma(self.names.fresh(letter), over)
        self.say(f"assert ({proved.name} : {self.quantified(over)}{statement}).")
        with self.block(), self.introduced(over):
            yield proved

    @contextmanager
    def introduced(self, over: Iterable[Index]) -> Iterator[None]:
        """Move indices and their membership into the context."""
        over = tuple(over)
        if over:
            self.say(
                "intros " + " ".join(f"{self.names.index(i)} {self.member(i)}" for i in over) + "."
            )
        self.context.update(over)
        yield
        self.context.difference_update(over)


def _inside(index: Index) -> set[Index]:
    bound, body = index.attains or (index, Term("true"))
    return body.free_indices() - {bound}
