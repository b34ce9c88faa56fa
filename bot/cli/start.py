"""demo and run: the two ways to start."""

from contextlib import suppress

from bot.cli.opening import alone
from bot.observability import configure
from bot.settings import Settings


def demo(settings: Settings, port: int | None) -> None:
    """Show everything on a page, until interrupted. Raises PortTaken."""
    from bot.demo import run

    configure(settings.logs.level, as_json=settings.logs.json_lines)
    with suppress(KeyboardInterrupt):
        run(settings, port=port)


def serve(settings: Settings) -> None:
    """Serve the communities, until told to stop. Raises Fatal."""
    from bot.service import run

    configure(settings.logs.level, as_json=settings.logs.json_lines)
    with alone(settings), suppress(KeyboardInterrupt):
        run(settings)
