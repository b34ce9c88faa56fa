"""A message packed as text, so that it can be kept until it is handled, and unpacked again."""

import json
from dataclasses import asdict
from datetime import datetime

from community.messages import Arrival, Kind


def pack(arrival: Arrival) -> str:
    """The message as JSON. Mask its text first."""
    return json.dumps(asdict(arrival) | {"at": arrival.at.isoformat()}, ensure_ascii=False)


def unpack(text: str) -> Arrival:
    """The message that `pack` wrote."""
    fields = json.loads(text)
    return Arrival(
        **{
            **fields,
            "at": datetime.fromisoformat(fields["at"]),
            "kind": Kind(fields["kind"]),
            "people": tuple(fields["people"]),
        }
    )
