"""Logarithms and exponentials of which the plain formula loses what is small."""
