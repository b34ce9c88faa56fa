"""Sets 小格 up and starts it. Needs Python 3.11 to 3.13, and nothing else.

    python3 run.py            set up, then open the demo
    python3 run.py setup      only set up
    python3 run.py check      format, lint, types, imports, quick tests
    python3 run.py test       all that, and every test there is
    python3 run.py lock       make the lock files again
    python3 run.py COMMAND …  set up, then python -m bot COMMAND …

Any Python from 3.6 on can read it, so that a wrong one is told so: no newer syntax, and
annotations that it could not evaluate are quoted.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VERSIONS = ("3.13", "3.12", "3.11")
RUN, DEV = "requirements.lock", "requirements-dev.lock"  # DEV holds all of RUN
GATES = ("check", "test", "lock")

# What is said of a failure, by what is found in what it printed. The first that fits is said.
REASONS = (
    (
        r"No space left|Disk quota|Errno 28|Errno 122",
        "磁盘满了，腾出 1 GB 再运行一次。",
        "The disk is full: free 1 GB and run this again.",
    ),
    (
        r"Read-only file system|Permission denied|Errno 13|Errno 30",
        f"{ROOT} 写不了：换个能写的文件夹，或改它的权限（chown），再运行一次。",
        "This folder cannot be written: use another, or change its owner, and run this again.",
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "下载到的文件和锁定的不一样，可能是镜像的问题：换一个 PIP_INDEX_URL 再运行一次。",
        "A file differs from the lock: set PIP_INDEX_URL to another index and run this again.",
    ),
    (
        r"No matching distribution|[Cc]onnect|resol|[Tt]imed? ?out|SSL|[Pp]roxy|HTTP error",
        "连不上软件源：接通网络再运行一次；在国内可以先设镜像：export PIP_INDEX_URL=镜像的网址",
        "Cannot reach the package index: get online, or set PIP_INDEX_URL to a mirror near you.",
    ),
)
UNKNOWN = "没有装成，原因见上面几行。", "Installing failed; the lines above say why."


class Stop(Exception):
    """Set-up cannot go on; says so in Chinese and in English, with the next step."""


def main(arguments: "list[str]") -> int:
    """Do what is asked; the exit code."""
    command, *rest = arguments or ["demo"]
    if command == "setup" and rest:
        say("setup 后面不写别的：python3 run.py setup", "setup takes no arguments.")
        return 2
    try:
        set_up(DEV if command in GATES else RUN)
    except Stop as stop:
        say(*stop.args)
        return 1
    except KeyboardInterrupt:
        say("中断了，下次运行会重新准备。", "Interrupted; the next run starts over.")
        return 130
    if command == "setup":
        return 0
    return start("gates" if command in GATES else "bot", [command, *rest])


def start(package: str, arguments: "list[str]") -> int:
    """Become `python -m package …`, wherever we were called from. Returns on Windows only."""
    command = [str(PYTHON), "-P", "-X", "utf8", "-m", package, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if os.name == "posix":
        os.execve(command[0], command, environment)
    return wait_for(command, environment)


def wait_for(command: "list[str]", environment: "dict[str, str]") -> int:
    """The exit code. Ctrl+C reaches the command too: it is let end as it has to."""
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            return 130


def set_up(lock: str) -> None:
    """Make .venv what the lock says, if it is not. Raises Stop."""
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    running = "{}.{}".format(*sys.version_info)
    accepted = (running,) if running in VERSIONS else VERSIONS
    if PYTHON.exists() and stamped(lock) in [f"{wanted} {version}" for version in accepted]:
        return
    python, version = suitable(running)
    say(
        "正在准备运行环境，第一次要一两分钟。", "Setting up; the first time takes a minute or two."
    )
    try:
        renew(python, version, lock)
        for name in (RUN, DEV) if lock == DEV else (RUN,):
            stamp = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
            (VENV / f".{name}").write_text(f"{stamp} {version}", encoding="ascii")
    except OSError as error:
        raise Stop(*reason(f"Errno {error.errno} {error}")) from error


def suitable(running: str) -> "tuple[str, str]":
    """A Python that will do, and its version: this one, or another on the PATH. Raises Stop."""
    if running in VERSIONS:
        return str(getattr(sys, "_base_executable", "") or sys.executable), running
    for version in VERSIONS:
        found = shutil.which(f"python{version}")
        if found and not run([found, "-c", "import venv"]):
            return found, version
    raise Stop(
        f"需要 Python 3.11 到 3.13，这里是 {running}。Debian/Ubuntu："
        "sudo apt-get install -y python3.11-venv，然后再运行一次。",
        f"Needs Python 3.11 to 3.13; this is {running}. Install one of them and run this again.",
    )


def renew(python: str, version: str, lock: str) -> None:
    """Install over what is there, if that is whole and of that version; else from scratch.

    Without a stamp .venv is not whole: set-up was interrupted. Raises Stop, OSError.
    """
    stamps = {VENV / f".{name}": stamped(name) for name in (RUN, DEV)}
    is_whole = PYTHON.exists() and any(text.endswith(f" {version}") for text in stamps.values())
    for path in stamps:
        if path.exists():
            path.unlink()
    if VENV.exists() and not is_whole:
        shutil.rmtree(VENV)
    failure = fill(python, version, lock)
    if failure:
        for path, text in stamps.items():
            if is_whole and text:  # what was there still is
                path.write_text(text, encoding="ascii")
        raise Stop(*reason(failure))


def fill(python: str, version: str, lock: str) -> str:
    """Make .venv and install into it: "", or what the failure printed. Raises Stop."""
    uv = shutil.which("uv")
    if uv is not None and not with_uv(uv, python, lock):
        return ""
    return with_pip(python, version, lock)


def with_uv(uv: str, python: str, lock: str) -> str:
    """Several times as quick as pip; it knows nothing of pip's configuration but the mirror."""
    mirror = os.environ.get("PIP_INDEX_URL")
    extra = {"UV_PYTHON_DOWNLOADS": "never", **({"UV_DEFAULT_INDEX": mirror} if mirror else {})}
    target = ["--python", str(PYTHON), "--require-hashes", "-r", str(ROOT / lock)]
    made = "" if PYTHON.exists() else run([uv, "venv", "--python", python, str(VENV)], extra)
    return made or run([uv, "pip", "install", *target], extra)


