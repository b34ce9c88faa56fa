"""Help and refusals of the command line in Chinese: typer itself says them in English only."""

import re
from collections.abc import Mapping

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

_USAGE: Mapping[str, str] = {
    "Usage:": "用法：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "指令 …",
}
_WRONG = "Invalid value for '(.*?)': Input should be"
_REFUSALS: Mapping[str, str] = {
    r"No such command '(.*?)'": "没有 {} 这个指令。",
    r"No such option: (\S+)": "没有 {} 这个选项。",
    r"Missing command": "还要写一个指令。",
    r"Missing \w+ '(.*?)…?'": "还要写{}。",
    r"Got unexpected extra argument\(?s?\)? \((.*)\)": "多写了 {}。",
    r"Option '(.*?)' requires an argument": "{} 后面要写一个值。",
    r"Option '(.*?)' does not take a value": "{} 后面不写值。",
    rf"{_WRONG} a valid integer": "{} 要写整数。",
    rf"{_WRONG} less than or equal to (\S+)": "{} 不能大于 {}。",
    rf"{_WRONG} greater than or equal to (\S+)": "{} 不能小于 {}。",
}


class Chinese:
    """Mixed into what typer makes, this says the headings and the line on --help."""

    def get_usage(self, ctx: typer.Context) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # typer's, mixed in
        for english, chinese in _USAGE.items():
            usage = usage.replace(english, chinese)
        return usage

    def get_params(self, ctx: typer.Context) -> list[typer.core.TyperOption | TyperArgument]:
        params = super().get_params(ctx)  # type: ignore[misc]  # typer's, mixed in
        for param in params:
            param.rich_help_panel = "参数" if isinstance(param, TyperArgument) else "选项"
            if param.name == "help":
                param.help, param.metavar = "看这份说明。", " "
        return params  # type: ignore[no-any-return]  # what typer gave us


class Command(Chinese, TyperCommand):  # type: ignore[misc]  # its context is typer.Context
    """One command."""


class Group(Chinese, TyperGroup):  # type: ignore[misc]  # its context is typer.Context
    """All of them."""


def refusal(error: typer.TyperException) -> str:
    """What was said wrongly, and where it says how; as typer put it, if we know no better.

    Nothing, if typer has shown the help instead.
    """
    message = error.format_message()
    if not message:
        return ""
    for pattern, sentence in _REFUSALS.items():
        found = re.match(pattern, message)
        if found is not None:
            message = sentence.format(*found.groups())
            break
    context = getattr(error, "ctx", None)
    program = context.command_path if context is not None else "python3 run.py"
    return f"{message}\n怎么写：{program} --help"
