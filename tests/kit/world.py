"""What tests ask for by name, for those who call them: towns and a memory over one database."""

from tests.kit.faulty import make_faulty
from tests.kit.town import Town, room
from tests.storage.conftest import Memory


class World:
    """What tests ask for, over one database."""

    def __init__(self, url, monkeypatch, stack):
        self.url = url
        self.monkeypatch = monkeypatch
        self.stack = stack

    def town(self, joins=None):
        town = Town(self.url, joins=joins)
        self.stack.callback(lambda: town.close())  # of the runtime it then has
        return town

    def faulty(self):
        town = self.town()
        return town, make_faulty(town)

    def towns(self):
        first = self.town()
        return first, self.town(joins=first)

    def memory(self):
        memory = Memory(self.url)
        self.stack.callback(memory.store.close)
        return memory

    def rooms(self):
        memory = self.memory()
        memory.keep(room("G1"), room("G2"))
        return memory
