"""How well messages are understood, measured on labelled ones: `python -m bot eval`."""
