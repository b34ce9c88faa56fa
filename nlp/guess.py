"""What a message is most likely meant as, and how far to trust that."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

COMPLAINT, CHAT, WISH = "complaint", "chat", "wish"
INTENTS = (
    "chat",
    "complaint",
    "volunteer",
    "activity_call",
    "activity_join",
    "resource_offer",
    "resource_request",
    "wish",
    "thanks",
)
# What nobody has to act on.
SILENT_INTENTS = frozenset({"chat", "thanks"})


class Tier(IntEnum):
    """How far to trust a meaning: act on it, show it to a worker, or keep silent."""

    SILENT = 0
    HALF_SURE = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """`intent` is the likeliest, all intents held equally common; `shares` how likely each is.

    Of what may be a complaint: its `category`, its `cat` with the `lead` it has on the next, and
    `why`: the words that say most that it is one. `belief`: how far known words of trouble may be
    trusted in such a wording; `peril`: how much more it speaks of danger than what is just not
    urgent.
    """

    intent: str
    shares: Mapping[str, float]
    tier: Tier
    category: str = ""
    cat: str = ""
    lead: float = 0.0
    peril: float = -1.0
    why: tuple[str, ...] = ()
    belief: Tier = Tier.SILENT

    @property
    def urgent(self) -> bool:
        """True if somebody is in danger."""
        return self.peril >= 0
