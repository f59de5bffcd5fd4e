"""What a check is told: how to call the function, what to hold it to, and within which bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypedDict

from stabcheck.target.report import CHECKED, DEFAULT_REQUIRE

__all__ = ["AUTODIFF", "CheckOptions", "Options", "Settings", "settings_from"]

DEFAULT_TIMEOUT_SECONDS = 10.0
DEFAULT_MEMORY_BYTES = 4 << 30
#: The gradient that is asked of the library's own autodiff.
AUTODIFF = "autodiff"


@dataclass(frozen=True)
class Options:
    """What a user has said of how the function is called; the rest is left to the dry run.

    ``args`` names the quantity's arguments in the function's order, ``axis`` is passed on by the
    name the function has for it, ``keywords`` as they are.  ``rows`` asks for 2-D arrays,
    ``reduction`` says that the function returns the mean or the sum of its batch, ``scalar`` that
    it takes Python floats, ``sign`` −1 that it is asked at −x.
    """

    args: tuple[str, ...] | None = None
    axis: int | None = None
    keywords: Mapping[str, Any] = field(default_factory=dict)
    rows: bool = False
    reduction: Literal["mean", "sum"] | None = None
    scalar: bool = False
    sign: int = 1


@dataclass(frozen=True)
class Settings:
    """What a check is to do; everything has a default.

    ``formats`` empty are the four of the catalogue that the function takes; ``probes`` empty are
    the standard ones.  ``max_ulp`` is t, None for that of `stabcheck.target.tolerance`;
    ``approximates`` is the error that the function declares, relative to the larger of the scale
    and the truth.  ``gradient`` is ``autodiff``, or the name
    of a function that computes it; ``against`` the name of another implementation.
    ``timeout_seconds`` is for one call, and ``memory_bytes`` what all of them may use besides what
    importing the function takes.  ``path`` goes in front of the worker's module path.
    """

    options: Options = field(default_factory=Options)
    formats: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    require: tuple[str, ...] = DEFAULT_REQUIRE
    max_ulp: float | None = None
    approximates: float | None = None
    library: str | None = None
    gradient: str | None = None
    against: str | None = None
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    memory_bytes: int | None = DEFAULT_MEMORY_BYTES
    path: tuple[str, ...] = ()
    progress: Callable[[str], None] = lambda _: None


class CheckOptions(TypedDict, total=False):
    """The keyword arguments of `stabcheck.check`; see `Settings` and `Options`."""

    args: Sequence[str] | None
    axis: int | None
    keywords: Mapping[str, Any]
    rows: bool
    reduction: Literal["mean", "sum"] | None
    scalar: bool
    sign: int
    formats: Sequence[str]
    probes: Sequence[str]
    require: Sequence[str]
    max_ulp: float | None
    approximates: float | None
    library: str | None
    gradient: str | None
    against: str | None
    timeout_seconds: float
    memory_bytes: int | None
    path: Sequence[str]
    progress: Callable[[str], None]


def settings_from(given: CheckOptions) -> Settings:
    """The settings that keyword arguments spell; raises ValueError for what they may not be."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list | tuple) else value
        for name, value in given.items()
    }
    own = {each.name for each in fields(Options)}
    unknown = set(values) - own - {each.name for each in fields(Settings)}
    if unknown:
        raise TypeError(f"check() takes no {', '.join(sorted(unknown))}")
    if "gradient" in values.get("require", ()) and not values.get("gradient"):
        values["gradient"] = AUTODIFF
    options = Options(**{name: value for name, value in values.items() if name in own})
    settings = Settings(
        options=options, **{name: value for name, value in values.items() if name not in own}
    )
    _validate(settings)
    return settings


def _validate(settings: Settings) -> None:
    strange = [name for name in settings.require if name not in CHECKED]
    if strange:
        raise ValueError(f"there is no contract {strange[0]!r}: there are {', '.join(CHECKED)}")
    if settings.options.sign not in (1, -1):
        raise ValueError("the sign is 1 or -1")
    if settings.max_ulp is not None and not settings.max_ulp > 0:
        raise ValueError("max_ulp is more than 0")
    if settings.approximates is not None and not 0 < settings.approximates < 1:
        raise ValueError("the declared error lies between 0 and 1")
    if not settings.timeout_seconds > 0:
        raise ValueError("the timeout is more than 0 seconds")
