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
#: The pages that most people have heard of.
SIX = ("sigmoid", "tanh", "softmax", "logsumexp", "bce", "bce_with_logits")
#: So many programs that run before we do are a noise.
BUSY = 0.5


@dataclass(frozen=True)
class Budget:
    """A command and how many seconds it may take: on the clock, or of CPU in the best of a few."""

    name: str
    command: list[str]
    seconds: float
    cpu_tries: int = 0


def measure(command: list[str], tries: int) -> tuple[float, float]:
    """The least seconds on the clock, and of CPU, that ``command`` takes in a few tries."""
    walls, cpus = zip(*(_once(command) for _ in range(tries)), strict=True)
    return min(walls), min(cpus)


def _once(command: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def budgets() -> list[Budget]:
    """Every budget; that of ``--help`` is a multiple of what click itself takes."""
    _, click_alone = measure([sys.executable, "-c", "import click"], TRIES)
    return [
        Budget("stabcheck --help", [STABCHECK, "--help"], 1.5 * click_alone, TRIES),
        Budget("stabcheck list", [STABCHECK, "list"], 2),
        Budget("stabcheck prove", [STABCHECK, "prove"], 20, 2),
        Budget("stabcheck sweep of 6 pages", [STABCHECK, "sweep", *SIX], 10),
        Budget("stabcheck ci", [STABCHECK, "ci"], 90),
    ]


def main() -> int:
    """Measure and print every budget; 1 where one is exceeded."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    print(f"{cores} CPUs, load {load:.1f}, Python {sys.version.split()[0]}")
    if load > BUSY:
        print("other programs are running: what the clock says is theirs, too")
    print(f"{'':<26} {'clock':>9} {'CPU':>9}")
    exceeded = 0
    for budget in budgets():
        wall, cpu = measure(budget.command, budget.cpu_tries or 1)
        seconds, of_what = (cpu, "CPU") if budget.cpu_tries else (wall, "clock")
        exceeded += seconds > budget.seconds
        verdict = "over" if seconds > budget.seconds else "within"
        said = f"{verdict} {budget.seconds:.3g} s of {of_what}"
        print(f"{budget.name:<26} {wall:7.2f} s {cpu:7.2f} s  {said}", flush=True)
    return min(exceeded, 1)


if __name__ == "__main__":
    sys.exit(main())
