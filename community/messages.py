"""What was said, where and by whom: one envelope for every channel."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from community.refs import PersonId

LONGEST_TEXT = 2000  # characters of a message that are read and kept; docs/vocabulary.md F
LONGEST_ID = 256  # characters of a channel's id: two of them fit into an index of PostgreSQL


class Kind(StrEnum):
    """What a message is. The last four are things that happen, told as messages."""

    TEXT = "文字"
    IMAGE = "图片"
    VOICE = "语音"
    FILE = "文件"
    LINK = "链接"
    MINI_PROGRAM = "小程序"
    RED_PACKET = "红包"
    STICKER = "表情"
    RECALL = "撤回"
    EDIT = "编辑"
    JOIN = "入群"
    LEAVE = "退群"


class MessageState(StrEnum):
    NORMAL = "正常"
    FOR_A_PERSON = "待人工"
    DEALT_WITH = "已处理"
    DELETED = "已删"


@dataclass(frozen=True, slots=True)
class Chat:
    """Where words are said: a room, or in private with one person. `id` is ours."""

    id: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message as a channel hands it over, in the channel's own ids.

    `id` is unique within the channel. `room` is empty in a private chat. `alias` is the name the
    sender bears in that room, if it has one of its own. `file` names the attached file and
    `digest` its bytes; `content` is the text of one sent in private. `about` is the message a
    recall or an edit refers to; `people` are those who joined or left; `mentioned` says that we
    were named, `friend` that we may write to the sender in private. `redacted` counts the numbers
    that were masked in it since, `sealed` is the sender's own phone number among them, for the
    vault.
    """

    channel: str
    id: str
    room: str = ""
    sender: str
    nick: str = ""
    alias: str = ""
    text: str = field(default="", repr=False)
    kind: Kind = Kind.TEXT
    at: datetime
    file: str = ""
    digest: str = ""
    content: str = field(default="", repr=False)
    about: str = ""
    people: tuple[str, ...] = ()
    mentioned: bool = False
    friend: bool = True
    redacted: int = 0
    sealed: str = field(default="", repr=False)

    @property
    def cause(self) -> str:
        """Name everything this message brings about, so that it is brought about once."""
        return f"{self.channel}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message in our own ids, phone and identity numbers already masked.

    Only messages that must be remembered are recorded: pictures that wait for their text, voice
    that waits for a listener, words that were masked. `nick` is the name shown in that chat,
    `about` the message that a recall or an edit refers to, or that put voice into words.
    """

    letter: ClassVar[str] = "M"

    code: str = ""
    community: str = ""
    at: datetime
    cause: str
    room: str = ""
    sender: PersonId
    nick: str = ""
    kind: Kind = Kind.TEXT
    text: str = field(default="", repr=False)
    state: MessageState = MessageState.NORMAL
    redacted: int = 0
    truncated: bool = False
    file: str = ""
    digest: str = ""
    about: str = ""
    people: tuple[str, ...] = ()
    mentioned: bool = False

    @property
    def chat(self) -> Chat:
        return Chat(self.room) if self.room else Chat(self.sender, private=True)
