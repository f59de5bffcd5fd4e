"""What a sheet says that cannot be read: one sentence, for the list of what was not read."""

from __future__ import annotations

__all__ = ["NotRead"]


class NotRead(ValueError):
    """Mathematics that was seen and not understood; the message says why."""
