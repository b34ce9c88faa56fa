"""The life of a case, from first word to last callback.

    (heard) ──▶ 待补充 ──▶ 待人工 ──accept──▶ 已受理 ──dispatch──▶ 已派单 ──sign──▶ 办理中
       │            └────────accept─────────▶   │                    │               │
       └──▶ 待确认 ──────────accept─────────▶   ├──────────finish────┴───────────────┤
                                                ▲◀──return (从 已派单、办理中)        ▼
            已办结 ◀──────────────────────────confirm───────────────────────────  待回访
               └──reopen──▶ 重办 ──finish──▶ 待回访 ──supervise──▶ 督办 ──finish──▶ ▲ │
                             ▲                                                        │
                             └───────────────────────────reopen───────────────────────┘

The table below is the whole truth (docs/vocabulary.md G.1).
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    SHADOW = "影子"
    UNSURE = "待确认"
    ASKED = "待补充"
    FOR_A_PERSON = "待人工"
    ACCEPTED = "已受理"
    DISPATCHED = "已派单"
    UNDERWAY = "办理中"
    CALLING_BACK = "待回访"
    REDOING = "重办"
    SUPERVISED = "督办"
    DONE = "已办结"
    ANSWERED = "已答复"
    ENDED = "终结"
    MERGED = "已合并"
    RETRACTED = "已撤回"
    CANCELLED = "已撤销"
    DECLINED = "不采纳"


class WaitingFor(StrEnum):
    """Whose turn it is while a case is put aside and its finish clock stands still."""

    RESIDENT = "等居民"
    THIRD_PARTY = "等第三方"


class Move(StrEnum):
    """What people do with a case, by the words they use for it."""

    ACCEPT = "受理"
    HAND_OVER = "转人工"
    DISPATCH = "派"
    RETURN = "退单"
    SIGN = "签收"
    FINISH = "办结"
    CLOSE = "办结归档"
    CONFIRM = "回访归档"
    REOPEN = "重办"
    SUPERVISE = "督办"
    ANSWER = "答复"
    MERGE = "合并"
    RETRACT = "撤回"
    CANCEL = "撤销"
    DECLINE = "驳回"
    END = "终结"


_ENDINGS = {Move.MERGE: State.MERGED, Move.CANCEL: State.CANCELLED, Move.DECLINE: State.DECLINED}
_WAITING = {
    Move.ACCEPT: State.ACCEPTED,
    Move.HAND_OVER: State.FOR_A_PERSON,
    Move.RETRACT: State.RETRACTED,
    **_ENDINGS,
}
_HANDS_ON = {
    Move.FINISH: State.CALLING_BACK,
    Move.CLOSE: State.DONE,
    Move.END: State.ENDED,
    **_ENDINGS,
}

MOVES: Mapping[State, Mapping[Move, State]] = {
    State.SHADOW: {Move.RETRACT: State.RETRACTED},
    State.UNSURE: _WAITING,
    State.ASKED: _WAITING,
    State.FOR_A_PERSON: {**_WAITING, Move.ANSWER: State.ANSWERED},
    State.ACCEPTED: {
        Move.DISPATCH: State.DISPATCHED,
        Move.SIGN: State.UNDERWAY,
        Move.ANSWER: State.ANSWERED,
        Move.RETRACT: State.RETRACTED,
        **_HANDS_ON,
    },
    State.DISPATCHED: {
        Move.DISPATCH: State.DISPATCHED,
        Move.RETURN: State.ACCEPTED,
        Move.SIGN: State.UNDERWAY,
        Move.ANSWER: State.ANSWERED,
        **_HANDS_ON,
    },
    State.UNDERWAY: {
        Move.DISPATCH: State.DISPATCHED,
        Move.RETURN: State.ACCEPTED,
        Move.SIGN: State.UNDERWAY,
        Move.ANSWER: State.ANSWERED,
        **_HANDS_ON,
    },
    State.CALLING_BACK: {
        Move.CONFIRM: State.DONE,
        Move.REOPEN: State.REDOING,
        Move.SUPERVISE: State.SUPERVISED,
    },
    State.REDOING: {
        Move.DISPATCH: State.REDOING,
        Move.RETURN: State.REDOING,
        Move.SIGN: State.REDOING,
        **_HANDS_ON,
    },
    State.SUPERVISED: {
        Move.DISPATCH: State.SUPERVISED,
        Move.RETURN: State.SUPERVISED,
        Move.SIGN: State.SUPERVISED,
        **_HANDS_ON,
    },
    State.DONE: {Move.REOPEN: State.REDOING, Move.SUPERVISE: State.SUPERVISED},
    State.ANSWERED: {},
    State.ENDED: {},
    State.MERGED: {},
    State.RETRACTED: {},
    State.CANCELLED: {},
    State.DECLINED: {},
}

# Where a move has led already, so that making it once more changes nothing.
ARRIVED: Mapping[Move, frozenset[State]] = {
    Move.ACCEPT: frozenset({State.ACCEPTED}),
    Move.FINISH: frozenset({State.CALLING_BACK, State.DONE}),
    Move.CLOSE: frozenset({State.DONE}),
    Move.ANSWER: frozenset({State.ANSWERED}),
    Move.MERGE: frozenset({State.MERGED}),
    Move.CANCEL: frozenset({State.CANCELLED}),
    Move.DECLINE: frozenset({State.DECLINED}),
}

_LOOK_UP = ("查",)
# What a worker may do next, by the command word: whoever is refused hears of it.
NEXT_STEPS: Mapping[State, tuple[str, ...]] = {
    State.SHADOW: _LOOK_UP,
    State.UNSURE: ("受理", "不是"),
    State.ASKED: ("补", "驳回"),
    State.FOR_A_PERSON: ("受理", "补"),
    State.ACCEPTED: ("签收", "派"),
    State.DISPATCHED: ("签收", "派"),
    State.UNDERWAY: ("进展", "办结"),
    State.CALLING_BACK: ("回访", "回音"),
    State.REDOING: ("签收", "办结"),
    State.SUPERVISED: ("签收", "办结"),
    State.DONE: ("实事", "回音"),
    State.ANSWERED: ("回音",),
    State.ENDED: ("回音",),
    State.MERGED: _LOOK_UP,
    State.RETRACTED: _LOOK_UP,
    State.CANCELLED: _LOOK_UP,
    State.DECLINED: _LOOK_UP,
}

# In somebody's hands, or waiting to be: what is owed, and what a deadline applies to.
OPEN = frozenset(
    {State.ACCEPTED, State.DISPATCHED, State.UNDERWAY, State.REDOING, State.SUPERVISED}
)
# Waiting for a worker's eye before anything can be done.
POOL = frozenset({State.UNSURE, State.ASKED, State.FOR_A_PERSON})
# Never counted, never joined, never related to.
VOID = frozenset({State.SHADOW, State.UNSURE, State.RETRACTED, State.CANCELLED, State.DECLINED})
