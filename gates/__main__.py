"""python -m gates check | test | lock; run.py calls it when everything is installed."""

import sys

from gates.checks import check
from gates.everything import test
from gates.locks import lock

GATES = {"check": check, "test": test, "lock": lock}

if __name__ == "__main__":
    gate, *arguments = sys.argv[1:]
    sys.exit(GATES[gate](arguments))
