"""A user's own function: put to the proof engine, and swept on its own library's arrays."""
