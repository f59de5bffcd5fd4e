"""The words of stabcheck: quantities, definitions, forms, claims, derivations, predictions.

A page of the catalogue is written with these words and with NumPy, and with nothing else.  A
formula is an ordinary NumPy function; the same function object is run on symbols (the proof), on
balls (the truth), on rounded floats (the sweep) and on recording floats (the replay).
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Literal

from stabcheck.error_function import erf, erfc
from stabcheck.exact import LN2, PI, SQRT2, E, Exact, exact
from stabcheck.loop import Loop
from stabcheck.prediction import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    Boundary,
    Prediction,
    finite,
    inaccurate,
    infinite,
    nan,
    zero,
)
from stabcheck.statement import (
    Argument,
    Claim,
    D,
    Derivation,
    Equation,
    Expected,
    Formula,
    Given,
    equation,
    given,
    index,
    let,
    matrix,
    real,
    size,
    vector,
)

__all__ = [
    "CONTRACTS",
    "EXP_OVERFLOW",
    "EXP_UNDERFLOW",
    "LN2",
    "PI",
    "SQRT2",
    "Argument",
    "Boundary",
    "Claim",
    "D",
    "Derivation",
    "E",
    "Equation",
    "Exact",
    "Form",
    "Given",
    "Group",
    "Loop",
    "Page",
    "Prediction",
    "Quantity",
    "SpecialCase",
    "equation",
    "erf",
    "erfc",
    "exact",
    "finite",
    "given",
    "inaccurate",
    "index",
    "infinite",
    "let",
    "matrix",
    "nan",
    "real",
    "size",
    "special",
    "vector",
    "zero",
]

Contract = Literal["range", "relative", "absolute", "special"]

#: What a form can promise, in the order in which every report shows it.
CONTRACTS: tuple[Contract, ...] = ("range", "relative", "absolute", "special")


# --- forms ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """One way to compute a quantity in floating point.

    It claims to equal the definition, everywhere or where ``given`` says (conditions on the
    arguments, each an inequality); ``conditions`` are what the proof is expected to need besides,
    in print (``Σᵢ xᵢ ≠ 0``).  Or it only ``approximates`` the definition, with an error of at most
    so much of max(scale, |definition|): then no equality is claimed, and the accuracy contracts
    allow so much more.  ``formats`` are those that it is written for, where not for all: a
    threshold is right for one precision.

    ``holds`` are the contracts its page promises; ``breaks`` what the page predicts of the others.
    ``bound`` is t, the factor allowed by the accuracy contracts, in ulp; it may depend on the
    vector length n.  ``why`` is one line on why the form holds or breaks.  ``theory`` is an
    a-priori bound on its error; see `Quantity.theory`.
    """

    name: str
    function: Formula
    why: str
    holds: tuple[Contract, ...]
    breaks: tuple[Prediction, ...] = ()
    bound: float | Callable[[int], float] = 4
    source: str = ""
    theory: Formula | None = None
    approximates: float | None = None
    given: tuple[Formula, ...] = ()
    formats: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def is_written_for(self, format_name: str) -> bool:
        """Whether it is a form in that format."""
        return not self.formats or format_name in self.formats

    def bound_ulp(self, n: int) -> float:
        """t at vector length ``n`` (1 for a scalar), in ulp."""
        return float(self.bound(n)) if callable(self.bound) else float(self.bound)


@dataclass(frozen=True)
class SpecialCase:
    """Inputs outside the reals and what may come out: numbers, ``"nan"``, or ``"error"``.

    ``arguments`` are plain floats, or tuples of floats for a vector.  A signed zero in
    ``accepted`` is meant with its sign; a vector result is accepted entry by entry.
    """

    arguments: tuple[Any, ...]
    accepted: tuple[Any, ...]
    note: str = ""


def special(*arguments: Any, accepts: Any, note: str = "") -> SpecialCase:
    """A row of a page's table of special values; ``accepts`` is one outcome or a list of them."""
    accepted = tuple(accepts) if isinstance(accepts, list) else (accepts,)
    return SpecialCase(arguments, accepted, note)


# --- pages ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Pages that are listed together: a folder of the catalogue, a package, or a file."""

    name: str
    title: str


