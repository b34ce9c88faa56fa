"""Every command the operator can give. Each imports what it needs when given: help is quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import console
from bot.cli.chinese import Command, Group, refusal
from bot.cli.endings import FAILED, WRONG_USAGE, told

_START, _WORK, _LOOK = "启动", "办事", "查看"

app = typer.Typer(
    cls=Group,
    help="小格：住在微信网格群里的社区助手。",
    epilog="退出码：0 办成了，1 没办成，2 说法或配置不对。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it would show the values of variables: what people said
    context_settings={"help_option_names": ["--help", "-h"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
Times = Annotated[
    Path | None,
    typer.Option("--times", metavar="文件", help="每行一条时间说法和它的意思（JSONL）。"),
]
Threads = Annotated[
    Path | None, typer.Option("--threads", metavar="文件", help="每行一段对话（JSONL）。")
]
Silence = Annotated[
    Path | None, typer.Option("--silence", metavar="文件", help="每行一句平常话。")
]
Folds = Annotated[
    int | None,
    typer.Option("--folds", metavar="组数", min=2, max=12, help="不用文件，拿没学过的语料考。"),
]


@app.callback()
def configure(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="文件",
            envvar="XIAOGE_CONFIG",
            show_envvar=False,
            help="用哪份配置，也可以写在环境变量 XIAOGE_CONFIG 里。"
            "都不写就用 run.py 旁边的 config.toml。",
        ),
    ] = None,
) -> None:
    context.obj = config


@app.command(cls=Command, rich_help_panel=_START)
@told
def demo(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, metavar="端口", help="网页的端口。")
    ] = None,
) -> None:
    """打开演示：一个虚构的社区，在网页里试用全部功能，不连微信。"""
    from bot.cli import opening, start

    start.demo(opening.settings(context.obj), port)


@app.command(cls=Command, rich_help_panel=_START)
@told
def run(context: typer.Context) -> None:
    """正式运行：连上微信网关，按配置服务各个社区。"""
    from bot.cli import opening, start

    start.serve(opening.settings(context.obj))


@app.command(cls=Command, rich_help_panel=_START)
@told
def init(
    context: typer.Context,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不提问，全用默认值。")] = False,
    force: Annotated[bool, typer.Option("--force", help="已有配置也覆盖。")] = False,
) -> None:
    """问几个问题，写出一份带说明的 config.toml。"""
    from bot.cli.init import write

    write(context.obj, ask=not yes, force=force)


@app.command(name="do", cls=Command, rich_help_panel=_WORK)
@told
def order(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="指令", help='如 "/办结 C9 换了角阀"，写在引号里。')
    ],
    community: Annotated[
        str, typer.Option(metavar="社区", help="在哪个社区办，不写就是第一个。")
    ] = "",
) -> None:
    """以管理员的身份办一条指令，像在私聊里发给小格一样。先停掉正在运行的小格。"""
    from bot.cli import opening
    from bot.cli.order import Given, give

    match give(opening.settings(context.obj), " ".join(words), community):
        case Given.REFUSED:
            raise typer.Exit(FAILED)
        case Given.UNKNOWN:
            raise typer.Exit(WRONG_USAGE)


@app.command(cls=Command, rich_help_panel=_WORK)
@told
def backup(
    context: typer.Context,
    target: Annotated[
        Path | None,
        typer.Argument(metavar="[文件]", help="不写就存到数据文件夹的 backups 里，以时间为名。"),
    ] = None,
) -> None:
    """备份数据库并检查备份；运行当中也可以做，从不覆盖已有的文件。"""
    from bot.cli import opening
    from bot.cli.backup import back_up_to

    back_up_to(opening.settings(context.obj), target)


@app.command(cls=Command, rich_help_panel=_WORK)
@told
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="backup 做的备份。")],
    *,
    only_verify: Annotated[
        bool, typer.Option("--verify", help="只试着恢复一遍，看备份能不能用，什么也不改。")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="已经有数据库也恢复，原来的改名留着。")
    ] = False,
    to: Annotated[
        str, typer.Option(metavar="数据库", help="恢复到哪个数据库，不写就是配置里的。")
    ] = "",
) -> None:
    """用备份恢复数据库，备份以后撤回的话不会回来。先停掉正在运行的小格。"""
    from bot.cli import databases, opening
    from bot.cli.restore import restore as put_back
    from bot.cli.restore import verify

    settings = opening.settings(context.obj)
    if only_verify:
        verify(settings, file)
        return
    with databases.readable():
        url = databases.url_of(to) if to else settings.database_url
    put_back(settings, file, url, replace=replace)


@app.command(cls=Command, rich_help_panel=_WORK)
@told
def move(
    context: typer.Context,
    here: Annotated[str, typer.Argument(metavar="从", help="现在的数据库，如 data/xiaoge.db。")],
    there: Annotated[
        str, typer.Argument(metavar="到", help="空的数据库，如 postgresql://xiaoge@主机/库名。")
    ],
    *,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="不接着上次的搬：清掉搬了一半的，从头来。")
    ] = False,
) -> None:
    """把全部数据搬到另一个数据库，SQLite 和 PostgreSQL 之间也行；断了再运行就接着搬。"""
    from bot.cli import databases, opening
    from bot.cli.move import move as carry_over

    settings = opening.settings(context.obj)
    with databases.readable():
        ends = databases.url_of(here), databases.url_of(there)
    carry_over(settings, *ends, afresh=afresh)


@app.command(cls=Command, rich_help_panel=_LOOK)
def doctor(context: typer.Context, *, as_json: AsJson = False) -> None:
    """检查机器、配置、数据和网关，每一项都说下一步做什么。"""
    from bot.cli.doctor import report

    raise typer.Exit(report(context.obj, as_json=as_json))


@app.command(cls=Command, rich_help_panel=_LOOK)
@told
def replay(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="文件…", help="Markdown 文件，写法见 docs/scenarios.md。"),
    ],
    *,
    database: Annotated[
        str,
        typer.Option(
            metavar="网址",
            help="在这台 PostgreSQL 上放，如 postgresql+psycopg://用户@主机/库；另建一个库，放完就删。",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """重放验收场景，每个场景一行结果，最后一行是总数。"""
    from bot.cli.replay import Unreadable, report

    try:
        passed = report(files, database=database, as_json=as_json)
    except Unreadable as error:
        console.say(str(error))
        raise typer.Exit(WRONG_USAGE) from None
    if not passed:
        raise typer.Exit(FAILED)


@app.command(cls=Command, rich_help_panel=_WORK)
@told
def train(
    context: typer.Context,
    *,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="只用自带的语料，改写程序自带的耳朵（开发用）。")
    ] = False,
) -> None:
    """用自带的语料和工作人员纠正过的话，重新学一遍怎么听。"""
    from bot.cli import opening, train

    if shipped:
        train.shipped()
    else:
        train.from_lessons(opening.settings(context.obj))


@app.command(name="eval", cls=Command, rich_help_panel=_LOOK)
@told
def evaluate(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[文件]", help="每行一句标好的话（JSONL）。")
    ] = None,
    times: Times = None,
    threads: Threads = None,
    silence: Silence = None,
    folds: Folds = None,
    *,
    as_json: AsJson = False,
) -> None:
    """用写好答案的话考一考小格听得对不对，列出对错。"""
    from bot.cli import eval

    given = {"lines": file, "times": times, "threads": threads, "silence": silence}
    chosen = [(kind, path) for kind, path in given.items() if path is not None]
    if len(chosen) + (folds is not None) != 1:
        raise typer.BadParameter("写一个文件名，或 --times、--threads、--silence、--folds 之一。")
    if folds is not None:
        return eval.report_folds(folds, as_json=as_json)
    try:
        eval.report(*chosen[0], context.obj, as_json=as_json)
    except eval.Unreadable as error:
        console.say(str(error))
        raise typer.Exit(WRONG_USAGE) from None


@app.command(cls=Command, rich_help_panel=_LOOK)
def words() -> None:
    """列出小格会说的每一句话；抄到配置的 wording 一节就能改。"""
    from bot.cli.words import listed

    console.put(listed())


@app.command(cls=Command, rich_help_panel=_LOOK)
def version() -> None:
    """版本号。"""
    from bot.cli.version import version_line

    console.put(version_line())


def main() -> None:
    """Do what the command line says, and exit."""
    console.speak_utf8()
    try:
        code = app(prog_name="python3 run.py", standalone_mode=False)
    except typer.TyperException as error:
        console.say(refusal(error))
        code = WRONG_USAGE
    except typer.Abort:
        code = FAILED
    sys.exit(code or 0)
