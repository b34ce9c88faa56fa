"""How well things are understood: files of cases scored, as values."""
