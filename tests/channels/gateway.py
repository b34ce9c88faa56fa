"""The official Node gateway with the mock puppet, as a process, and its control port."""

import asyncio
import base64
import json
import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "wechaty_gateway"
TOKEN = "local-test-token"
ROOM, OTHER_ROOM, WORK_ROOM = (
    "19900000003@chatroom",
    "19900000004@chatroom",
    "19900000005@chatroom",
)
BOT, WANG, LI, LIU, ZHOU = "wxid_bot", "wxid_wang", "wxid_li", "wxid_liu", "wxid_zhou"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Gateway:
    """One process. It keeps its ports over a restart, and ends when the tests do."""

    def __init__(self) -> None:
        self.port, self.control = free_port(), free_port()
        self.endpoint = f"127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        ports = ["--port", str(self.port), "--control", str(self.control)]
        self.process = subprocess.Popen(
            ["node", "gateway.mjs", *ports, "--token", TOKEN, "--exit-with-stdin"],
            cwd=FOLDER,
            env={**os.environ, "WECHATY_LOG": "silent"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:  # ends by itself when the process dies
            if '"ready":true' in line:
                return
        raise RuntimeError(f"the gateway ended with code {self.process.wait()}")

    def kill(self) -> None:
        self.process.kill()  # this process, by its id
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def do(self, action: str, **arguments: object) -> Any:
        """Let something happen, or ask; waits for the answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.control}/{action}", data=json.dumps(arguments).encode()
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["result"]

    def say(self, who: str, to: str, text: str, mention: tuple[str, ...] = ()) -> str:
        return str(self.do("say", **{"from": who, "to": to, "text": text, "mention": mention}))

    def send(self, who: str, to: str, name: str, content: bytes) -> str:
        encoded = base64.b64encode(content).decode()
        return str(self.do("file", **{"from": who, "to": to, "name": name, "base64": encoded}))

    def recall(self, who: str, room: str, id: str) -> str:
        return str(self.do("recall", **{"from": who, "to": room, "id": id}))

    def content(self, id: str) -> bytes:
        return base64.b64decode(self.do("content", id=id))

    @property
    def now(self) -> int:
        """How many events there were."""
        return int(self.do("state")["events"])

    async def said(self, since: int, **fields: object) -> dict[str, Any]:
        """The bot's first message after event number `since` that has these fields."""
        return await self.happened(since, what="message", bot=True, **fields)

    async def happened(self, since: int, **fields: object) -> dict[str, Any]:
        """The first event after number `since` that has these fields, as soon as there is one."""
        found = await asyncio.to_thread(self.do, "next", since=since, match=fields)
        assert isinstance(found, dict)
        return found

    def texts(self, since: int) -> list[str]:
        """Everything the bot has said after event number `since`."""
        events = self.do("events", since=since)
        return [e["text"] for e in events if e["what"] == "message" and e["bot"]]
