"""A project made by hand: a module with a sound and a broken function, and a pyproject.toml."""

from __future__ import annotations

from pathlib import Path

MODULE = """\
import numpy as np


def sound(x):
    return np.where(x < 0, np.exp(-np.abs(x)), 1) / (1 + np.exp(-np.abs(x)))


def broken(x):
    e = np.exp(x)
    return e / (1 + e)
"""

TABLE = """\
[tool.stabcheck]
formats = ["float16"]
max-ulp = 8
"""


def check(function: str, *lines: str) -> str:
    """A check of one function as the sigmoid, with more lines."""
    entry = f'[[tool.stabcheck.check]]\nfunction = "{function}"\nas = "sigmoid"\n'
    return entry + "".join(f"{line}\n" for line in lines)


def make_project(folder: Path, *checks: str, module: str = "hand_made") -> Path:
    """A project in ``folder`` with these checks; ``module`` is the name its functions live in."""
    (folder / f"{module}.py").write_text(MODULE, encoding="utf-8")
    (folder / "pyproject.toml").write_text(TABLE + "".join(checks), encoding="utf-8")
    return folder


EXCUSED = (
    'expect-fail = { range = "eˣ overflows", absolute = "and so is nan", special = "inf/inf" }'
)
