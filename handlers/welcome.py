"""初次见面：第一次私信又没说事的人，听一句小格能做什么；以后不再说。"""

from community.effects import Effects
from community.messages import Kind
from community.records import Records
from community.wording import Text
from handlers.kit.router import Heard, Router

router = Router(noun="见面", about="第一次私信时的自我介绍")

HELLO = Text(
    "welcome.hello",
    "您好，我是小格，帮社区记事、跟进、回访。"
    "有事直接说，比如“3栋2单元楼道灯坏了”；发 /帮助 看能做什么。",
)


@router.arrived(Kind.TEXT)
def introduce(heard: Heard, records: Records) -> Effects:
    """Say who we are to somebody who writes for the first time, and not about anything."""
    del records
    is_new = heard.speaker.at >= heard.message.at
    return (heard.reply(HELLO()),) if heard.is_private and is_new else ()
