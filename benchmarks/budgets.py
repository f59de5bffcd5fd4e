"""Times what a user waits for against its budget, and exits 1 where one is exceeded."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

STABCHECK = str(Path(sys.executable).with_name("stabcheck"))
TRIES = 5


@dataclass(frozen=True)
class Budget:
    """A command and how many seconds it may take: on the clock, or of CPU in the best of a few."""

    name: str
    command: list[str]
    seconds: float
    cpu_tries: int = 0


def measure(command: list[str], tries: int, *, is_cpu_time: bool) -> float:
    """The least seconds, of a few tries, that ``command`` takes."""
    return min(_once(command, is_cpu_time=is_cpu_time) for _ in range(tries))


def _once(command: list[str], *, is_cpu_time: bool) -> float:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu if is_cpu_time else wall


def budgets() -> list[Budget]:
    """Every budget; that of ``--help`` is a multiple of what click itself takes."""
    click_alone = measure([sys.executable, "-c", "import click"], TRIES, is_cpu_time=True)
    return [
        Budget("stabcheck --help, CPU", [STABCHECK, "--help"], 1.5 * click_alone, TRIES),
        Budget("stabcheck list", [STABCHECK, "list"], 2),
        Budget("stabcheck prove, CPU", [STABCHECK, "prove"], 15, 2),
        Budget("stabcheck ci", [STABCHECK, "ci"], 90),
    ]


def main() -> int:
    """Measure and print every budget; 1 where one is exceeded."""
    print(f"{os.cpu_count()} CPUs, Python {sys.version.split()[0]}")
    exceeded = 0
    for budget in budgets():
        tries, is_cpu_time = budget.cpu_tries or 1, budget.cpu_tries > 0
        seconds = measure(budget.command, tries, is_cpu_time=is_cpu_time)
        exceeded += seconds > budget.seconds
        verdict = "over" if seconds > budget.seconds else "within"
        print(f"{budget.name:<24} {seconds:7.3f} s  {verdict} {budget.seconds:.3f} s")
    return min(exceeded, 1)


if __name__ == "__main__":
    sys.exit(main())
