"""A PostgreSQL server of our own for tests and benches: a temporary cluster, gone when we go.

    python -m bench.postgres                  prints the URL, and serves until Ctrl+C
    python -m bench.postgres --no-fsync       quicker; a power cut would lose what was acknowledged

The server listens on this machine only, asks for a password made for it alone, sorts as Chinese
people do, and runs as another user where we are root: PostgreSQL refuses to serve as root.
"""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NoReturn

import psycopg
from psycopg import sql

_USER = "xiaoge"
_PLACES = (
    *("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"),
    *("/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"),
)
_TRIES = 5
_PATIENCE_SECONDS = 60
OLDEST = 13  # older ones cannot drop a database that is in use
_FIRST_TO_SORT = 15  # the first whose clusters sort by ICU's rules


class NoServer(Exception):
    """PostgreSQL is not installed, or does not start; says why."""


def main(arguments: Sequence[str]) -> None:
    """Serve until we are told to stop: by a signal, or by the end of our input if `--attached`."""
    parser = argparse.ArgumentParser(prog="python -m bench.postgres", description=__doc__)
    parser.add_argument("--no-fsync", action="store_true", help="do not wait for the disk")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--attached", action="store_true", help="until the input ends")
    given = parser.parse_args(arguments)
    settings = [*given.set, *(("fsync=off",) if given.no_fsync else ())]
    signal.signal(signal.SIGTERM, _leave)
    try:
        with _cluster(settings) as url:
            sys.stdout.write(f"{url}\n")
            sys.stdout.flush()
            _ = sys.stdin.read() if given.attached else threading.Event().wait()
    except KeyboardInterrupt:
        sys.exit(130)
    except NoServer as trouble:
        sys.exit(str(trouble))


@contextmanager
def server(*arguments: str) -> Iterator[str]:
    """The URL of a server that runs while this does; it goes even if we are killed.

    A process of its own holds it, and ends when its input does. Raises NoServer.
    """
    command = [sys.executable, "-m", "bench.postgres", "--attached", *arguments]
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=root,
        start_new_session=True,  # Ctrl+C is for us: the server is still needed to clear up
    ) as holder:
        url = holder.stdout.readline().strip() if holder.stdout else ""
        if not url:
            raise NoServer(holder.communicate()[1].strip())
        try:
            yield url
        finally:
            holder.communicate()  # ends its input


@contextmanager
def database(url: str, name: str, template: str = "template0") -> Iterator[str]:
    """The URL of a new database on the server at `url`, a copy of `template`; dropped at the end.

    Nobody may be connected to the template. With what we keep in it a copy takes 20 ms.
    """
    with psycopg.connect(_for_psycopg(url), autocommit=True) as connection:
        new, of = sql.Identifier(name), sql.Identifier(template)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, of))
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(new))


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs; None if there is none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for place in _PLACES:
        found += Path("/").glob(place[1:])
    whole = [folder for folder in found if _version(folder) >= OLDEST]
    return max(whole, key=_version, default=None)


def _version(folder: Path) -> int:
    """The major version of the server in `folder`; 0 if there is none."""
    server, initdb = folder / "postgres", folder / "initdb"
    if not (server.is_file() and initdb.is_file()):
        return 0
    printed = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)
    number = printed.stdout.rpartition("PostgreSQL) ")[2].partition(".")[0]
    return int(number) if number.isdigit() else 0


@contextmanager
def _cluster(settings: Sequence[str]) -> Iterator[str]:
    """A server on new, empty data, and its URL. Raises NoServer."""
    folder = programs()
    if folder is None:
        raise NoServer(f"no PostgreSQL {OLDEST} or newer on this machine")
    home = Path(tempfile.mkdtemp(prefix="xiaoge-postgres-"))
    try:
        password = secrets.token_urlsafe(16)
        _make(folder, home, password)
        process, port = _start(folder, home, settings)
        try:
            yield f"postgresql+psycopg://{_USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)  # ends every connection
            process.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _make(folder: Path, home: Path, password: str) -> None:
    """An empty cluster with checksums, as a careful administrator would make it."""
    secret = home / "password"
    secret.write_text(password, encoding="ascii")
    for path in (home, secret) if _other_user() else ():
        shutil.chown(path, _other_user()["user"])
    command: list[str | Path] = [
        *(folder / "initdb", "-D", home / "data", "--data-checksums", "--no-sync"),
        *("--encoding=UTF8", "--locale=C", *_sorting(folder)),
        *(f"--username={_USER}", "--auth=scram-sha-256", f"--pwfile={secret}"),
    ]
    done = subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False, **_other_user()
    )
    secret.unlink()
    if done.returncode:
        raise NoServer(f"initdb: {done.stderr.strip()}")


def _sorting(folder: Path) -> tuple[str, ...]:
    """As Chinese people do, where it can: what sorts by code points only is found out."""
    chinese = ("--locale-provider=icu", "--icu-locale=zh")
    return chinese if _version(folder) >= _FIRST_TO_SORT else ()


def _start(
    folder: Path, home: Path, settings: Sequence[str]
) -> tuple[subprocess.Popen[bytes], int]:
    """The server, ready for use, and its port. Somebody may take a free port before we do."""
    for _ in range(_TRIES):
        port = _free_port()
        wanted = ("listen_addresses=127.0.0.1", f"port={port}", *settings)
        options = [word for one in wanted for word in ("-c", one)]
        command = [str(folder / "postgres"), "-D", str(home / "data"), "-k", str(home), *options]
        with (home / "log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=home, stdout=log, stderr=log, start_new_session=True, **_other_user()
            )
        if _is_ready(process, home, port):
            return process, port
    raise NoServer((home / "log").read_text(encoding="utf-8", errors="replace")[-2000:])


def _is_ready(process: subprocess.Popen[bytes], home: Path, port: int) -> bool:
    """Wait until it serves; False if it has ended."""
    until = monotonic() + _PATIENCE_SECONDS
    status = home / "data" / "postmaster.pid"
    while process.poll() is None and monotonic() < until:
        lines = status.read_text(encoding="ascii").split() if status.is_file() else []
        if str(port) in lines and lines[-1] == "ready":
            return True
        sleep(0.02)
    process.kill()
    process.wait()
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _other_user() -> dict[str, Any]:
    """How a program is run as somebody who is not root, where we are."""
    if getattr(os, "geteuid", lambda: 1)() != 0:
        return {}
    text = Path("/etc/passwd").read_text(encoding="utf-8", errors="replace")
    known = {name: rest for name, *rest in (line.split(":") for line in text.splitlines())}
    _, user, group, *_ = known.get("postgres") or known["nobody"]
    return {"user": int(user), "group": int(group), "extra_groups": []}


def _for_psycopg(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def _leave(*_: object) -> NoReturn:
    sys.exit(143)


if __name__ == "__main__":
    main(sys.argv[1:])
