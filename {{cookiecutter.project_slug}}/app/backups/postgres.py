"""Backups of PostgreSQL, by the programs that come with it: pg_dump, pg_restore and psql.

They read where to connect from variables, because anyone on the machine can see the words of a
command line.
"""

import asyncio
import os
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

from app.backups.errors import BackupError

CHUNK = 1 << 16
# Variables of libpq that are not named for the option.
NAMES = {"connect_timeout": "PGCONNECT_TIMEOUT", "application_name": "PGAPPNAME"}
# Options of an address that libpq reads too.
OPTIONS = {
    *("host", "port", "user", "password", "passfile", "application_name", "options"),
    *("sslmode", "sslnegotiation", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslsni"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version", "channel_binding", "gssencmode"),
    *("krbsrvname", "gsslib", "target_session_attrs", "connect_timeout", "load_balance_hosts"),
}
# Everything is one transaction. The tables go first, also those that the backup does not have, as
# they may refer to others.
PREPARATION = b"""
BEGIN;
SET LOCAL lock_timeout = '10s';
SET LOCAL client_min_messages = warning;
DO $$
DECLARE
    name text;
BEGIN
    IF EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database()
                  AND backend_type = 'client backend'
                  AND pid <> pg_backend_pid()) THEN
        RAISE EXCEPTION 'the database is in use';
    END IF;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', name);
    END LOOP;
END
$$;
"""
# pg_restore writes this line for any server, but one before version 17 does not know it.
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"

IN_USE = (
    "The database is in use. Stop the app and its tasks first, and end other connections. A pooler"
    " keeps some for minutes."
)


async def write_backup(database_url: str, part: Path) -> None:
    """Dump the database, or only the schema that `?schema=` names."""
    schema = read_options(database_url).get("schema")
    only = [f"--schema={schema}"] if schema else []
    words = ("--format=custom", "--no-owner", "--no-privileges", "--no-password", *only)
    dump = await start("pg_dump", *words, f"--file={part}", env=make_variables(database_url))
    _, errors = await dump.communicate()
    if dump.returncode:
        raise BackupError(describe(errors))


async def read_revisions(file: Path) -> list[str]:
    """Return the migrations of a backup, after reading all of it."""
    whole = await start("pg_restore", f"--file={os.devnull}", str(file))
    _, errors = await whole.communicate()
    if whole.returncode:
        raise BackupError(f"{file} is damaged. Use another backup. {describe(errors)}")
    words = ("--data-only", "--table=alembic_version", "--file=-")
    script, _ = await (await start("pg_restore", *words, str(file))).communicate()
    found = re.search(rb"^COPY .*\n((?:.*\n)*?)\\\.", script, re.MULTILINE)
    if not found:
        raise BackupError(f"{file} is not a backup of this app: it has no schema of Alembic.")
    return found[1].decode().split()


async def restore_backup(database_url: str, file: Path) -> None:
    """Replace all tables in one transaction, which ends well only if all of the file was read."""
    words = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--no-comments")
    script = await start("pg_restore", *words, "--file=-", str(file))
    options = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1")
    server = await start(
        "psql", *options, f"--output={os.devnull}", env=make_variables(database_url), stdin=PIPE
    )
    # All of them, because a process stops where nobody reads what it writes.
    _, errors, more_errors = await asyncio.gather(
        send_script(script, server), read(server.stderr), read(script.stderr)
    )
    if await server.wait() or await script.wait():
        raise BackupError(describe(errors or more_errors))


async def send_script(script: Process, server: Process) -> None:
    """Send what pg_restore writes to psql, and commit only if pg_restore succeeded."""
    output = cast("asyncio.StreamReader", script.stdout)
    commands = cast("asyncio.StreamWriter", server.stdin)
    try:
        beginning = await output.readuntil(b"SET client_encoding")
    except asyncio.IncompleteReadError as error:
        beginning = error.partial
    try:
        commands.write(PREPARATION + beginning.replace(UNKNOWN_BEFORE_17, b""))
        while lines := await output.read(CHUNK):
            commands.write(lines)
            await commands.drain()
        if await script.wait() == 0:
            commands.write(b"COMMIT;\n")
            await commands.drain()
    except ConnectionError:
        script.kill()  # psql has ended, and says why.
    commands.close()


async def read(stream: asyncio.StreamReader | None) -> bytes:
    return await stream.read() if stream else b""


async def start(
    name: str, *words: str, env: dict[str, str] | None = None, stdin: int = DEVNULL
) -> Process:
    program = shutil.which(name)
    if program is None:
        raise BackupError(
            f"{name} is missing. Install PostgreSQL's client, of your server's version or newer, as"
            " in apt-get install postgresql-client."
        )
    return await asyncio.create_subprocess_exec(
        program, *words, env=env, stdin=stdin, stdout=PIPE, stderr=PIPE
    )


def describe(errors: bytes) -> str:
    """Return what a program says, or the fix if it is known."""
    text = errors.decode(errors="replace").strip()
    if mismatch := re.search(r"server version: (\S+).*; pg_dump version: (\S+)", text):
        return (
            f"pg_dump {mismatch[2]} is older than the server, {mismatch[1]}. Install PostgreSQL's"
            f" client in version {mismatch[1].partition('.')[0]} or newer."
        )
    if "unsupported version" in text:
        return (
            "A newer pg_dump wrote it. Install PostgreSQL's client of the same version, or a"
            " newer one."
        )
    if "the database is in use" in text or "lock timeout" in text:
        return IN_USE
    lines = [line for line in text.splitlines() if re.search("error|fatal", line, re.IGNORECASE)]
    return (lines or [text])[0]


def read_options(database_url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(database_url).query))


def make_variables(database_url: str) -> dict[str, str]:
    """Return the variables of this process, with those that lead libpq to the database."""
    url = urlsplit(database_url)
    options = read_options(database_url)
    user, _, hosts = url.netloc.rpartition("@")
    name, _, password = user.partition(":")
    places = [re.fullmatch(r"(\[.*\]|[^:]*):?(\d*)", place) for place in hosts.split(",")]
    given = {
        "user": unquote(name),
        "password": unquote(password),
        "host": ",".join(unquote(place[1].strip("[]")) for place in places if place),
        "port": ",".join(place[2] for place in places if place).strip(","),
        **{name: value for name, value in options.items() if name in OPTIONS},
    }
    if ssl := options.get("ssl"):
        given["sslmode"] = {"true": "require", "false": "disable"}.get(ssl, ssl)
    if given.get("sslrootcert") == "system":
        given.pop("sslmode", None)  # libpq then checks the certificate in any case.
    if path := options.get("schema") or options.get("search_path"):
        given["options"] = f"{given.get('options', '')} -csearch_path={path}".strip()
    variables = {
        NAMES.get(name, f"PG{name.upper().replace('_', '')}"): value
        for name, value in given.items()
        if value
    }
    return {**os.environ, **variables, "PGDATABASE": unquote(url.path.removeprefix("/"))}
