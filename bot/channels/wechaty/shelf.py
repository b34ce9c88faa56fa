"""Files on disk under their sha256: the same picture sent ten times is kept once."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

_LONGEST_NAME = 80
# How pictures begin that a browser shows: JPEG, PNG, GIF, BMP; WebP is told by its ninth byte.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")


class Shelf:
    """One folder of files. Who asks for a file has to know its digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Write the file, whole or not at all: its digest. Blocks."""
        digest = hashlib.sha256(content).hexdigest()
        place = self.folder / digest
        if place.exists():
            return digest
        self.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
            file.write(content)  # readable by us alone, as temporary files are
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)
        return digest


def is_picture(content: bytes) -> bool:
    """True if it begins like a picture. What only claims to be one is a file like any other."""
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith(_PICTURES)


def shown(name: str, otherwise: str) -> str:
    """What a file is called where people read it: no folders, nothing invisible."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable()).strip(". ")
    return kept[-_LONGEST_NAME:] or otherwise
