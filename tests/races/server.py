"""`comanda serve` as people run it: in processes of its own, spoken to over sockets."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import httpx2 as httpx
import psycopg
from psycopg.rows import dict_row

from tests.app.singapore import LOCATION, RESTAURANT
from tests.partner import Answer, Partner

COMANDA = str(Path(sys.executable).with_name("comanda"))
T = TypeVar("T")


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    base_url: str
    errors: Path

    def partner(self, token: str) -> Partner:
        """Return a caller of the Singapore restaurant."""
        http = httpx.Client(base_url=self.base_url, timeout=30)
        return Partner(http, str(RESTAURANT), str(LOCATION), token)

    def workers(self) -> list[int]:
        """Return the ids of the web processes below the first one."""
        return [pid for pid in children(self.process.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def stop(self, how: signal.Signals = signal.SIGTERM, *, within: float = 20) -> int:
        """Ask it to stop, and return how it ended."""
        self.process.send_signal(how)
        return self.process.wait(within)


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children(pid: int) -> list[int]:
    """Return the processes that `pid` started and that still run."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


@contextmanager
def serving(database_url: str, folder: Path, *, workers: int = 1) -> Iterator[Server]:
    """Run a server on a database for as long as the block lasts."""
    environment = {**os.environ, "COMANDA_DATABASE_URL": database_url}
    command = ["serve", "--port", "0", "--workers", str(workers)]
    with start(command, folder, environment, "Comanda answers at ") as found:
        yield found


@contextmanager
def start(arguments: list[str], folder: Path, environment: Mapping[str, str], sign: str) -> Iterator[Server]:
    """Run a command that serves, from the line of its output that begins with `sign` and ends with its address."""
    errors = folder / f"errors-{len(list(folder.iterdir()))}.txt"
    with errors.open("wb") as sink:
        process = subprocess.Popen(
            [COMANDA, *arguments], stdout=subprocess.PIPE, stderr=sink, env=dict(environment), start_new_session=True
        )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.decode().startswith(sign):
                break
        else:
            raise AssertionError(f"the server did not start: {errors.read_text()}")
        address = line.decode().removeprefix(sign).split(";")[0].strip()
        # Whatever else it says is read, so that a full pipe never holds it up.
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        try:
            yield Server(process, address, errors)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(5)
            reader.join()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)
        process.stdout.close()


def together(work: list[Callable[[], T]]) -> list[T]:
    """Do all of `work` at once, each in a thread of its own, let go at the same moment."""
    barrier = threading.Barrier(len(work))

    def wait_and_do(one: Callable[[], T]) -> T:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(wait_and_do, work))


def never_failed(answers: list[Answer]) -> None:
    """Check that nobody was told 500, and that whoever was told to come back was told when."""
    for answer in answers:
        assert answer.status < 500 or answer.status == 503, (answer.status, answer.body)
        if answer.status == 503 or (answer.status == 409 and answer.error["code"] == "busy"):
            assert int(answer.headers["retry-after"]) >= 1


@dataclass(frozen=True)
class Truth:
    """What the database says, to somebody who may see all of it."""

    url: str

    def rows(self, statement: LiteralString, *params: Any) -> list[dict[str, Any]]:
        """Return the rows of a statement."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(statement, params).fetchall()

    def one(self, statement: LiteralString, *params: Any) -> Any:
        """Return the only value of a statement."""
        (row,) = self.rows(statement, *params)
        (value,) = row.values()
        return value

    def order(self, order_id: str | UUID) -> dict[str, Any]:
        """Return an order with the sums of all that belongs to it."""
        (row,) = self.rows(
            "SELECT o.*, o.total + o.rounding AS due,"
            " (SELECT coalesce(sum(amount), 0)::int FROM payments p WHERE p.order_id = o.id) AS paid,"
            " (SELECT coalesce(sum(amount), 0)::int FROM refund_payments r WHERE r.order_id = o.id) AS refunded,"
            " (SELECT count(*)::int FROM order_lines l WHERE l.order_id = o.id) AS lines,"
            " (SELECT array_agg((payload->>'version')::int ORDER BY seq) FROM events e WHERE e.object_id = o.id)"
            " AS versions FROM orders o WHERE o.id = %s",
            order_id,
        )
        return row

    def has_only_whole_orders(self) -> None:
        """Check that every order has its lines and its event, and that its totals are the sums of its parts."""
        broken = self.rows(
            "SELECT o.id FROM orders o"
            " LEFT JOIN LATERAL (SELECT sum(price)::bigint AS price FROM order_lines l"
            " WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) l ON true"
            " WHERE l.price IS NULL OR o.subtotal <> l.price"
            " - (SELECT coalesce(sum((d->>'amount')::bigint), 0) FROM order_lines n,"
            " jsonb_array_elements(n.discounts) d WHERE n.tenant_id = o.tenant_id AND n.order_id = o.id)"
            " - (SELECT coalesce(sum((d->>'amount')::bigint), 0) FROM jsonb_array_elements(o.breakdown->'discounts') d)"
            " OR o.total <> o.subtotal"
            " + (SELECT coalesce(sum((c->>'amount')::bigint), 0) FROM jsonb_array_elements(o.breakdown->'charges') c)"
            " + (SELECT coalesce(sum((t->>'amount')::bigint), 0) FROM jsonb_array_elements(o.breakdown->'taxes') t"
            " WHERE NOT (t->>'inclusive')::bool)"
            " OR 1 <> (SELECT count(*) FROM events e WHERE e.tenant_id = o.tenant_id AND e.object_id = o.id"
            " AND e.topic = 'order.created')"
        )
        assert broken == []
        ghosts = "SELECT seq FROM events WHERE topic = 'order.created' AND object_id NOT IN (SELECT id FROM orders)"
        assert self.rows(ghosts) == []
