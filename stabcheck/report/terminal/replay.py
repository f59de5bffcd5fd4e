"""``stabcheck sweep … --at BITS`` on the terminal: every operation beside its exact value."""

from __future__ import annotations


def show_replay(replay, screen):
    raise NotImplementedError
