"""Reductions: one value, or one vector, of a whole vector."""
