"""A channel and a process with faults that a test orders: refused, lost, late, killed."""

from bot.channels import Refused

REFUSED, LOST, LATE = "refused", "lost", "late"  # lost: never arrives; late: arrives all the same
KILLED_BEFORE, KILLED_AFTER = "killed before", "killed after"


class Killed(BaseException):
    """The process ends here: nothing more is done, nothing more is written."""


class Faulty:
    """The next sends meet `faults`, in order. `knows` is whether it can tell what it said."""

    def __init__(self, channel):
        self.name = channel.name
        self.channel = channel
        self.faults = []
        self.knows = True
        self.answers = True

    @property
    def heard(self):
        return self.channel.heard

    async def send(self, message):
        fault = self.faults.pop(0) if self.faults else ""
        if fault == REFUSED:
            raise Refused("not now")
        if fault == LOST:
            raise TimeoutError
        if fault == KILLED_BEFORE:
            raise Killed
        await self.channel.send(message)
        if fault == LATE:
            raise TimeoutError
        if fault == KILLED_AFTER:
            raise Killed

    async def said(self, message):
        if not self.answers:
            raise TimeoutError
        return await self.channel.said(message) if self.knows else None


def make_faulty(town):
    """Have the town speak over a faulty channel."""
    town.channel = Faulty(town.channel)
    town.runtime.relay.channels = {town.channel.name: town.channel}
    return town.channel


async def revive(town):
    """The process was killed; another begins on the same database, when leases are over."""
    town.runtime.close()
    town.runtime = town.build()
    await town.runtime.start(town.now)
    await town.later(minutes=1)
