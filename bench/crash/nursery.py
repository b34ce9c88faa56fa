"""Begins lives and ends them, so that the driver need not know process ids.

A life takes two seconds to begin from nothing, most of it for reading Python and a dictionary.
Here that has been done once, and a life is a fork; every now and then one begins from nothing,
as in earnest. A dead process keeps its id until it is seen here, so that nobody else is killed.

driver ─▶ {"begin": n, "what": …, "arguments": […], "cold": false}    {"signal": n, "number": 9}
driver ◀─ {"ready": 1}    {"died": n}
"""

import argparse
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.crash import gateway, process
from bench.crash.wire import Line, packed
from handlers import routers
from nlp.segment import keep_cache_in
from nlp.understand import Understander

_LOOK_SECONDS = 0.005
_WHAT: Mapping[str, Callable[[Sequence[str]], None]] = {
    "process": process.main,
    "gateway": gateway.main,
}


@dataclass(slots=True)
class Nursery:
    """Lives by the number they were given, with their process ids."""

    log: Path
    lives: dict[int, int] = field(default_factory=dict)

    def run(self) -> None:
        """Do as told until nobody is there to tell."""
        _tell({"ready": 1})
        with os.fdopen(os.dup(0), "rb", buffering=0) as told:
            rest = b""
            while True:
                if select.select([told], [], [], _LOOK_SECONDS)[0]:
                    came = told.read(2**16)
                    if not came:
                        break
                    *whole, rest = (rest + came).split(b"\n")
                    for line in whole:
                        self._do(json.loads(line))
                self._bury()
        for pid in self.lives.values():
            os.kill(pid, signal.SIGKILL)

    def _do(self, line: Line) -> None:
        match line:
            case {"begin": n, "cold": True}:
                self.lives[n] = self._from_nothing(line["what"], line["arguments"])
            case {"begin": n}:
                self.lives[n] = self._forked(line["what"], line["arguments"])
            case {"signal": n, "number": number} if n in self.lives:
                os.kill(self.lives[n], number)

    def _bury(self) -> None:
        for n, pid in tuple(self.lives.items()):
            if os.waitpid(pid, os.WNOHANG) != (0, 0):
                del self.lives[n]
                _tell({"died": n})

    def _from_nothing(self, what: str, arguments: Sequence[str]) -> int:
        command = [sys.executable, "-m", f"bench.crash.{what}", *arguments]
        with self.log.open("ab") as log:
            born = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        born.returncode = 0  # it is buried here, and not by subprocess
        return born.pid

    def _forked(self, what: str, arguments: Sequence[str]) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            self._apart()
            _WHAT[what](arguments)
        except BaseException:  # whatever it was, this life is over
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)

    def _apart(self) -> None:
        """Have nothing in common with the nursery but what was loaded."""
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for fd, instead in ((0, nothing), (1, log), (2, log)):
            os.dup2(instead, fd)
        sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)


def _tell(line: Mapping[str, Any]) -> None:
    os.write(1, packed(line))


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.crash.nursery")
    parser.add_argument("--folder", type=Path, required=True)
    folder = parser.parse_args(arguments).folder
    keep_cache_in(folder)
    Understander(intent for router in routers() for intent in router.intents).warm_up()
    Nursery(folder / "lives.log").run()


if __name__ == "__main__":
    main(sys.argv[1:])
