"""The composition root: the one place that knows every part."""

from collections.abc import Mapping
from pathlib import Path

from bot.channels import Channel
from bot.dispatch import Dispatcher
from bot.errands import Errands
from bot.leases import Leases
from bot.pipeline import Pipeline
from bot.relay import Relay
from bot.runtime import Runtime
from bot.scenes import Scenes
from bot.timekeeper import Timekeeper
from bot.worker import Inline, Worker
from community.calendar import Calendar
from community.wording import NO_OVERRIDES
from handlers import routers
from nlp.ear import Ear, shipped
from nlp.understand import Understander
from storage.retention import USUAL, Periods
from storage.schema_version import prepare
from storage.store import Store
from storage.vault import Vault


def build(
    url: str,
    calendar: Calendar,
    channels: Mapping[str, Channel],
    *,
    worker: Worker | None = None,
    wording: Mapping[str, str] = NO_OVERRIDES,
    home: str = "",
    owner: str = "",
    sole: bool = False,
    periods: Periods = USUAL,
    ledger: Path | None = None,
    ear: Ear | None = None,
    vault: Vault | None = None,
) -> Runtime:
    """Everything, over the database at `url`. `home`: see Scenes. Without a worker: inline.

    `owner` names this life among the processes that share the database; `sole`: there are none.
    `periods`: how long words are kept; `ledger`, `vault`: see Store. `ear`: by default as shipped.
    """
    worker = worker or Inline()
    store = _prepared(Store(url, calendar, wording, sole=sole, ledger=ledger, vault=vault))
    found = routers()
    dispatcher = Dispatcher(found)
    understand = Understander((one for r in found for one in r.intents), ear or shipped())
    pipeline = Pipeline(store, dispatcher, understand, Scenes(home))
    leases = Leases(store, owner)
    errands = Errands(store, dispatcher, pipeline)
    timekeeper = Timekeeper(store, errands, pipeline, leases, periods)
    return Runtime(store, pipeline, timekeeper, Relay(store, channels, worker, leases), worker)


def _prepared(store: Store) -> Store:
    """The store with its tables; closed if it cannot have them."""
    try:
        prepare(store.writer)
    except BaseException:
        store.close()
        raise
    return store
