"""Means, variances and norms, and what is divided by them."""
