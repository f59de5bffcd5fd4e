"""A sensitivity that a test states, where the engine evaluates the page's."""

from __future__ import annotations

from typing import Any


class Known:
    """S at each point, known beforehand."""

    def __init__(self, values: Any) -> None:
        self.at = values.__getitem__
