"""What the tests need of the machine: Chromium with Chinese fonts, Node with the gateway's parts,
PostgreSQL.

What is missing is installed where the system lets us; else a line says what is left out, and how
to get it.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence

from bench import postgres
from gates import shell

GATEWAY = shell.ROOT / "tests" / "wechaty_gateway"
OLDEST_NODE = 18


def prepare() -> tuple[str, ...]:
    """The needs that are met: tests that have one of them must not be skipped."""
    met = []
    if browser():
        met.append("BROWSER")
    if GATEWAY.is_dir() and gateway():
        met.append("GATEWAY")
    if postgresql():
        met.append("POSTGRESQL")
    return tuple(met)


def browser() -> bool:
    missing = _missing_for_pages()
    if missing:
        install(missing)
        missing = _missing_for_pages()
    if missing:
        _left_out("浏览器测试", missing)
    return not missing


def gateway() -> bool:
    """Node, and the gateway's packages, whose own scripts are not run."""
    if not _has_node():
        install(("nodejs", "npm"))
    if not _has_node():
        _left_out("网关测试", (f"nodejs（{OLDEST_NODE} 以上）", "npm"))
        return False
    lock = (GATEWAY / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    stamp = GATEWAY / "node_modules" / ".xiaoge-lock"
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return True
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if shell.program(command, folder=GATEWAY):
        shell.say(
            "没有跑：网关测试，npm ci 没装成。看上面几行，或设镜像：npm config set registry …"
        )
        return False
    stamp.write_text(wanted, encoding="ascii")
    return True


def postgresql() -> bool:
    """The programs of a server; whether one runs here already does not matter."""
    if postgres.programs() is None:
        install(("postgresql",))
    if postgres.programs() is None:
        _left_out("PostgreSQL 测试", (f"postgresql（{postgres.OLDEST} 以上）",))
        return False
    return True


def install(packages: Sequence[str]) -> None:
    """Ask the system for packages, if it is Debian's kind and needs no password for it."""
    administrator = _administrator()
    if shutil.which("apt-get") is None or administrator is None:
        return
    apt = [*administrator, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    shell.say(f"— apt-get install {' '.join(packages)}")
    shell.program([*apt, "update"])
    shell.program([*apt, "install", "-y", "--no-install-recommends", *packages])


def _missing_for_pages() -> tuple[str, ...]:
    """Debian's names of what is missing."""
    fonts = _printed(["fc-list", ":lang=zh-cn", "family"])
    return (
        *(() if shutil.which("chromium") else ("chromium",)),
        *(() if fonts.strip() else ("fonts-noto-cjk",)),
    )


def _has_node() -> bool:
    version = re.match(r"v(\d+)\.", _printed(["node", "--version"]))
    return version is not None and int(version[1]) >= OLDEST_NODE and bool(shutil.which("npm"))


def _administrator() -> tuple[str, ...] | None:
    """What makes a command an administrator's; None if a password would be needed."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        return ()
    sudo = ("sudo", "-n")
    is_free = shutil.which("sudo") and not subprocess.run([*sudo, "true"], check=False).returncode
    return sudo if is_free else None


def _printed(command: Sequence[str]) -> str:
    """What a program prints; nothing if there is no such program."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.stdout


def _left_out(tests: str, missing: Sequence[str]) -> None:
    names = " ".join(re.sub(r"（.*）", "", name) for name in missing)
    shell.say(
        f"没有跑：{tests}，缺 {'、'.join(missing)}，没能自动装上。"
        f"装法（Debian/Ubuntu）：sudo apt-get install -y {names}"
    )
