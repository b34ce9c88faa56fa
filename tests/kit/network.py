"""A network between us and a server that can be cut, frozen, slowed and taken down."""

import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

# Closing sends a reset, as a firewall does that has forgotten the connection.
_RESET = struct.pack("ii", 1, 0)
_CHUNK = 1 << 16


class Network:
    """Listens on `port` and carries bytes to a server and back, on threads of its own.

    `before(from_us, bytes)` is asked before bytes are carried: it may cut, freeze or wait. True
    from it loses those bytes and the connection.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._open: list[tuple[socket.socket, socket.socket]] = []
        self._lock = Lock()
        self._flows = Event()
        self._flows.set()
        self.before: Callable[[bool, bytes], bool] = lambda *_: False
        self.carried = 0
        self._listen(0)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def cut(self) -> None:
        """Break every connection there is, at once."""
        with self._lock:
            for pair in self._open:
                _break(pair)
            self._open.clear()

    def freeze(self) -> None:
        """From now on nothing arrives, and nobody is told."""
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def take_down(self) -> None:
        """There is no server any more: connections are refused."""
        port = self.port
        self._listener.close()
        self.cut()
        self._down = port

    def bring_up(self) -> None:
        self._listen(self._down)

    def close(self) -> None:
        self._listener.close()
        self._flows.set()
        self.cut()

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                ours, _ = listener.accept()
                pair = ours, socket.create_connection(self._server)
                with self._lock:
                    self._open.append(pair)
                for from_us in (True, False):
                    Thread(target=self._carry, args=(pair, from_us), daemon=True).start()

    def _carry(self, pair: tuple[socket.socket, socket.socket], from_us: bool) -> None:  # noqa: FBT001
        start, end = pair if from_us else pair[::-1]
        with suppress(OSError):  # cut
            while found := start.recv(_CHUNK):
                self._flows.wait()
                with self._lock:
                    self.carried += 1
                if self.before(from_us, found):
                    break
                end.sendall(found)
        with self._lock:
            _break(pair)


def _break(pair: tuple[socket.socket, socket.socket]) -> None:
    for end in pair:
        with suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            end.shutdown(socket.SHUT_RDWR)
        end.close()
