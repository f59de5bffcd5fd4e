"""stabcheck proves identities, sweeps floats, and says exactly what was established."""
