"""How a command ends: its exit code, and a word to those who can do something about it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from bot.cli.console import say
from bot.errors import Fatal, Misconfigured, PortTaken

FAILED, WRONG_USAGE = 1, 2

P = ParamSpec("P")

_NEXT = "改好以后运行 python3 run.py doctor 检查；每一项的写法见 config.example.toml。"


def told(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with errors that somebody can mend told in a sentence. Others are bugs."""

    @wraps(command)
    def careful(*arguments: P.args, **options: P.kwargs) -> None:
        try:
            command(*arguments, **options)
        except Misconfigured as error:
            say("\n".join((*map(str, error.faults), _NEXT)))
            raise typer.Exit(WRONG_USAGE) from None
        except PortTaken as error:
            say(
                f"端口 {error.port} 已经有程序在用。换一个：加上 --port，或改配置里的 [web] port。"
            )
            raise typer.Exit(FAILED) from None
        except Fatal as error:
            say(error.message)
            raise typer.Exit(FAILED) from None

    return careful
