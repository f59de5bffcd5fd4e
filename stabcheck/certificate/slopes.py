"""Derivatives: that the table's formula is the limit of difference quotients.

``Slope f x v d`` says that f(x) = v and f′(x) = d; each operation has a lemma for it, whose result
is compared with what the kernel's table says.
"""

from __future__ import annotations

from dataclasses import dataclass

from stabcheck.carriers.term import ZERO, Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.formulas import Formulas, rational_number
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Uncertified, identifier
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.words import Words
from stabcheck.proof.elaborate.signs import HOLDS
from stabcheck.proof.kernel.axioms import DEFINITIONS, filled
from stabcheck.proof.kernel.slopes import derivative

__all__ = ["STATED", "Slopes", "carried_out", "curve", "derivatives", "point"]

#: The lemma for each operation, by operation.
_RULES = {
    **{op: f"Slope_{op}" for op in ("add", "subtract", "multiply", "negative", "square", "exp")},
    **{op: f"Slope_{op}" for op in ("expm1", "sinh", "cosh", "tanh", "erf")},
}
#: The lemmas for operations that must keep away from a kink or pole: which operand, and its sign.
_GUARDED = {
    "divide": ("Slope_divide", 1, "≠"),
    "log": ("Slope_log", 0, ">"),
    "sqrt": ("Slope_sqrt", 0, ">"),
    "absolute": ("Slope_absolute", 0, "≠"),
}
#: Functions whose derivative is that of what they are defined by.
_BY_DEFINITION = {"erfc"}
STATED = {">": "0 < {}", "≠": "{} <> 0"}


def derivatives(term: Term) -> list[Term]:
    """The derivatives that a term speaks of, each once; raises Uncertified for one of another."""
    found = dict.fromkeys(part for part in term.subterms() if part.op == "derivative")
    for node in found:
        if any(part.op == "derivative" for part in node.parts[0].subterms()):
            raise Uncertified("the derivative of a derivative")
    return list(found)


def carried_out(node: Term) -> Term:
    """What the table makes of a derivative."""
    return derivative(*node.parts)


def point(formulas: Formulas, variable: Term) -> Text:
    """Where a derivative is taken."""
    return formulas.term(variable)


def curve(
    script: Script, formula: Term, variable: Term, at: Text, words: Words | None = None
) -> Text:
    """The formula with another number, ``at``, for the variable."""
    if variable.op == "real":
        return Formulas(script.names, {variable: at}, words=words).term(formula)
    name, *indices = variable.parts
    if len(indices) != 1:
        raise Uncertified("a derivative in the entry of a matrix")
    place = script.formulas.values.place(indices[0])
    changed = coq.apply("update", Text(identifier(name)), place, at)
    return Formulas(script.names, families={name: changed}, words=words).term(formula)


