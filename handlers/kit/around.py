"""群里说话默认的小区和地名。

No handler, but what the members of a group take for granted.
"""

from community.people import Community, Room
from community.records import Records
from nlp.neighbourhood import Neighbourhood


def neighbourhood_of(records: Records, community: str, room: str) -> Neighbourhood:
    """What the members of a room take for granted; of the community, outside any room."""
    home = records.get(Community, community)
    rooms = records.find(Room, community=community)
    own = next((one.estate for one in rooms if one.code == room and one.estate), home.estate)
    estates = dict.fromkeys((own, home.estate, *(one.estate for one in rooms)))
    return Neighbourhood(own, home.places, tuple(one for one in estates if one))
