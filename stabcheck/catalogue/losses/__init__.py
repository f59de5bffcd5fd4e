"""Losses: what a model is trained on."""