def _calling_module() -> str:
    """The module whose top level is making a page (the nearest frame outside this file)."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame is not None else ""


class Page:
    """One page of the catalogue: a title, its prose, and the claims it makes."""

    def __init__(self, name: str, title: str, *, source: str = "") -> None:
        self.name = name
        self.title = title
        self.source = source
        self.claims: list[Claim] = []
        self.loops: list[Loop] = []
        self.module = _calling_module()
        self.group = Group("", "")  # whoever finds the page says where

    @property
    def prose(self) -> str:
        """The page's text: the docstring of the module that wrote it."""
        module = sys.modules.get(self.module)
        return inspect.cleandoc(module.__doc__ or "") if module else ""

    @property
    def all_claims(self) -> list[Claim]:
        """The claims the page writes down, and those it makes by having loops."""
        return [*self.claims, *(claim for loop in self.loops for claim in loop.claims(self.name))]

    def loop(
        self,
        name: str,
        *,
        state: tuple[str, ...],
        first: Formula,
        step: Formula,
        after: Formula,
        **arguments: Argument,
    ) -> Loop:
        """A loop over the entries of vectors; see `stabcheck.loop` for how it is run and proved.

        ``arguments`` are the vectors; ``state`` names what is kept, ``first(x0)`` is that of one
        entry, ``step(state, xk)`` after one more, and ``after(x)`` after all, in closed form.
        """
        made = Loop(name, arguments, state, first, step, after)
        self.loops.append(made)
        return made

    def claim(
        self,
        name: str,
        title: str,
        *,
        expected: Expected = "PROVED",
        conditions: tuple[str, ...] = (),
        **arguments: Argument,
    ) -> Callable[[Formula], Claim]:
        """Decorator: the function states the claim, as an `equation` between two formulas."""

        def register(function: Formula) -> Claim:
            ordered = {key: arguments[key] for key in inspect.signature(function).parameters}
            claim = Claim(name, title, function, ordered, expected, conditions)
            self.claims.append(claim)
            return claim

        return register


