"""x"""
from contextlib import nullcontext
NAMES: tuple[str, ...] = ()
def planted(name: str): return nullcontext()
