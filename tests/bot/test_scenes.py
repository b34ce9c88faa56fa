"""Who and where is remembered between messages, and never against what is in the database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from community.effects import Job, Record
from community.people import Person, Role
from community.refs import PersonId
from handlers.kit.router import Wake
from storage import jobs
from tests.kit.town import HOME, person

NAME = "小赵"


def change(**fields):
    """A handler of a time that changes the person."""

    def run(due, records):
        del due
        return (Record(replace(records.get(Person, PersonId(NAME)), **fields)),)

    return run


async def test_what_one_message_changed_holds_for_the_next_of_the_same_batch(town):
    town.keep(person(NAME))
    await town.say(NAME, "大家早")  # so that they are remembered
    grant = town.arrival("超管", f"/授权 @{NAME} 网格员 全部", room="")
    renamed = town.arrival(NAME, "我改名字了", nick="赵师傅")
    await town.hear(grant, renamed)

    found = town.one(Person, code=PersonId(NAME))
    assert (found.role, found.nick) == ((Role.GRID_WORKER,), "赵师傅")


async def test_whoever_was_met_in_what_was_never_kept_is_met_again(town):
    def full(_):
        raise OSError("disk is full")

    event.listen(town.runtime.store.writer, "commit", full)
    with pytest.raises(OSError, match="full"):
        await town.hear(*(town.arrival(NAME, "大家早") for _ in range(2)))
    event.remove(town.runtime.store.writer, "commit", full)
    await town.say(NAME, "大家好")

    assert town.one(Person, code=PersonId(NAME)).nick == NAME


async def test_what_a_job_changed_holds_for_the_next_message(town):
    town.keep(person(NAME, rooms=("G1",)))
    await town.say(NAME, "大家早")  # so that they are remembered
    town.runtime.timekeeper.errands.dispatcher.due = {"改": Wake(change(muted=True))}
    with town.runtime.store.plumbing() as connection:
        jobs.plant(connection, Job("改", NAME, town.now + timedelta(minutes=1), HOME))
    await town.later(minutes=1)
    await town.say(NAME, "我改名字了", nick="赵师傅")

    found = town.one(Person, code=PersonId(NAME))
    assert (found.muted, found.nick) == (True, "赵师傅")
