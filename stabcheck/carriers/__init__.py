"""The kinds of number a formula is run on: symbols, balls, rounded and recording floats."""
