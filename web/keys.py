"""What the pages find in their application."""

from aiohttp import web

from community.messages import Chat
from storage.store import Store
from web.sandbox import Town

STORE: web.AppKey[Store] = web.AppKey("store")
TOWN: web.AppKey[Town] = web.AppKey("town")

# The host that the page is served on, as configured.
HOST: web.AppKey[str] = web.AppKey("host")

# How many of our messages have been seen, by chat: the visitor has one pair of eyes.
SEEN: web.AppKey[dict[Chat, int]] = web.AppKey("seen")
