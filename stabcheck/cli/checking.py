"""Runs a check with what the command line says, and turns refusals into mistakes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from stabcheck.catalogue import quantities
from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake, closest
from stabcheck.cli.replaying import AT_HINT, PROBE_HINT, only
from stabcheck.formats import FORMATS
from stabcheck.sweeping.probes import find_probe, standard_probes
from stabcheck.target.checking import check_function
from stabcheck.target.dry_run import NotCallable
from stabcheck.target.loading import NotLoaded
from stabcheck.target.one_input import OneInput, judge_one_input
from stabcheck.target.report import CHECKED, Report
from stabcheck.target.settings import Settings, settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stabcheck.quantity import Quantity
    from stabcheck.target.settings import CheckOptions

__all__ = ["check_one", "code_of", "find_page", "settings_of"]

Result = TypeVar("Result")

_CODES = {
    "as expected": ExitCode.AS_EXPECTED,
    "unexpected": ExitCode.NOT_AS_EXPECTED,
    "undecided": ExitCode.UNDECIDED,
}
_BYTES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_WORDS = {"true": True, "false": False, "none": None}


def code_of(result: Report | OneInput) -> int:
    """The exit code of a check."""
    return int(_CODES[result.status])


def settings_of(given: Mapping[str, Any], reduction: Any) -> Settings:
    """The settings that the options spell; raises Mistake."""
    options: CheckOptions = {
        "args": _listed(given["args"]),
        "axis": given["axis"],
        "keywords": dict(map(_keyword, given["keywords"])),
        "rows": given["rows"],
        "reduction": reduction,
        "scalar": given["scalar"],
        "sign": int(given["sign"]),
        "formats": [_known(name.lower(), FORMATS, "format") for name in given["formats"]],
        "probes": given["probes"],
        "approximates": given["approximates"],
        "library": given["library"],
        "gradient": given["gradient"],
        "against": given["against"],
        "timeout_seconds": given["timeout"],
        "memory_bytes": _memory(given["memory"]),
        "path": [str(Path.cwd())],
    }
    require = _listed(given["require"])
    if require is not None:
        options["require"] = [_known(name, CHECKED, "contract") for name in require]
    if given["max_ulp"] is not None:
        options["max_ulp"] = given["max_ulp"]
    with _mistakes("see stabcheck check --help"):
        return settings_from(options)


def find_page(name: str) -> Quantity:
    """The quantity called ``name``; raises Mistake."""
    return quantities()[_known(name, quantities(), "quantity")]


def check_one(
    function: str, quantity: str, settings: Settings, at: str | None
) -> Report | OneInput:
    """The check of one function, or of one input of it; raises Mistake."""
    page = find_page(quantity)
    with _mistakes(PROBE_HINT):
        for probe in settings.probes:
            find_probe(probe, page)
    if at is not None:
        return _at(function, page, settings, at)
    with _progress() as advance, _mistakes("see stabcheck check --help"):
        return check_function(function, page, _with_progress(settings, advance))


def _at(function: str, page: Quantity, settings: Settings, at: str) -> OneInput:
    standard = [probe.text for probe in standard_probes(page)]
    fmt = only(settings.formats, "format", "--format")
    probe = only(list(settings.probes) or standard, "probe", "--probe")
    with _mistakes(AT_HINT):
        return judge_one_input(function, page, settings, fmt, probe, at)


@contextmanager
def _mistakes(hint: str) -> Iterator[None]:
    """What cannot be done is the user's to mend."""
    try:
        yield
    except (NotLoaded, NotCallable) as refusal:
        raise Mistake(refusal.message, refusal.hint) from refusal
    except ValueError as error:
        raise Mistake(str(error), hint) from error


def _known(name: str, known: Any, what: str) -> str:
    if name not in known:
        raise Mistake(f"there is no {what} {name!r}", closest(name, known))
    return name


def _listed(text: str | None) -> list[str] | None:
    return None if text is None else [word.strip() for word in text.split(",") if word.strip()]


def _keyword(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise Mistake(f"--kw {text} is no NAME=VALUE", "such as --kw beta=1")
    return name, _value(value)


def _value(text: str) -> Any:
    """A number, true, false, none, or the text itself; nothing is evaluated."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return _WORDS.get(text.lower(), text)


def _memory(text: str) -> int | None:
    if text.lower() == "none":
        return None
    unit = text[-1:].upper()
    number = text[:-1] if unit in _BYTES and unit else text
    if not number.isdecimal():
        raise Mistake(f"--memory {text} is no amount", "write 512M, 2G, or none")
    return int(number) * _BYTES.get(unit, 1)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is being swept, on one line of stderr where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("checking", spinner="line") as status:
        yield lambda now: status.update(f"sweeping {now}")


def _with_progress(settings: Settings, advance: Callable[[str], None]) -> Settings:
    from dataclasses import replace

    return replace(settings, progress=advance)
