"""What a theorem concludes: an equation, or that a derivative exists and satisfies it."""

from __future__ import annotations

from dataclasses import dataclass, field

from stabcheck.carriers.term import Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.formulas import Formulas
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.script import Script
from stabcheck.certificate.slopes import Slopes, curve, derivatives
from stabcheck.certificate.words import Words
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.smoothing import in_derivatives

__all__ = ["Goal", "Joint", "Kink"]


@dataclass(frozen=True)
class Kink:
    """A formula and the smooth one that equals it, by a lemma written before.

    ``arguments`` are what the lemma is applied to, in its order, ``words`` the names of functions
    that its statement uses.
    """

    kinked: Term
    smooth: Term
    lemma: str
    arguments: tuple[str, ...]
    words: tuple[str, ...] = ()

    def at(self, variable: Term, name: str, value: Text) -> str:
        """The lemma at another value of the variable, whose name in Coq this is."""
        if f"bound_{name}" in self.arguments:
            raise Uncertified("a formula with kinks in a bounded variable")
        if variable.op == "entry":
            value = coq.apply("update", Text(name), Text(self.place(variable)), value)
        given = (value.within(0) if given == name else given for given in self.arguments)
        return f"({self.lemma} {' '.join(given)})"

    def applied(self, term: Term) -> Term:
        """The term with the smooth formula under its derivatives."""
        return in_derivatives(term, self.kinked, self.smooth)

    def place(self, variable: Term) -> str:
        """The index of an entry, which stands under its printed name in a statement."""
        return str(variable.parts[1].name)


@dataclass(frozen=True)
class Joint:
    """A derivative that is a choice of two, by a lemma written before, at its arguments."""

    derivative: Term
    slope: Term
    lemma: str

    def applied(self, term: Term) -> Term:
        """The term with the slope for the derivative."""
        if term == self.derivative:
            return self.slope
        return term.rebuild(self.applied, lambda index: index)


@dataclass
class Goal:
    """left = right, whose ``derivatives`` are stated as limits; they are ``prepared`` first."""

    script: Script
    left: Term
    right: Term
    prepared: tuple[Kink | Joint, ...] = ()
    nodes: list[Term] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = list(dict.fromkeys([*derivatives(self.left), *derivatives(self.right)]))
        free = self.left.free_indices() | self.right.free_indices()
        if any(not node.free_indices() <= free for node in self.nodes):
            raise Uncertified("a derivative at every index of a sum")

    @property
    def is_limit(self) -> bool:
        """Whether the claim is that the left side, one derivative, is the right side."""
        return self.nodes == [self.left]

    def lines(self, words: Words) -> list[str]:
        """The conclusion, from the claim's own terms."""
        stated = Formulas(self.script.names, words=words)
        if self.is_limit:
            formula, variable = self.left.parts
            along = self._curve(formula, variable, words)
            parts = (along, *map(stated.term, (variable, self.right)))
            return [
                "  derivable_pt_lim",
                "\n".join(f"    {part.within(0)}" for part in parts) + ".",
            ]
        lines = []
        for node in self.nodes:
            name = Text(self.script.names.fresh("d"))
            lines.append(f"  exists {name}, {self._limit(node, name, words)} /\\")
            stated.definitions[node] = name
        left, right = (stated.term(side).within(50) for side in (self.left, self.right))
        return [*lines, f"  {left}", f"  = {right}."]

    def _limit(self, node: Term, value: Text, words: Words | None = None) -> str:
        formula, variable = node.parts
        point = self.script.formulas.term(variable)
        along = self._curve(formula, variable, words)
        return coq.apply("derivable_pt_lim", along, point, value).text

    def _curve(self, formula: Term, variable: Term, words: Words | None = None) -> Text:
        bound = Text(self.script.names.along())
        return coq.function(bound.text, curve(self.script, formula, variable, bound, words))

    # --- its proof

    def smoothed(self, term: Term) -> Term:
        """The term with smooth formulas under its derivatives, and slopes that join for others."""
        for step in self.prepared:
            term = step.applied(term)
        return term

    def reduce(self, judgements: Judgements) -> None:
        """Leave to be proved the equation of the two sides, derivatives carried out."""
        script = self.script
        for node in self.nodes:
            smooth = self.smoothed(node)
            if smooth.op != "derivative":
                self._joined(node, smooth)
                continue
            slope = script.formulas.term(derivative(*smooth.parts))
            slopes = Slopes(script, judgements, node.parts[1])
            slopes.prepare(smooth.parts[0])
            proved = slopes.lemma(smooth.parts[0])
            with script.lemma("D", self._limit(node, slope)) as lemma:
                if smooth != node:
                    self._same(node, smooth)
                script.say(f"exact (proj2 {script.at(proved)}).")
            if self.is_limit:
                script.say(f"apply (D_is _ _ _ _ {lemma.name}).")
            else:
                script.say(f"exists {slope.within(0)}; split; [exact {lemma.name}|].")

    def _joined(self, node: Term, slope: Term) -> None:
        """Have the derivative by the lemma of its joint."""
        lemmas = [s.lemma for s in self.prepared if isinstance(s, Joint) and s.derivative == node]
        if not lemmas:
            raise Uncertified("branches that meet in a formula that was made smooth before")
        if self.is_limit:
            self.script.say(f"apply (D_is _ _ _ _ ({lemmas[0]})).")
        else:
            shown = self.script.formulas.term(slope).within(0)
            self.script.say(f"exists {shown}; split; [exact ({lemmas[0]})|].")

    def _same(self, node: Term, smooth: Term) -> None:
        """Put the smooth formula in place of the one with kinks."""
        variable = node.parts[1]
        name = self.script.formulas.term(variable).text.partition(" ")[0]
        self.script.say(f"apply (D_same {self._curve(*smooth.parts).within(0)}).")
        with self.script.block():
            moved = Text(self.script.names.fresh("t"))
            self.script.say(f"intro {moved}.")
            for kink in self.prepared:
                if isinstance(kink, Kink):
                    self.script.say(f"pose proof {kink.at(variable, name, moved)} as same.")
                    if kink.words:
                        self.script.say(f"cbv beta delta [{' '.join(kink.words)}] in same.")
                    self.script.say("rewrite ?same; clear same.")
            self.script.say("reflexivity.")
