"""Figures, measured and printed, never asserted: python -m bench.path FILE."""