@dataclass
class Slopes:
    """Writes the proofs of the slopes in one variable, under the signs of one case."""

    script: Script
    judgements: Judgements
    variable: Term

    def prepare(self, term: Term) -> None:
        """Judge the term first: what its slope's guards rest on."""
        self.judgements.lemma(term)

    def lemma(self, term: Term) -> Lemma:
        """The assertion that a term has its slope, its proof written before."""
        if term.op == "named":
            return self.lemma(term.parts[3])
        script, formulas = self.script, self.script.formulas
        if term.op == "sum" and not term.parts[0].set.blocks:
            inner = [self.lemma(term.parts[1])]
        elif self._stays(term) or term == self.variable or term.op == "entry":
            inner = []
        else:
            operands = term.parts
            if term.op == "power" and rational_number(term.parts[1]) is not None:
                operands = term.parts[:1]
            if term.op == "where":
                operands = (*self._compared(term.parts[0]), *term.parts[1:])
            if term.op in _BY_DEFINITION:
                operands = (filled(DEFINITIONS[term.op], term.parts),)
            inner = [self.lemma(part) for part in operands]
        bound = Text(script.names.along())
        along = coq.function(bound.text, curve(script, term, self.variable, bound))
        slope = formulas.term(derivative(term, self.variable))
        parts = (along, point(formulas, self.variable), formulas.term(term), slope)
        over = script.loose(term.free_indices())
        with script.lemma("D", coq.apply("Slope", *parts).text, over) as proved:
            self._prove(term, inner)
        return proved

    def _stays(self, term: Term) -> bool:
        """Whether the term does not depend on the variable."""
        kind = self.variable.op, self.variable.parts[0]
        return all((part.op, *part.parts[:1]) != kind for part in term.subterms())

    def _prove(self, term: Term, inner: list[Lemma]) -> None:
        script = self.script
        proofs = " | ".join(f"exact {script.at(lemma)}" for lemma in inner if term.op != "sum")
        if self._stays(term):
            script.say("apply Slope_constant.")
        elif term.op == "real":
            script.say("apply Slope_variable.")
        elif term.op == "entry":
            script.say("eapply Slope_is; [apply Slope_entry|rewrite ?delta_same; reflexivity].")
        elif term.op == "sum":
            self._sum(term, inner[0])
        elif term.op == "where":
            self._where(term.parts[0], inner)
        elif term.op == "power":
            self._power(term.parts[0], term.parts[1], proofs)
        else:
            self._function(term, proofs)

    def _function(self, term: Term, proofs: str) -> None:
        """By the lemma for the operation, whose result is compared with the table's."""
        op, parts = term.op, term.parts
        if op in _GUARDED:
            rule, operand, relation = _GUARDED[op]
            step = f"eapply {rule}; [{proofs} | exact {self._guard(parts[operand], relation)}]"
        elif op in {"maximum", "minimum"}:
            step = f"eapply Slope_{op}; [{proofs} | exact {self._apart(*parts)}]"
        elif op in _BY_DEFINITION:
            step = proofs
        elif op in _RULES:
            step = f"eapply {_RULES[op]}; [{proofs}]"
        elif op == "log1p":
            one = self._guard(Term("add", Term("rational", 1), *parts), ">")
            step = f"eapply Slope_log1p; [{proofs} | exact {one}]"
        else:
            raise Uncertified(f"the derivative of {op}")
        self.script.say(f"eapply Slope_is; [{step}|].")
        self.script.say("unfold Rdiv; ring.")

    def _sum(self, term: Term, inner: Lemma) -> None:
        index, body = term.parts
        script = self.script
        name, member = script.names.index(index), script.member(index)
        if derivative(body, self.variable) == ZERO:
            raise Uncertified("a sum that only seems to depend on the variable")
        each = script.at_every(index, inner)
        script.say(f"apply Slope_Sum; exact (fun {name} {member} => {each}).")

    def _compared(self, condition: Term) -> tuple[Term, Term]:
        """The lesser and the greater side of a comparison that decides for a branch."""
        if condition.op not in {"less", "less_equal", "greater", "greater_equal"}:
            raise Uncertified(f"the derivative of a formula that turns on {condition.op}")
        left, right = condition.parts
        return (left, right) if condition.op.startswith("less") else (right, left)

    def _where(self, condition: Term, inner: list[Lemma]) -> None:
        """Where the sides differ, the formula is one of the branches for a while."""
        sides = self._compared(condition)
        rule = "Slope_at_most" if condition.op.endswith("equal") else "Slope_less"
        guard = self._apart(*sides)
        proofs = " ".join(map(self.script.at, inner))
        holes = " ".join("_" * 13)
        self.script.say(f"eapply Slope_is; [exact ({rule} {holes} {proofs} {guard})|].")
        self.script.say("match goal with |- context [if ?c then _ else _] => destruct c end;")
        self.script.say("  unfold Rdiv; ring.")

    def _power(self, base: Term, exponent: Term, proofs: str) -> None:
        """A rational power, as one of a root where it is not whole; others by logarithms."""
        script, k = self.script, rational_number(exponent)
        if k is None:
            rule = f"Slope_raised; [{proofs} | exact {self._guard(base, '>')}]"
            script.say(f"eapply Slope_is; [eapply {rule}|].")
            script.say("unfold Rdiv; ring.")
            return
        count, away, last = abs(k.numerator), "", "simpl; unfold Rdiv; ring."
        if k.denominator > 1:
            away = self._guard(base, ">")
            proofs = f"eapply (Slope_root {k.denominator - 1}); [{proofs} | exact {away}]"
            last = f"by_root {k.denominator}%nat {away}."
        if k < 0:
            below = "apply Rgt_not_eq, root_pos; lra" if away else f"exact {self._guard(base, '≠')}"
            proofs = f"eapply (Slope_inverse_power {count}); [{proofs} | {below}]"
        elif k.denominator == 1 or count > 1:
            proofs = f"eapply (Slope_power {count - 1}); [{proofs}]"
        script.say(f"eapply Slope_is; [{proofs}|].")
        script.say(last)

    def _guard(self, term: Term, relation: str) -> str:
        """The hypothesis that an operand is > 0 or ≠ 0 here."""
        script, judgements = self.script, self.judgements
        text = script.formulas.term(term)
        by = judgements.by(term)
        with script.lemma("G", STATED[relation].format(text.within(50))) as lemma:
            value = judgements.value(term)
            sign = judgements.signs.signs.sign(value)
            if not sign <= HOLDS[relation]:
                raise Uncertified("the derivative of a formula where it may have none")
            judgements.signs.show(value, sign)
            script.say("lra." if by == "eq_refl" else f"first [lra | rewrite {by}; lra].")
        return lemma.name

    def _apart(self, left: Term, right: Term) -> str:
        """The hypothesis that two operands differ here."""
        script, judgements = self.script, self.judgements
        signs = judgements.signs
        values = [judgements.value(side) for side in (left, right)]
        gap = signs.signs.arithmetic.add(values[0], values[1], -1)
        shown = coq.subtract(*map(script.formulas.term, (left, right)))
        write = script.formulas.values.fraction
        with script.lemma("G", f"{shown} <> 0") as lemma:
            known = signs.show(gap, signs.signs.sign(gap) & HOLDS["≠"])
            difference = coq.subtract(*map(write, values))
            with script.lemma("E", f"{difference} = {write(gap).within(50)}"):
                judgements.equalities.close([gap, *values])
            for side in (left, right):
                if judgements.lemma(side) is not None:
                    script.say(f"pose proof {judgements.by(side)}.")
            script.say(f"intro same; first [lra | apply {known}; lra].")
        return lemma.name
