"""Entropies and divergences: what information theory measures."""
