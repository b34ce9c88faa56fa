"""move: everything from one database into another, from SQLite to PostgreSQL or back.

What is interrupted goes on where it stopped: the same command again.
"""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.cli import console, privacy
from bot.cli.databases import idle, listed, shown, unreachable
from bot.cli.progress import bar
from bot.errors import Fatal
from bot.settings import SQLITE, Settings
from storage.backup import OtherSchema
from storage.copying import rows
from storage.engine import file_of, open_reader, open_writer
from storage.moving import Differs, NotEmpty, OtherOrigin, begin, carry, finish

_AGAIN = "已经搬的留着；再运行一次同样的指令，就接着搬。"
_AFRESH = "同样的指令加上 --afresh，就清掉上次搬来的，从头再搬。"


def move(settings: Settings, here: str, there: str, *, afresh: bool) -> None:
    """Move everything, and put out what both hold. Raises Fatal."""
    if shown(here) == shown(there):
        raise Fatal("从哪里搬和搬到哪里是同一个数据库。")
    origin = file_of(here)
    if origin is not None and not origin.is_file():
        raise Fatal(f"没有 {origin} 这个数据库。")
    with idle(settings, here, there):
        _make_private(file_of(there))
        source, target = open_reader(here), open_writer(there)
        try:
            _carry_out(source, target, shown(here), afresh=afresh)
        except KeyboardInterrupt:
            raise Fatal(f"停在半路。{_AGAIN}") from None
        except DBAPIError as error:
            raise Fatal(f"{unreachable(there, error).message}{_AGAIN}") from None
        finally:
            source.dispose()
            target.dispose()
    file = file_of(there)
    address = f"{SQLITE}{file.absolute()}" if file else "指令里写的那个网址"
    for finding in privacy.of_restored(settings, there):
        console.say(str(finding))
    console.say(f"两边一样。要用它，把配置 [storage] database 改成 {address}，再启动小格。")


def _carry_out(source: Engine, target: Engine, origin: str, *, afresh: bool) -> None:
    there = _begun(source, target, origin, afresh=afresh)
    with source.connect() as connection:
        total = rows(connection)
    if there:
        console.say(f"接着上次的搬，已经有 {there} 行。")
    with bar("搬", total, there) as advance:
        carry(source, target, advance)
    try:
        with bar("核对", 2 * total) as advance:
            held = finish(source, target, advance)
    except Differs as error:
        raise Fatal(
            f"两边不一样（{'、'.join(error.tables)}），还不能用：搬的时候有谁改了数据。{_AFRESH}"
        ) from None
    console.put(listed(held))


def _begun(source: Engine, target: Engine, origin: str, *, afresh: bool) -> int:
    try:
        return begin(source, target, origin, afresh=afresh)
    except OtherSchema as error:
        raise Fatal(
            f"要搬的数据库的表结构（{error.found or '没有表'}）不是这一版的。"
            "先用这一版启动一次小格，再搬。"
        ) from None
    except NotEmpty:
        raise Fatal("搬到的数据库里已经有数据，没有动它。换一个空的。") from None
    except OtherOrigin:
        raise Fatal(f"搬到的数据库里有从别处搬了一半的数据，没有动它。{_AFRESH}") from None


def _make_private(file: Path | None) -> None:
    """What is in it is for its owner only."""
    if file is not None and not file.exists():
        file.touch(mode=0o600)
