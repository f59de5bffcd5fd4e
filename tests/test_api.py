"""The public interface: three names, loaded when first asked for."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import stabcheck


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import stabcheck` brings in neither NumPy nor SymPy."""
    code = "import sys, stabcheck; print({'numpy', 'sympy', 'flint'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_claims_are_proved_by_name_and_glob() -> None:
    """`prove` takes names and globs, and gives results in the catalogue's order."""
    names = [result.name for result in stabcheck.prove("lse-shift*")]
    assert names == ["lse-shift", "lse-shift-max"]
    assert all(result.verdict == "PROVED" for result in stabcheck.prove("lse-shift*"))


def test_a_sweep_is_run_by_name() -> None:
    """`sweep` gives one result for each form, format and probe."""
    (result,) = stabcheck.sweep("sigmoid", forms=["naive"], formats=["float16"])
    assert (result.quantity, result.form, result.format) == ("sigmoid", "naive", "float16")


def test_what_matches_nothing_is_an_error() -> None:
    """A pattern without a match raises, for claims and for quantities."""
    with pytest.raises(LookupError, match="no-such-claim"):
        stabcheck.prove("no-such-claim")
    with pytest.raises(LookupError, match="no-such-page"):
        stabcheck.sweep("no-such-page")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy module behaves as a module does."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = stabcheck.nothing
    assert stabcheck.__version__.count(".") == 2


def test_a_sweep_may_walk_every_float_on_any_executor() -> None:
    """Exhaustive in 16 bits, long vectors too; float64 is walked as ever; threads do as well."""
    line = ("logsumexp",)
    how = {"forms": ["naive"], "probes": ["(s, ..., s) n=100"], "formats": ["float16", "float64"]}
    with ThreadPoolExecutor(2) as threads:
        narrow, wide = stabcheck.sweep(*line, **how, exhaustive=True, executor=threads)
    assert (narrow.inputs, narrow.evidence) == (63_488, "exhaustive")
    assert wide.evidence == "certified"
