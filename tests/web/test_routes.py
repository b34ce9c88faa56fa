"""What the page answers to requests, good and bad. No browser."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from sqlalchemy.exc import OperationalError
from yarl import URL

from bot.demo import opened
from bot.observability import configure
from bot.town import DemoTown
from bot.xingfuli import FACES
from storage.store import Store
from tests.web.conftest import morning
from web.pictures import PICTURES

pytestmark = pytest.mark.asyncio(loop_scope="module")

GROUP, WORK = "居民一群", "网格工作群"


@pytest_asyncio.fixture(loop_scope="module")
async def client(town: tuple[DemoTown, str]) -> AsyncIterator[ClientSession]:
    async with ClientSession(town[1]) as session:
        yield session


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def onlooker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ClientSession]:
    """A client of one town for all who change nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('town') / 'demo.db'}"
    async with opened(url, host="127.0.0.1", port=0) as (demo, address):
        await morning(demo)
        async with ClientSession(address) as session:
            yield session


async def _said(client: ClientSession, **form: str) -> tuple[int, str]:
    fields = {"chat": GROUP, "as": "李阿姨", "text": "大家好"} | form
    async with client.post("/say", data=fields) as response:
        return response.status, await response.text()


async def test_the_page_carries_its_policy(onlooker: ClientSession) -> None:
    async with onlooker.get("/") as response:
        policy = response.headers["Content-Security-Policy"]

    assert (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:" in policy
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/static/page.css"])
async def test_it_answers(onlooker: ClientSession, path: str) -> None:
    async with onlooker.get(path) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "file",
    [
        *(f"faces/{face}.svg" for face in (*FACES.values(), "neighbour")),
        *(f"pictures/{picture}" for picture in PICTURES.values()),
    ],
)
async def test_everybody_has_a_face_and_every_picture_exists(
    onlooker: ClientSession, file: str
) -> None:
    async with onlooker.get(f"/static/{file}") as response:
        assert response.content_type == "image/svg+xml"


async def test_it_is_not_ready_without_its_database(
    onlooker: ClientSession, town: tuple[DemoTown, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: Store) -> None:
        raise OperationalError("select", {}, Exception("disk I/O error"))

    monkeypatch.setattr(Store, "reading", unreadable)
    async with onlooker.get("/readyz") as response:
        assert response.status == 503
    async with onlooker.get("/healthz") as response:
        assert response.status == 200


async def test_who_deletes_everything_of_theirs_leaves_a_page_that_goes_on(
    client: ClientSession,
) -> None:
    form = {"chat": "小雨", "as": "小雨", "text": "删除我的所有信息"}
    async with client.post("/say", data=form) as response:
        assert response.status == 200
        assert "已匿名" in await response.text()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": ""}, "先写一句话"),
        ({"text": "   \n\t "}, "先写一句话"),
        ({"text": "\x00\x07\x1b"}, "先写一句话"),
        ({"text": "长" * 100_000}, "一次最多 2000 个字"),
        ({"picture": "不是图片.exe"}, "没有这张图片"),
        ({"picture": "../../etc/passwd"}, "没有这张图片"),
    ],
)
async def test_what_cannot_be_said_is_explained(
    onlooker: ClientSession, form: dict[str, str], words: str
) -> None:
    status, page = await _said(onlooker, **form)

    assert status == 422
    assert words in page
    assert not re.search(r'class="line mine"', page)


@pytest.mark.parametrize(
    "form",
    [
        {"chat": "没有这个群"},
        {"as": "没有这个人"},
        {"chat": WORK, "as": "李阿姨"},
        {"chat": "张伟", "as": "李阿姨"},
        {"chat": "<svg onload=alert(1)>"},
    ],
)
async def test_nobody_speaks_where_they_are_not(
    onlooker: ClientSession, form: dict[str, str]
) -> None:
    status, page = await _said(onlooker, **form)

    assert status == 404
    assert "没有这个群，也没有这个人" in page
    assert "onload" not in page


async def test_control_characters_are_left_out(client: ClientSession) -> None:
    _, page = await _said(client, text="3栋\x00漏\x1b水\n第二行")

    assert "3栋漏水\n第二行" in page


async def test_markup_is_escaped(client: ClientSession) -> None:
    _, page = await _said(client, text='<svg onload=alert(1)> & "x"')

    assert "&lt;svg onload=alert(1)&gt; &amp;" in page
    assert "<svg onload" not in page


async def test_the_same_form_twice_is_one_message(client: ClientSession) -> None:
    await asyncio.gather(*(_said(client, id="1-99", text="5栋漏水了") for _ in range(5)))
    _, page = await _said(client, id="1-99", text="5栋漏水了")

    assert page.count('class="line mine"') == 1


async def test_an_id_that_is_none_is_replaced(client: ClientSession) -> None:
    await _said(client, id="x" * 500, text="第一句")
    _, page = await _said(client, id="x" * 500, text="第二句")

    assert page.count('class="line mine"') == 2


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_posts_from_elsewhere_are_refused(onlooker: ClientSession, site: str) -> None:
    fields = {"chat": GROUP, "as": "李阿姨", "text": "漏水"}
    async with onlooker.post("/say", data=fields, headers={"Sec-Fetch-Site": site}) as response:
        assert response.status == 403
    async with onlooker.get("/") as response:
        assert 'class="line mine"' not in await response.text()


