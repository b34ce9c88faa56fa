"""demo and run: the two ways to start."""

from contextlib import suppress

from bot.cli.opening import alone, calendar, owned, too_new
from bot.customs import Customs
from bot.keys import vault_of
from bot.observability import configure
from bot.settings import Settings
from storage.schema_version import SchemaTooNew

_DEMO = "demo"  # its folder, beside what is real


def demo(settings: Settings, port: int | None) -> None:
    """Show everything on a page, until interrupted. Raises PortTaken, Fatal."""
    from bot.demo import run

    configure(settings.logs.level, as_json=settings.logs.json_lines)
    folder = settings.storage.folder / _DEMO
    taken = "演示已经开着：到浏览器里用它，或者先在它的窗口按 Ctrl+C 停掉。"
    customs = Customs(calendar(settings), settings.wording, vault_of(settings))
    chosen = settings.web.port if port is None else port
    with owned(folder, taken=taken), suppress(KeyboardInterrupt):
        try:
            run(folder, host=settings.web.host, port=chosen, customs=customs)
        except SchemaTooNew as error:
            raise too_new(folder, error, "把它删掉，从头演示") from None


def serve(settings: Settings) -> None:
    """Serve the communities, until told to stop. Raises Fatal."""
    from bot.service import run

    configure(settings.logs.level, as_json=settings.logs.json_lines)
    with alone(settings), suppress(KeyboardInterrupt):
        run(settings)
