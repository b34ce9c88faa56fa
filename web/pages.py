"""The page, and what can be done on it: look, say something, turn the clock."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from community.messages import LONGEST_TEXT
from community.people import Community, Person
from community.refs import PersonId
from storage.records import SqlRecords
from web import board, casebook, chats, conversation, guide, prompts
from web.keys import SEEN, STORE, TOWN
from web.pictures import PICTURES
from web.sandbox import Spoken
from web.scene import Scene, Unknown, scene
from web.telling import told, told_day
from web.turning import Leap, leap, next_moment

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")


class Trouble(StrEnum):
    """Why nothing was said, or the clock did not move."""

    EMPTY = "先写一句话，或者点一句现成的。"
    LONG = f"一次最多 {LONGEST_TEXT} 个字，分几次说吧。"
    NO_PICTURE = "没有这张图片，请从列出的里面选。"
    NO_TIME = "钟只能往后拨，一次最多一个月。"
    NOTHING_NEXT = "接下来没有排好的事。"


async def show(request: web.Request) -> web.StreamResponse:
    """The whole page. Every change on it is the same page asked for again."""
    return _page(request, request.query, "")


async def say(request: web.Request) -> web.StreamResponse:
    """Somebody says something, or sends a picture. The same id twice is one message."""
    form = await _form(request)
    with request.app[STORE].reading() as records:
        where = _scene(request, records, form)
    text, picture = _cleaned(form.get("text", "")), form.get("picture", "")
    trouble = _trouble_with(text, picture)
    if trouble:
        return _page(request, form, trouble)
    town = request.app[TOWN]
    spoken = Spoken(
        id=form["id"] if _ID.fullmatch(form.get("id", "")) else town.new_id(),
        chat=where.chat,
        speaker=PersonId(where.speaker.code),
        text="" if picture else text,
        picture=picture,
    )
    await town.say(spoken)
    raise web.HTTPSeeOther(_next(request, where))


def _next(request: web.Request, where: Scene) -> str:
    """The same chat; the beginning, once who spoke has had themselves deleted."""
    with request.app[STORE].reading() as records:
        known = records.find(Person, code=where.speaker.code)
    return where.link(speaker=where.speaker.code) if known else "/"


async def turn(request: web.Request) -> web.StreamResponse:
    """Time passes, and all that is due by then happens."""
    form = await _form(request)
    with request.app[STORE].reading() as records:
        where = _scene(request, records, form)
        moment = leap(form.get("to", ""), where, records)
    if moment is None:
        nothing = form.get("to") == Leap.NEXT
        return _page(request, form, Trouble.NOTHING_NEXT if nothing else Trouble.NO_TIME)
    await request.app[TOWN].turn(moment)
    raise web.HTTPSeeOther(where.link(speaker=where.speaker.code, view=where.view))


async def alive(_: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok")


async def ready(request: web.Request) -> web.Response:
    """The database can be read."""
    try:
        with request.app[STORE].reading() as records:
            records.find(Community, limit=1)
    except SQLAlchemyError:
        raise web.HTTPServiceUnavailable(text="database unreadable") from None
    return web.Response(text="ready")


def _page(request: web.Request, where: Mapping[str, str], notice: str) -> web.Response:
    with request.app[STORE].reading() as records:
        shown = _scene(request, records, where)
        context = _context(request, shown, records)
    context["notice"] = notice
    status = 422 if notice else 200
    return aiohttp_jinja2.render_template("page.html", request, context, status=status)


def _context(request: web.Request, shown: Scene, records: SqlRecords) -> dict[str, Any]:
    """All that the templates show."""
    town, seen = request.app[TOWN], request.app[SEEN]
    waiting = conversation.waiting_until(shown, records)
    coming = next_moment(shown, records)
    return {
        "scene": shown,
        "form_id": town.new_id(),
        "today": told_day(shown.now),
        "next_at": told(coming, shown.now) if coming else "",
        "chats": chats.chat_rows(shown, town, records, seen),
        "bubbles": conversation.bubbles(shown, town, records),
        "resumed": town.resumed and not town.lines(shown.chat),
        "waiting": (told(waiting[0], shown.now), waiting[1], waiting[0]) if waiting else None,
        "role_of": lambda person: chats.role_of(shown, person),
        "suggestions": prompts.suggestions(shown, town, records),
        "step": guide.next_step(shown, records, seen),
        "pictures": PICTURES,
        "numbers": board.numbers(shown, records),
        "cases": casebook.case_cards(shown, records),
        "activities": board.activity_cards(shown, records),
        "upcoming": board.upcoming(shown, records),
        "longest": LONGEST_TEXT,
    }


def _scene(request: web.Request, records: SqlRecords, where: Mapping[str, str]) -> Scene:
    """The scene that a query or a form names. Raises HTTPNotFound."""
    try:
        return scene(
            records,
            request.app[TOWN],
            chat=where.get("chat", ""),
            speaker=where.get("as", ""),
            view=where.get("view", ""),
        )
    except Unknown:
        raise _lost(request) from None


def _lost(request: web.Request) -> web.HTTPNotFound:
    page = aiohttp_jinja2.render_string("lost.html", request, {})
    return web.HTTPNotFound(text=page, content_type="text/html")


async def _form(request: web.Request) -> Mapping[str, str]:
    """The fields that are text; files are none of ours. Raises HTTPBadRequest."""
    try:
        form = await request.post()
    except (ValueError, LookupError):  # bytes that are no text, or of no known encoding
        raise web.HTTPBadRequest(text="看不懂这次提交。") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _cleaned(text: str) -> str:
    """The text without control characters, but with its lines."""
    lines = text.replace("\r\n", "\n")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc").strip()


def _trouble_with(text: str, picture: str) -> Trouble | None:
    if picture:
        return None if picture in PICTURES else Trouble.NO_PICTURE
    if len(text) > LONGEST_TEXT:
        return Trouble.LONG
    return None if text else Trouble.EMPTY
