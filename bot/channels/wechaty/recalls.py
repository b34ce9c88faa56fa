"""Words taken back: which message a recall is about."""

from xml.etree import ElementTree

_LONGEST = 16 * 1024  # characters of a notice
_LONGEST_ID = 128


def recalled_id(text: str) -> str | None:
    """The id that the notice names; None if it is another notice, or none at all.

    By convention a recall's text is the id itself; some puppets pass WeChat's own XML on, behind
    the room's name or not, and use the same type for pats, to-dos and calls.
    """
    text = text.strip()
    if "<" not in text:
        return text if 0 < len(text) <= _LONGEST_ID and not any(map(str.isspace, text)) else None
    notice = _notice(text[text.index("<") :])
    if notice is None:
        return None
    recall = next(notice.iter("revokemsg"), None)
    named = recall.findtext("newmsgid") if recall is not None else None
    return (named or "").strip()[:_LONGEST_ID] or None


def _notice(text: str) -> ElementTree.Element | None:
    """The XML, unless it is long or declares anything: entities could grow without end."""
    if len(text) > _LONGEST or "<!" in text.replace("<![CDATA[", ""):
        return None
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return None
