"""What a function did besides returning values: one line for each thing, over the formats."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.report.terminal.screen import Part, Screen
from stabcheck.target.report import Incident

__all__ = ["FAULTS", "show_incidents"]

#: What is said of each kind of incident; a kind that is not here is said as it is.
TITLES = {"not taken": "does not take", "refuted point": "wrong where refuted"}
#: What a function that is at fault has done, in the sentence that sums a check up.
FAULTS = {
    "raised": "raised",
    "exited": "exited",
    "crashed": "crashed",
    "hung": "hung",
    "memory": "ran out of memory",
    "wrong shape": "returned a wrong shape",
    "wrong dtype": "returned no floats",
    "modified its input": "modified its input",
    "depends on the batch": "depends on the batch",
    "depends on the layout": "depends on the layout",
    "refuted point": "is wrong where it is refuted",
}


def show_incidents(incidents: Sequence[Incident], screen: Screen) -> None:
    """Print faults first, then what is only told; what happened in several formats once."""
    if not incidents:
        return
    gathered: dict[tuple[str, str], list[Incident]] = {}
    for incident in sorted(incidents, key=lambda each: not each.is_fault):
        gathered.setdefault((incident.kind, incident.what), []).append(incident)
    screen.blank()
    for same in gathered.values():
        screen.hanging(_title(same[0]), *_told(same), indent=2)


def _title(incident: Incident) -> Part:
    title = TITLES.get(incident.kind, incident.kind)
    if incident.is_fault:
        return (f"✗ {title}  ", "bold red")
    return (f"{title}  ", "yellow")


def _told(same: Sequence[Incident]) -> list[Part]:
    first = same[0]
    formats = ", ".join(dict.fromkeys(incident.format for incident in same))
    count = sum(incident.count for incident in same)
    at = f" at {first.arguments}" if first.arguments else ""
    more = f" and {count - 1:,} more inputs" if count > len(same) and at else ""
    return [first.what, (f"{at}{more}   in {formats}", "dim")]
