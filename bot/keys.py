"""The key to phone numbers: from the environment, else from a file that its owner alone may read.

It is in no database, no backup and no log. Without it numbers are masked and not kept; with
another one, those that are kept cannot be opened.
"""

import os
from pathlib import Path

from cryptography.fernet import Fernet

from bot.errors import Fatal
from bot.settings import Settings
from community.wording import Text
from storage.vault import BadKey, Vault

SHUT = Text("keys.shut", "（打不开，可能本人刚删掉，或密钥不在）")

KEY_NAME = "XIAOGE_PRIVACY__KEY"


def vault_of(settings: Settings) -> Vault:
    """The vault with the deployment's key; shut if there is none. Raises Fatal."""
    try:
        return Vault(keys_of(settings), SHUT().render(settings.wording))
    except BadKey:
        raise Fatal(
            f"手机号的密钥不对：{KEY_NAME} 或 {settings.privacy.key_file}。"
            "找回原来的；实在没有了就移开它，再运行 init 生成新的（以前存的号码就打不开了）。"
        ) from None


def keys_of(settings: Settings) -> tuple[str, ...]:
    """The newest first, one a line. Raises Fatal if the file is there and cannot be read."""
    said = settings.privacy.key.get_secret_value()
    if not said:
        try:
            said = settings.privacy.key_file.read_text(encoding="ascii")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            file = settings.privacy.key_file
            raise Fatal(f"手机号的密钥 {file} 读不了（{error}）。请检查权限。") from None
    return tuple(said.split())


def make(file: Path) -> bool:
    """Write a new key, readable by its owner only. False if there is one. Raises OSError."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as key:
        key.write(Fernet.generate_key() + b"\n")
        key.flush()
        os.fsync(key.fileno())
    return True
