"""Which ear listens: the one trained here from what workers taught, or the one that is shipped."""

from pathlib import Path

import structlog

from nlp.ear import Ear, shipped, trained
from nlp.model import NotAModel

NAME = "ear.model"

log = structlog.get_logger(__name__)


def ear_in(folder: Path) -> Ear:
    """The ear trained in a data folder; without one, or with one that is none, the shipped one."""
    file = folder / NAME
    if not file.exists():
        return shipped()
    try:
        return trained(file)
    except (OSError, NotAModel) as error:
        log.warning("trained ear cannot be used", error=type(error).__name__)
        return shipped()