def with_pip(python: str, version: str, lock: str) -> str:
    if not PYTHON.exists() or run([str(PYTHON), "-c", "import pip"]):
        if run([python, "-c", "import ensurepip"]):
            raise Stop(
                f"这个 Python 缺 venv。Debian/Ubuntu：sudo apt-get install -y python{version}-venv"
                "，然后再运行一次。",
                f"This Python has no venv: install python{version}-venv and run this again.",
            )
        failure = run([python, "-m", "venv", "--clear", str(VENV)])
        if failure:
            return failure
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "--use-pep517"]
    target = ["-r", str(ROOT / lock)]
    return run([str(PYTHON), "-m", "pip", "install", *options, *target], {"PIP_USER": "0"})


def run(command: "list[str]", extra: "dict[str, str] | None" = None) -> str:
    """ "" if it succeeds, else all it printed. On a terminal each line is seen passing by."""
    printed = []
    with subprocess.Popen(
        command,
        env={**os.environ, **(extra or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            printed.append(line)
            if sys.stderr.isatty():
                sys.stderr.write(line.strip()[:70].ljust(70) + "\r")
    if sys.stderr.isatty():
        sys.stderr.write(" " * 70 + "\r")
    return "" if process.returncode == 0 else "".join(printed) or f"exit {process.returncode}"


def reason(printed: str) -> "tuple[str, ...]":
    """What to say of a failure that printed this."""
    for pattern, *sentences in REASONS:
        if re.search(pattern, printed):
            return tuple(sentences)
    return ("\n".join(printed.splitlines()[-15:]), *UNKNOWN)


def stamped(lock: str) -> str:
    """What .venv was last made from: the lock's SHA-256 and Python's version; "" if nothing."""
    try:
        return (VENV / f".{lock}").read_text(encoding="ascii")
    except OSError:
        return ""


def say(*lines: str) -> None:
    for line in lines:
        sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
