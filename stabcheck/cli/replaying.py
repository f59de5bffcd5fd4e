"""The replay of one input, named on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.outputs import parse_outputs
from stabcheck.formats import find_format
from stabcheck.report import FOR_CI
from stabcheck.sweeping.probes import parse_probe, standard_probes
from stabcheck.sweeping.replay import FormFault, replay

if TYPE_CHECKING:
    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.replay import Replay

__all__ = ["AT_HINT", "PROBE_HINT", "check_written", "only", "refuse_formats_for_ci", "replay_at"]

Chosen = TypeVar("Chosen")

AT_HINT = "--at takes bits in hex (0x42b17218) or a decimal"
PROBE_HINT = "a probe is written x=s, or (s, 0), or (s, ..., s) n=3"
#: No format reaches so far; a decimal beyond would only take long to be written out.
LARGEST_EXPONENT = 5_000


def refuse_formats_for_ci(outputs: Sequence[str]) -> None:
    """Raise Mistake for an output that tells findings: one input replayed asserts nothing."""
    for output in parse_outputs(outputs):
        if output.format in FOR_CI:
            message = f"--output {output.format} tells findings, and --at makes none"
            raise Mistake(message, "choose terminal or json")


def replay_at(
    quantity: Quantity,
    form: Form,
    format_name: str,
    probes: Sequence[str],
    at: str,
    accumulate: Accumulate = "same",
) -> Replay:
    """The replay of the one input that ``at`` names; raises Mistake where it is not just one."""
    standard = [probe.text for probe in standard_probes(quantity)]
    probe = only(list(probes) or standard, "probe", "--probe")
    try:
        parse_probe(probe, quantity)
    except ValueError as error:
        raise Mistake(str(error), PROBE_HINT) from error
    check_written("--at", at, find_format(format_name))
    try:
        return replay(quantity.name, form.name, format_name, probe, at, accumulate)
    except ValueError as error:
        raise Mistake(str(error), AT_HINT) from error
    except FormFault as fault:
        name = f"{quantity.name}/{form.name}"
        raise Mistake(f"{name} at {at}: {fault}", exit_code=ExitCode.NOT_AS_EXPECTED) from fault


def check_written(option: str, text: str, fmt: Format) -> None:
    """Raise Mistake unless ``text`` is a pattern of the format's full width, or a sane decimal.

    A pattern that lost a digit would be read as another float, and run as if it were meant.
    """
    digits = fmt.bits // 4
    if text.lower().startswith("0x"):
        if re.fullmatch(rf"0x[0-9a-f]{{{digits}}}", text.lower(), re.ASCII) is None:
            its_bits = f"its bits are {digits} digits in hex"
            message = f"{option} {text} is no pattern of {fmt.name}: {its_bits}"
            raise Mistake(message, f"write 0x and {digits} digits of 0-9 and a-f, or a decimal")
        return
    try:
        number = Decimal(text.replace("−", "-"))
    except InvalidOperation:
        raise Mistake(f"{option} {text!r} is no number", _hint(option)) from None
    if number.is_finite() and number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise Mistake(f"{option} {text} is beyond every format", _hint(option))


def _hint(option: str) -> str:
    return AT_HINT.replace("--at", option)


def only(candidates: Sequence[Chosen], what: str, option: str) -> Chosen:
    """The one candidate; raises Mistake where there are more or none."""
    if len(candidates) != 1:
        selected = f"{len(candidates)} are selected" if candidates else "none is named"
        raise Mistake(f"--at replays one {what}, and {selected}", f"name it with {option}")
    return candidates[0]
