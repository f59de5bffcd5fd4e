"""Libraries that a test needs: where one is not installed, the test is skipped and says so."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

__all__ = ["with_library"]


def with_library(name: str) -> Any:
    """The library's name as a parameter of a test."""
    is_missing = importlib.util.find_spec(name) is None
    skip = pytest.mark.skipif(is_missing, reason=f"{name} is not installed")
    return pytest.param(name, marks=skip)
