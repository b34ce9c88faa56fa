"""The small pictures that anybody in the demo may send, by the name under which they are kept."""

from collections.abc import Mapping

PICTURES: Mapping[str, str] = {
    "漏水的天花板": "leak.svg",
    "修好的接头": "fixed.svg",
    "堆满的楼道": "clutter.svg",
    "不亮的路灯": "lamp.svg",
}
