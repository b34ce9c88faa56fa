"""Solar terms: the day on which the sun reaches a longitude, in China.

The sun's longitude by the low-precision formula of the Astronomical Almanac: good to 0.01°, a
quarter of an hour.
"""

from datetime import date, timedelta
from functools import lru_cache
from math import floor, radians, sin

# By the sun's longitude, in degrees.
LONGITUDES = {
    "立春": 315,
    "雨水": 330,
    "惊蛰": 345,
    "春分": 0,
    "清明": 15,
    "谷雨": 30,
    "立夏": 45,
    "小满": 60,
    "芒种": 75,
    "夏至": 90,
    "小暑": 105,
    "大暑": 120,
    "立秋": 135,
    "处暑": 150,
    "白露": 165,
    "秋分": 180,
    "寒露": 195,
    "霜降": 210,
    "立冬": 225,
    "小雪": 240,
    "大雪": 255,
    "冬至": 270,
    "小寒": 285,
    "大寒": 300,
}
_NOON_2000 = date(2000, 1, 1).toordinal() + 0.5  # J2000.0, in days of UTC
_BEIJING = 8 / 24
_YEAR = 365.2422


@lru_cache(maxsize=256)
def solar_term(year: int, name: str) -> date:
    """The day of that term in that year."""
    longitude = LONGITUDES[name]
    # The sun is at 280° on 1 January.
    guess = date(year, 1, 1).toordinal() + (longitude - 280) % 360 / 360 * _YEAR
    for _ in range(4):
        away = (longitude - _longitude(guess) + 180) % 360 - 180
        guess += away * _YEAR / 360
    return date(year, 1, 1) + timedelta(
        days=floor(guess + _BEIJING) - date(year, 1, 1).toordinal()
    )


def _longitude(day: float) -> float:
    since = day - _NOON_2000
    anomaly = radians(357.528 + 0.9856003 * since)
    return 280.460 + 0.9856474 * since + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly)
