"""One probe of one quantity in one format: the line that all its forms are judged along.

The truth along the line is computed once and shared by every form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.rounded import Accumulate, Arithmetic
from stabcheck.carriers.roundings import roundings_of
from stabcheck.oracle import Oracle
from stabcheck.sweeping.asymptotes import Asymptotes
from stabcheck.sweeping.contracts import Allowance, Verdicts, declared_ulp, judge
from stabcheck.sweeping.domains import inside
from stabcheck.sweeping.outputs import outputs
from stabcheck.sweeping.sensitivity import Sensitivity

if TYPE_CHECKING:
    from collections.abc import Callable

    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.statement import Formula
    from stabcheck.sweeping.asymptotes import Asymptote
    from stabcheck.sweeping.probes import Probe
    from stabcheck.truth import Truth

__all__ = ["Line", "Stretch", "WrongShape"]

Floats = np.ndarray[Any, Any]


class WrongShape(ValueError):
    """A form returned another shape than the quantity has."""


@dataclass(frozen=True)
class Stretch:
    """Some floats of a line: their arguments, their truth, and S = κ·|f|, None if not stated.

    ``scale`` is that of the absolute contract.  ``asymptote`` is what the truth keeps to on all of
    the stretch, if it was made so.
    """

    s: Floats
    arguments: list[Floats]
    truth: Truth
    sensitivity: Sensitivity | None
    scale: Sensitivity | float = 1.0
    asymptote: Asymptote | None = None


class Line:
    """A quantity along a probe in a format, sums in it added up as ``accumulate`` says.

    On a long probe vectors are held by their columns, and a form is run as `on_line` gives it.
    The truth is rounded to ``truth_format``, ``fmt`` unless another is named; ``unit`` is the
    format whose digits accuracy is asked for in.
    """

    def __init__(
        self,
        quantity: Quantity,
        probe: Probe,
        fmt: Format,
        accumulate: Accumulate = "same",
        truth_format: Format | None = None,
    ) -> None:
        self.quantity = quantity.rewritten(probe.by_columns)
        self.probe = probe
        self.fmt = fmt
        self.unit = fmt
        self.arithmetic = Arithmetic(fmt, accumulate)
        self._oracle = Oracle(self.quantity, truth_format or fmt)
        limits = [argument.limits for argument in quantity.arguments.values()]
        self._is_unbounded = fmt.has_inf and not quantity.given and not any(limits)
        self._theories: dict[Callable[..., Any], Formula] = {}
        self.asymptotes = Asymptotes(self.quantity.evaluated_by, probe, self._oracle)

    def on_line(self, form: Form) -> Form:
        """``form`` as it is run on this line's arguments."""
        return replace(form, function=self.probe.by_columns(form.function))

    def a_priori(self, theory: Callable[..., Any]) -> Formula:
        """The bound that a page states, as a formula of this line's arguments; always the same."""
        if theory not in self._theories:
            roundings = roundings_of(self.arithmetic)
            formula = self.probe.by_columns(lambda *given: theory(*given, roundings))
            self._theories[theory] = formula
        return self._theories[theory]

    def stretch(self, s: Floats) -> Stretch:
        """The arguments and the truth at the floats ``s``, shape (B,)."""
        return replace(self.at_arguments(self.probe.arguments(s, self.fmt)), s=s)

    def stretch_on(self, asymptote: Asymptote, s: Floats) -> Stretch:
        """The same where the truth keeps to an asymptote."""
        arguments = self.probe.arguments(s, self.fmt)
        made = self.with_excuses(s, arguments, asymptote.truth(s))
        return replace(made, asymptote=asymptote)

    def at_arguments(self, arguments: list[Floats]) -> Stretch:
        """The truth at points of their own: per argument (B,) or (B, n), n as on the probe.

        They need not lie on the probe; ``s`` numbers them.
        """
        truth = self._oracle.truth(arguments)
        s = np.arange(len(arguments[0]))
        return self.with_excuses(s, arguments, truth)

    def with_excuses(self, s: Floats, arguments: list[Floats], truth: Truth) -> Stretch:
        """The stretch with these points and truths, and what the page excuses errors by."""
        sensitivity, scale = (
            formula and Sensitivity(self._oracle, formula, arguments, truth)
            for formula in (self.quantity.sensitivity_if_stated, self.quantity.scale_formula)
        )
        return Stretch(s, arguments, truth, sensitivity, scale or 1.0)

    def at_ordinals(self, ordinals: np.ndarray[Any, np.dtype[np.int64]]) -> Stretch:
        """The stretch at the floats with these ordinals."""
        return self.stretch(self.fmt.from_ordinal(ordinals))

    def in_domain(self, s: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which floats of ``s`` give arguments inside the quantity's domain."""
        if self._is_unbounded:
            return np.ones(len(s), dtype=np.bool_)
        # conditions are about whole vectors
        probe = replace(self.probe, is_folded=False) if self.quantity.given else self.probe
        return inside(self.quantity, probe.arguments(s, self.fmt), self.fmt)

    def outputs(self, form: Form, arguments: list[Floats]) -> Floats:
        """What ``form`` returns in this format, shape (B, *out).

        Raises OutOfTime where it does not come back.
        """
        return outputs(form, arguments, self.arithmetic)

    def allowance(self, form: Form, stretch: Stretch) -> Allowance:
        """What the contracts allow ``form`` along ``stretch``."""
        t = form.bound_ulp(self.probe.n) + declared_ulp(form.approximates, self.fmt)
        return Allowance(t, stretch.scale)

    def judge(self, form: Form, stretch: Stretch) -> Verdicts:
        """Run ``form`` along ``stretch`` and judge what comes out; raises as `verdicts` does."""
        return self.verdicts(form, self.outputs(form, stretch.arguments), stretch)

    def verdicts(self, form: Form, got: Floats, stretch: Stretch) -> Verdicts:
        """Judge what came out of ``form`` along ``stretch``, entry by entry.

        Raises WrongShape where the form returns another shape than the quantity has.
        """
        if got.shape != stretch.truth.rounded.shape:
            wanted = stretch.truth.rounded.shape[1:]
            raise WrongShape(f"returns shape {got.shape[1:]}, the quantity has {wanted}")
        if stretch.asymptote is not None and stretch.asymptote.is_even(got, stretch.truth):
            alike = self._alike(form, got, stretch, stretch.asymptote)
            if alike is not None:
                return alike
        return self._judged(form, got, stretch)

    def _judged(self, form: Form, got: Floats, stretch: Stretch) -> Verdicts:
        allowance = self.allowance(form, stretch)
        return judge(got, stretch.truth, stretch.sensitivity, self.fmt, allowance)

    def _alike(
        self, form: Form, got: Floats, stretch: Stretch, asymptote: Asymptote
    ) -> Verdicts | None:
        """The verdicts where all points are like the first; None if not all of them are clear."""
        key = (form, got[:1].tobytes() if asymptote.is_one(got) else b"")
        if key not in asymptote.judged:
            arguments = [values[:1] for values in stretch.arguments]
            first = self.with_excuses(stretch.s[:1], arguments, stretch.truth.first())
            asymptote.judged[key] = self._judged(form, got[:1], first)
        return asymptote.judged[key].spread(len(got))
