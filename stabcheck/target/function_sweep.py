"""A function swept in every format along every probe, against one quantity."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from stabcheck.catalogue import files_of
from stabcheck.formats import Format
from stabcheck.quantity import Form, Quantity
from stabcheck.sweeping.probes import WHOLE_LENGTH, Probe, find_probe, standard_probes
from stabcheck.sweeping.result import SweepResult
from stabcheck.sweeping.specials import special_outcomes
from stabcheck.target.batches import runs_in_one_shape
from stabcheck.target.calling import Call
from stabcheck.target.dry_run import try_format
from stabcheck.target.isolation import Runner
from stabcheck.target.layouts import layout_incidents, of_no_points
from stabcheck.target.native_line import NativeLine
from stabcheck.target.native_sweep import sweep_line
from stabcheck.target.report import Incident
from stabcheck.target.settings import Settings
from stabcheck.target.summary import special_witness
from stabcheck.target.tolerance import allowed_ulp
from stabcheck.target.witnesses import Broken, simplest_witness

__all__ = ["FunctionSweep"]

WITNESSED = ("range", "relative", "absolute")


class FunctionSweep:
    """The sweep of one function; what it leaves behind besides results are its attributes.

    ``incidents`` are all that were met, ``broken`` has the simplest witness against each contract,
    ``taken`` the formats swept, each with the format returned, and ``refused`` the others.  ``of``
    is the quantity that this one is the derivative of, if it is swept as one.
    """

    def __init__(
        self, runner: Runner, quantity: Quantity, call: Call, settings: Settings, of: str = ""
    ) -> None:
        self.runner = runner
        self.quantity = quantity
        self.call = call
        self.settings = settings
        self.of = of
        self.incidents: list[Incident] = []
        self.taken: list[tuple[Format, Format]] = []
        self.refused: list[tuple[str, str]] = []
        self.broken: dict[str, Broken] = {}

    def take(self, wanted: Sequence[Format]) -> None:
        """Find out which of the formats the function takes, and what it returns in each."""
        for fmt in wanted:
            if self.call.mode == "scalar" and fmt.bits < 64 and not self.settings.formats:
                self.refused.append((fmt.name, "Python's floats are float64"))
                continue
            returned = try_format(self.runner, self.quantity, self.call, fmt)
            if isinstance(returned, str):
                self.refused.append((fmt.name, returned))
                if self.settings.formats and not self.of:
                    self.incidents.append(Incident("raised", fmt.name, "", "", "", returned))
                continue
            self.taken.append((fmt, returned))
            if returned.name != fmt.name:
                self._note_retyped(fmt, returned)

    def _note_retyped(self, fmt: Format, returned: Format) -> None:
        what = f"given {fmt.name}, it returns {returned.name}"
        wider = returned.bits > fmt.bits
        self.incidents.append(
            Incident("promoted" if wider else "demoted", fmt.name, "", "", "", what)
        )

    def results(self) -> Iterator[SweepResult]:
        """One result for each format and probe; special values with the first probe."""
        for fmt, returned in self.taken:
            probes = self.probes(fmt)
            if not self.of and probes:
                self._try_layouts(fmt, returned, probes)
            for index, probe in enumerate(probes):
                self.settings.progress(f"{fmt.name} {probe.text}")
                yield self._result(fmt, returned, probe, is_first=index == 0)

    def _try_layouts(self, fmt: Format, returned: Format, probes: Sequence[Probe]) -> None:
        """Other layouts of the same points, on the first probe, and one whose entries differ."""
        is_first = fmt is self.taken[0][0]
        if runs_in_one_shape(self.runner) and not is_first:
            return  # a shape of its own is compiled for in each format
        differ = (probe for probe in probes if any(len(set(each)) > 1 for each in probe.entries))
        telling = next(differ, probes[0])
        chosen = [telling] if runs_in_one_shape(self.runner) else [probes[0], telling]
        for probe in dict.fromkeys(chosen):
            line, form = self.line(fmt, returned, probe)
            self.incidents += layout_incidents(line, form, self.settings.require)
        if is_first:
            self.incidents += of_no_points(line)

    def line(self, fmt: Format, returned: Format, probe: Probe) -> tuple[NativeLine, Form]:
        """A line of the sweep, and the function as a form: what it is held to, and how closely."""
        line = NativeLine(self.quantity, probe, fmt, self.runner, self.call, returned)
        holds = tuple(name for name in self.settings.require if name != "gradient")
        bound = allowed_ulp(self.settings, line.unit, is_vector=any(probe.is_vector))
        return line, Form(self.runner.loaded.name, _native, "", holds, bound=bound)  # type: ignore[arg-type]

    def _result(
        self, fmt: Format, returned: Format, probe: Probe, *, is_first: bool
    ) -> SweepResult:
        line, form = self.line(fmt, returned, probe)
        result = sweep_line(line, form)
        if is_first:
            result = self._with_specials(result, line, form)
        self.incidents += line.incidents
        self._keep_witnesses(line, form, result)
        return result

    def probes(self, fmt: Format) -> list[Probe]:
        """The probes to walk in one format."""
        probes = [p for text in self.settings.probes for p in find_probe(text, self.quantity)]
        if not probes:
            probes = standard_probes(self.quantity)
            if self.call.slope is not None and self.call.slope.ends:
                probes = [probe for probe in probes if probe.n <= WHOLE_LENGTH]
        return [probe for probe in probes if probe.is_held_by(fmt)]

    def _with_specials(self, result: SweepResult, line: NativeLine, form: Form) -> SweepResult:
        def run(arguments: list[Any]) -> Any:
            ran = line.run(arguments)
            if ran.lost.any():
                raise ValueError(ran.losses[0].what)
            return ran.values

        outcomes = special_outcomes(self.quantity, form, line.fmt, run)
        if not outcomes:
            return result
        passed = all(outcome.passed for outcome in outcomes)
        contracts = result.contracts | {"special": "pass" if passed else "fail"}
        return replace(result, specials=outcomes, contracts=contracts)

    def _keep_witnesses(self, line: NativeLine, form: Form, result: SweepResult) -> None:
        as_what = f"{self.of} --grad" if self.of and self.call.slope is not None else ""
        replay = (
            f"stabcheck check {shlex.quote(self.runner.loaded.name)} "
            f"--as {as_what or self.quantity.name} --format {line.fmt.name}"
            + "".join(f" --pages {shlex.quote(f.shown)}" for f in files_of(self.quantity))
        )
        here = f"{replay} --probe {shlex.quote(line.probe.text)}"
        for contract in WITNESSED:
            found = simplest_witness(line, form, result, contract, here)
            known = self.broken.get(contract)
            if found is not None and (known is None or found.simplicity < known.simplicity):
                self.broken[contract] = found
        special = special_witness(result, replay)
        if special is not None:
            self.broken.setdefault("special", Broken((0, 0.0, False), special, None))


def _native(*_: Any) -> Any:
    raise NotImplementedError("a user's function runs on its own library's arrays, in a worker")
