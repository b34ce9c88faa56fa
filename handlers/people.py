"""人员：授权由书记或管理员来给，只认人不认昵称；不想被识别的人一句话就能静音。"""

from dataclasses import replace
from typing import Annotated

from community.effects import Effects, Record
from community.errors import NotAllowed
from community.people import SECRETARIES, Person, Role
from community.reach import can_be_told, tell
from community.records import Records
from community.wording import Text
from handlers.kit.commands import IN_PRIVATE
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="人员", about="授权与静音", chapter=Chapter.PEOPLE)

GRANTED = Text("people.granted", "{name} 已授权为{role}{scope}。")
REVOKED = Text("people.revoked", "{name} 的角色已全部收回，现在是居民。")
YOU_ARE = Text("people.you_are", "您已被授权为{role}{scope}，发 /帮助 看看能做什么。")
OF = Text("people.scope", "（{scope}）")
ANYWHERE = Text("people.no_scope", "")
MUTED = Text(
    "people.muted", "好的，您在群里说的话不再识别，也不留存；点名找我时照常办。发 /取消静音 恢复。"
)
UNMUTED = Text("people.unmuted", "好的，恢复识别。")

# A secretary may not make others their own superiors.
_BY_ADMIN_ONLY = frozenset({Role.ADMIN, Role.SECRETARY})


@router.command(
    "授权",
    about="给一个人角色，给“居民”就是收回全部角色",
    roles=SECRETARIES | {Role.ADMIN},
    where=IN_PRIVATE,
)
def grant(
    asked: Asked,
    records: Records,
    person: Annotated[Person, "@人"],
    role: Annotated[Role, "角色"],
    scope: Annotated[str, "范围"],
) -> Effects:
    """Give somebody a role; an organizer's scope is a kind of activity. 居民 takes all others."""
    del records
    if (
        not _BY_ADMIN_ONLY.isdisjoint((role, *person.role))
        and Role.ADMIN not in asked.speaker.role
    ):
        raise NotAllowed((Role.ADMIN,))
    if role is Role.RESIDENT:
        revoked = replace(person, role=(Role.RESIDENT,), scope="")
        return (Record(revoked), asked.reply(REVOKED(name=person.name)))
    roles = tuple(dict.fromkeys(r for r in (*person.role, role) if r is not Role.RESIDENT))
    granted = replace(person, role=roles, scope=scope if role is Role.ORGANIZER else person.scope)
    within = OF(scope=scope) if scope else ANYWHERE()
    told = tell((granted,), YOU_ARE(role=role, scope=within)) if can_be_told(granted) else ()
    words = GRANTED(name=person.name, role=role, scope=within)
    return (Record(granted), *told, asked.reply(words))


@router.command("静音我", about="我在群里说的话不要识别", where=IN_PRIVATE)
def mute(asked: Asked, records: Records) -> Effects:
    """Nothing they say in a group is analysed or kept, unless they address us."""
    del records
    return (Record(replace(asked.speaker, muted=True)), asked.reply(MUTED()))


@router.command("取消静音", about="恢复识别我说的话", where=IN_PRIVATE)
def unmute(asked: Asked, records: Records) -> Effects:
    """They are heard again."""
    del records
    return (Record(replace(asked.speaker, muted=False)), asked.reply(UNMUTED()))