@pytest.mark.parametrize("origin", ["https://example.com", "http://127.0.0.1:1", "null"])
async def test_posts_of_another_origin_are_refused(onlooker: ClientSession, origin: str) -> None:
    fields = {"chat": GROUP, "as": "李阿姨", "text": "漏水"}
    async with onlooker.post("/say", data=fields, headers={"Origin": origin}) as response:
        assert response.status == 403


async def test_posts_of_our_own_origin_are_taken(
    client: ClientSession, town: tuple[DemoTown, str]
) -> None:
    fields = {"chat": GROUP, "as": "李阿姨", "text": "大家好"}
    headers = {"Origin": town[1].rstrip("/")}
    async with client.post("/say", data=fields, headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8788", "127.0.0.1:1", "[::1]:8788"])
async def test_this_machine_may_be_called_by_its_names(onlooker: ClientSession, host: str) -> None:
    async with onlooker.get("/", headers={"Host": host}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8788", "192.168.1.7", "localhost.evil.example", "[x", ""],
)
@pytest.mark.parametrize("path", ["/", "/pulse", "/static/page.css", "/nowhere"])
async def test_what_was_sent_to_another_name_is_refused(
    onlooker: ClientSession, path: str, host: str
) -> None:
    async with onlooker.get(path, headers={"Host": host}) as response:
        assert response.status == 421


async def test_served_everywhere_it_is_found_by_number(url: str) -> None:
    async with opened(url, host="0.0.0.0", port=0) as (_, address):
        here = address.replace("0.0.0.0", "127.0.0.1")
        async with ClientSession(here) as session:
            for host, status in (("192.168.1.7:8788", 200), ("evil.example", 421)):
                async with session.get("/", headers={"Host": host}) as response:
                    assert response.status == status


@pytest.mark.parametrize(
    "line",
    [
        "GET /?as=张伟 HTTP/1.1",
        "GET http://[张伟 HTTP/1.1",
        "GET http://a:99999999/张伟 HTTP/1.1",
        "GET /?as=\x00张伟 HTTP/1.1",
        "GET /?as=张伟 HTTP/9.9",
    ],
)
async def test_what_cannot_be_read_is_refused_and_not_written_down(
    town: tuple[DemoTown, str], line: str, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(town[1]).port)
    writer.write(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
    answered = await reader.readline()
    writer.close()

    assert b" 400 " in answered
    assert caplog.text == ""


async def test_what_fails_is_written_down_without_what_was_asked(
    onlooker: ClientSession, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "张伟"

    def broken(_: Store) -> None:
        raise ValueError(asked)

    configure()
    monkeypatch.setattr(Store, "reading", broken)
    async with onlooker.get("/", params={"as": asked}) as response:
        assert response.status == 500
    logged = capfd.readouterr().err

    assert "page failed" in logged
    assert "ValueError" in logged
    assert asked not in logged


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"text=%ff%fe&chat=%ff", "application/x-www-form-urlencoded"),
        (b"text=x", "application/x-www-form-urlencoded; charset=klingon"),
        (b"not a form at all", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
    ],
)
async def test_a_form_that_is_none_is_refused(
    onlooker: ClientSession, body: bytes, kind: str
) -> None:
    async with onlooker.post("/say", data=body, headers={"Content-Type": kind}) as response:
        assert 400 <= response.status < 500


@pytest.mark.parametrize(
    "to", ["", "yesterday", "2020-01-01T00:00:00+08:00", "9999-01-01T00:00:00+08:00", "2026-12-01"]
)
async def test_the_clock_turns_forward_only(onlooker: ClientSession, to: str) -> None:
    async with onlooker.post("/turn", data={"to": to}) as response:
        page = await response.text()

    assert response.status == 422
    assert "钟只能往后拨" in page
    assert re.search(r'id="now" [^>]*>09:0', page)


@pytest.mark.parametrize(
    ("to", "clock"),
    [("half-an-hour", "09:30"), ("two-hours", "11:00"), ("morning", "09:00"), ("next", "11:00")],
)
async def test_the_clock_can_be_turned(client: ClientSession, to: str, clock: str) -> None:
    async with client.post("/turn", data={"to": to}) as response:
        page = await response.text()

    assert re.search(rf'id="now" [^>]*>{clock}<', page)


@pytest.mark.parametrize("path", ["/?chat=nobody", "/?as=nobody", "/nowhere", "/static/../app.py"])
async def test_what_is_not_there_is_not_found(onlooker: ClientSession, path: str) -> None:
    async with onlooker.get(path) as response:
        assert response.status == 404


async def test_an_open_page_does_not_hold_up_the_end(url: str) -> None:
    async with ClientSession() as session:
        async with opened(url, host="127.0.0.1", port=0) as (_, address):
            stream = await session.get(f"{address}pulse")
            first = await stream.content.readline()
        async with asyncio.timeout(1):
            await stream.read()

    assert first.startswith(b"data: ")


async def test_a_change_is_a_beat(client: ClientSession) -> None:
    async with client.get("/pulse") as stream, asyncio.timeout(5):
        assert await stream.content.readuntil(b"\r\n\r\n") == b"data: open\r\nretry: 1000\r\n\r\n"
        await _said(client, text="3栋漏水")
        beat = await stream.content.readuntil(b"\r\n\r\n")

    assert re.fullmatch(rb"data: \d+\r\n\r\n", beat)