class Quantity(Page):
    """A function that people compute, with its definition and the forms that compute it.

    ``arguments`` maps its arguments' names to what they are; ``given`` is what they must satisfy
    besides their bounds, each an inequality (``lambda x, y: x > y``).  ``symbol`` is how claims
    print it (``σ``).  ``probes`` are the lines that a sweep walks, in their own notation, where the
    usual ones for such arguments do not tell enough.
    """

    def __init__(  # noqa: PLR0913 - what a page says of a quantity
        self,
        name: str,
        title: str,
        *,
        arguments: dict[str, Argument],
        symbol: str = "",
        source: str = "",
        given: tuple[Formula, ...] = (),
        probes: tuple[str, ...] = (),
        specials: tuple[SpecialCase, ...] = (),
        gradient: str = "",
    ) -> None:
        super().__init__(name, title, source=source)
        self.arguments = arguments
        self.symbol = symbol or name
        self.given = given
        self.probes = probes
        self.specials = specials
        self.gradient = gradient
        self.forms: list[Form] = []
        self._definition: Formula | None = None
        self._evaluation: Formula | None = None
        self._sensitivity: Formula | None = None
        self._scale: Formula | None = None

    # the formulas of the page

    def definition(self, function: Formula) -> Formula:
        """Decorator: the quantity in real arithmetic, the plainest formula; its meaning."""
        self._definition = function
        return function

    def evaluation(self, function: Formula) -> Formula:
        """Decorator: a formula the oracle evaluates instead, once it is PROVED equal."""
        self._evaluation = function
        return function

    def sensitivity(self, function: Formula) -> Formula:
        """Decorator: κ·|f| = Σ |argument · ∂f/∂argument|, over the arguments that κ is taken in.

        Written as a product rather than as a ratio, so that f = 0 needs no special case.
        """
        self._sensitivity = function
        return function

    def scale(self, function: Formula) -> Formula:
        """Decorator: the scale of the absolute contract, a formula of the arguments; else it is 1.

        The error allowed is t · u · max(scale, |truth|).  A homogeneous quantity, f(λx) = λ f(x),
        has the norm of x for its scale.
        """
        self._scale = function
        return function

    def form(  # noqa: PLR0913 - the words of a form
        self,
        name: str,
        *,
        why: str,
        holds: tuple[Contract, ...],
        breaks: tuple[Prediction, ...] = (),
        bound: float | Callable[[int], float] = 4,
        source: str = "",
        approximates: float | None = None,
        given: tuple[Formula, ...] = (),
        formats: tuple[str, ...] = (),
        conditions: tuple[str, ...] = (),
    ) -> Callable[[Formula], Formula]:
        """Decorator: a form of this quantity; see `Form` for what the words mean."""

        def register(function: Formula) -> Formula:
            self.forms.append(
                Form(
                    *(name, function, why, holds, breaks, bound, source),
                    approximates=approximates,
                    given=given,
                    formats=formats,
                    conditions=conditions,
                )
            )
            return function

        return register

    def theory(self, name: str) -> Callable[[Formula], Formula]:
        """Decorator: an a-priori bound on the absolute error of the form called ``name``.

        A formula of the quantity's arguments and of the roundings r of an arithmetic
        (`stabcheck.carriers.roundings`): r.u for a correctly rounded operation, r.kernel for an
        elementary function, r.lost for underflow.  It is a theorem wherever every operation of
        the form comes out finite, and shaped like the quantity's value.  It is evaluated in
        float64 with an error bound of its own, so it is written without cancellation.
        Raises KeyError for a form that the page does not have.
        """
        form = self.find_form(name)

        def register(function: Formula) -> Formula:
            self.forms[self.forms.index(form)] = replace(form, theory=function)
            return function

        return register

    # what the engines ask for

    @property
    def meaning(self) -> Formula:
        """The definition; raises LookupError for a page that lacks one."""
        if self._definition is None:
            raise LookupError(f"the page {self.name!r} has no definition")
        return self._definition

    @property
    def evaluated_by(self) -> Formula:
        """The formula the oracle evaluates: the named one, or else the definition."""
        return self._evaluation or self.meaning

    def states(self, formula: Literal["definition", "sensitivity"]) -> bool:
        """Whether the page has written this formula down."""
        return getattr(self, f"_{formula}") is not None

    @property
    def sensitivity_formula(self) -> Formula:
        """κ·|f| as a formula; raises LookupError for a page that lacks one."""
        if self._sensitivity is None:
            raise LookupError(f"the page {self.name!r} states no sensitivity")
        return self._sensitivity

    @property
    def sensitivity_if_stated(self) -> Formula | None:
        """κ·|f| as a formula, None for a page that states none."""
        return self._sensitivity

    @property
    def scale_formula(self) -> Formula | None:
        """The scale of the absolute contract as a formula, None where it is 1."""
        return self._scale

    @property
    def all_claims(self) -> list[Claim]:
        """The claims the page writes down, and those it makes by having forms."""
        return [*super().all_claims, *self.made_claims]

    @property
    def made_claims(self) -> list[Claim]:
        """The claims a page makes by having forms: each equals the definition, or approximates."""
        claims = [
            replace(
                self._made(f"{self.name}/{form.name}", f"{form.name} = definition", form.function),
                given=(*self.given, *form.given),
                conditions=form.conditions,
            )
            for form in self.forms
            if form.approximates is None
        ]
        if self._evaluation is not None:
            title = "the formula evaluated = definition"
            claims.append(self._made(f"{self.name}/evaluation", title, self._evaluation))
        return claims

    def _made(self, name: str, title: str, function: Formula) -> Claim:
        def state(*arguments: Any) -> Equation:
            return Equation(function(*arguments), self.meaning(*arguments))

        return Claim(name, title, state, dict(self.arguments), given=self.given)

    @property
    def _reads(self) -> str:
        """How it prints applied to arrays: f(xᵢ) where it acts entry by entry, else f(x)ᵢ."""
        kinds = {argument.kind for argument in self.arguments.values()}
        return "elementwise" if kinds == {"real"} else "whole"

    def __call__(self, *arguments: Any) -> Any:
        """The definition on any carrier; a symbol keeps the quantity's name in print."""
        value = self.meaning(*arguments)
        hook = getattr(value, "__named__", None)
        return value if hook is None else hook(self.symbol, arguments, self._reads)

    def rewritten(self, rewrite: Callable[[Formula], Formula]) -> Quantity:
        """The same quantity, its formulas but no form passed through ``rewrite``."""
        page = copy(self)
        for name in ("_definition", "_evaluation", "_sensitivity", "_scale"):
            formula = getattr(self, name)
            setattr(page, name, formula and rewrite(formula))
        return page

    def find_form(self, name: str) -> Form:
        """The form called ``name``; raises KeyError."""
        for form in self.forms:
            if form.name == name:
                return form
        raise KeyError(name)

    def __repr__(self) -> str:
        return f"Quantity({self.name!r})"
