"""What a group's members take for granted: which estate they mean, which places have names."""

from dataclasses import dataclass

# What people call us, apart from the account's own name.
OUR_NAMES = ("小格", "社区助手", "机器人")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """`estate` is meant when none is named; `estates` are all estates of the community."""

    estate: str = ""
    places: tuple[str, ...] = ()
    estates: tuple[str, ...] = ()
