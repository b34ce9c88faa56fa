"""What doctor looks at in the database: whether it is sound, ours, and what went wrong in it."""

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from bot.cli.finding import Finding, broken, warning, well
from bot.cli.opening import brief
from bot.settings import Settings
from storage.engine import open_reader
from storage.health import Health, examine
from storage.schema_version import HEAD, UNFINISHED, version

_WHAT = "数据库"


def look(settings: Settings) -> Iterator[Finding]:
    """Everything about the database; nothing is made or changed."""
    file, name = settings.database_file, settings.database_name
    if file and not file.is_file():
        yield well(_WHAT, f"{name} 还没有，第一次启动时建立")
        return
    engine = open_reader(settings.database_url)
    try:
        with engine.connect() as connection:
            health, step = examine(connection), version(connection)
    except DBAPIError as error:
        step = "用备份恢复，见 docs/running.md" if file else "看看它开着没有，地址和密码对不对"
        yield broken(_WHAT, f"{name} 打不开（{brief(error)}）", step)
        return
    finally:
        engine.dispose()
    yield soundness(name, health, file.stat().st_size if file else None)
    yield from (warning(_WHAT, what, "请在服务器上打开") for what in health.unsafe)
    yield tables(health) if step is None or step <= HEAD else newer(step)
    yield from troubles(health)


def soundness(name: str, health: Health, size: int | None) -> Finding:
    """`size` is in bytes; None for a server's, which is not ours to look into."""
    if health.complaint:
        state = f"{name} 已损坏（{health.complaint}）"
        return broken(_WHAT, state, "停下小格，用备份恢复，见 docs/running.md")
    if size is None:
        return well(_WHAT, f"{name} 能用")
    return well(_WHAT, f"{name} 完好，{size / 2**20:.1f} MB")


def tables(health: Health) -> Finding:
    """Missing tables are made at the next start; missing columns are another version's."""
    what = "表结构"
    columns = [name for name in health.missing if "." in name]
    if columns:
        state = f"和程序的版本不一致，缺 {'、'.join(columns)}"
        return broken(what, state, "先备份，再按 docs/running.md 升级")
    if health.missing:
        state = f"缺 {len(health.missing)} 张表"
        return warning(what, state, "下次启动时自动补上，不用做什么")
    return well(what, "和程序一致")


def newer(step: str) -> Finding:
    """The tables are those of a version that is newer than we are, or not all there yet."""
    if step == UNFINISHED:
        return broken("表结构", "还没有搬完", "把 move 的那条指令再运行一次，就接着搬")
    state = f"比程序新（{step}），这一版不认识"
    return broken("表结构", state, "升级程序，或者恢复升级前的备份，见 docs/running.md")


def troubles(health: Health) -> Iterator[Finding]:
    """What the bot could not do, and will not try again by itself."""
    if health.missing or health.complaint:
        return
    for what, count, step in (
        ("没办成的定时任务", health.failed_jobs, "看日志里的 job failed"),
        ("没处理成的消息", health.failed_messages, "看日志里的 message failed"),
        ("不知道发没发出的消息", health.doubtful, "到群里核对，没有就补发"),
    ):
        yield warning(what, f"{count} 件", step) if count else well(what, "没有")
