"""What the bot does when residents speak, staff command, or time comes: one file per noun.

Every file here is a handler; what they are made with lies in handlers/kit.
"""

import pkgutil
from importlib import import_module

from handlers.kit.router import Router


def routers() -> tuple[Router, ...]:
    """Every `router` in this package, by file name. A file here without one is an error."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.ispkg)
    return tuple(import_module(f"handlers.{name}").router for name in names)
