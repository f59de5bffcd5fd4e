"""What reading a sheet established, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stabcheck.proof import Counterexample

__all__ = ["Misprint", "Remark", "SheetItem", "SheetResult", "SheetVerdict"]

SheetVerdict = Literal["PROVED", "REFUTED", "UNDECIDED", "DEFINITION", "CHOICE", "NOT READ"]


@dataclass(frozen=True)
class SheetItem:
    """One equality of a sheet: as it is written (``source``), as it was understood, its verdict.

    ``line`` counts from 1 and is where the equality sign stands; ``problem`` is the heading it
    stands under.  ``conditions`` are what the proof needs and nobody stated (``C > 0``);
    ``given`` are the sheet's own hypotheses it relies on, each with its line.  ``unlinked`` is
    set for two formulas that stand side by side without an equality sign.
    """

    line: int
    problem: str
    source: str
    understood: str
    verdict: SheetVerdict
    note: str = ""
    conditions: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    unlinked: bool = False


@dataclass(frozen=True)
class Misprint:
    """A term that breaks its chain while its two neighbours agree without it.

    ``meant`` is the term with one sign turned that would fit, or empty where none does.
    """

    line: int
    problem: str
    source: str
    understood: str
    neighbours: tuple[str, str]
    meant: str = ""


@dataclass(frozen=True)
class Remark:
    """What a careful reader would mention, though no equality fails by it."""

    line: int
    problem: str
    text: str


@dataclass(frozen=True)
class SheetResult:
    """All equalities of a sheet in the order of its lines, its misprints, and the remarks."""

    name: str
    items: tuple[SheetItem, ...]
    misprints: tuple[Misprint, ...]
    remarks: tuple[Remark, ...]
    seconds: float

    def having(self, verdict: SheetVerdict) -> tuple[SheetItem, ...]:
        """The items with this verdict."""
        return tuple(item for item in self.items if item.verdict == verdict)
