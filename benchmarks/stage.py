"""What the benchmarks run on: a seeded database, the served application, and a menu and orders large enough."""

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.load import Target
from comanda.cli.serving import bind
from comanda.demo.seed import demo_id
from comanda.demo.serve import prepare_at
from comanda.demo.singapore import SINGAPORE
from comanda.migrations.apply import migrate
from comanda.store.embedded import Embedded

ORDERS = 10_000
ITEMS = 100

_MORE_ITEMS = """
WITH wanted AS (
    SELECT i.*, gen_random_uuid() AS new_id FROM generate_series(1, %(missing)s) n
      JOIN LATERAL (SELECT * FROM items WHERE tenant_id = %(tenant)s ORDER BY id OFFSET n - 1 LIMIT 1) i ON true
), made AS (
    INSERT INTO items (tenant_id, id, category_id, name, description, allergens, diets, sort)
    SELECT tenant_id, new_id, category_id, name, description, allergens, diets, sort FROM wanted
), sold AS (
    INSERT INTO item_variants (tenant_id, id, item_id, name, summary, price, show_in_menu, sort)
    SELECT v.tenant_id, gen_random_uuid(), w.new_id, v.name, v.summary, v.price, v.show_in_menu, v.sort
      FROM wanted w JOIN item_variants v ON v.tenant_id = w.tenant_id AND v.item_id = w.id
)
INSERT INTO item_modifiers (tenant_id, item_id, modifier_id, sort)
SELECT m.tenant_id, w.new_id, m.modifier_id, m.sort
  FROM wanted w JOIN item_modifiers m ON m.tenant_id = w.tenant_id AND m.item_id = w.id
"""
_MORE_ORDERS = """
WITH model AS (SELECT id FROM orders WHERE tenant_id = %(tenant)s LIMIT 1),
placed AS (
    INSERT INTO orders
    SELECT made.* FROM model JOIN orders o USING (id), generate_series(1, %(count)s) n,
           LATERAL jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'order_no', 'B' || n)) made
    RETURNING tenant_id, id
), sold AS (
    INSERT INTO order_lines
    SELECT made.* FROM placed, model JOIN order_lines l ON l.order_id = model.id,
           LATERAL jsonb_populate_record(
               l, jsonb_build_object('id', gen_random_uuid(), 'order_id', placed.id)) made
)
INSERT INTO payments
SELECT made.* FROM placed, model JOIN payments p ON p.order_id = model.id,
       LATERAL jsonb_populate_record(
           p, jsonb_build_object('id', gen_random_uuid(), 'order_id', placed.id, 'receipt_no', placed.id)) made
"""


@dataclass(frozen=True)
class Stage:
    """A running application and where its processes are."""

    base: str
    token: str
    location_id: str
    admin_url: str
    bin_path: Path
    server: psutil.Process
    postgres: psutil.Process

    def get(self, path: str) -> Any:
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)["data"]

    def target(self, method: str, path: str, *bodies: Any) -> Target:
        return Target(method, self.base + path, self.token, tuple(json.dumps(b).encode() for b in bodies) or (b"",))


def cpu_seconds(process: psutil.Process) -> float:
    """CPU time of a process and all below it, those that ended included."""
    spent = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            spent += times.user + times.system
    return spent


@contextlib.contextmanager
def stage(workers: int) -> Iterator[Stage]:
    """Run a seeded application in a folder that goes when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        embedded = Embedded(Path(folder))
        try:
            migrate(embedded.url)
            tokens = asyncio.run(prepare_at(embedded.url, Path(folder))).tokens
            port = free_port()
            with serving(
                [_comanda(), "serve", "--port", str(port), "--workers", str(workers)], port, embedded.url
            ) as p:
                tenant = demo_id(SINGAPORE.slug)
                yield Stage(
                    f"http://127.0.0.1:{port}/v1/{tenant}/onlineorder",
                    tokens[SINGAPORE.slug],
                    str(demo_id(SINGAPORE.slug, SINGAPORE.locations[0].slug)),
                    embedded.url,
                    embedded.bin_path,
                    p,
                    psutil.Process(embedded.pid),
                )
        finally:
            embedded.stop()


def _comanda() -> str:
    return str(Path(sys.executable).with_name("comanda"))


def free_port() -> int:
    with bind("127.0.0.1", 0) as listening:
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def serving(command: list[str], port: int, database_url: str, **environment: str) -> Iterator[psutil.Process]:
    """Run a server until the block ends, waiting until it listens."""
    path = {"PATH": "/usr/bin:/bin", "COMANDA_DATABASE_URL": database_url, **environment}
    process = subprocess.Popen(command, env=path, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def enlarge_menu(on: Stage) -> None:
    """Bring the restaurant's menu to `ITEMS` items."""
    tenant = demo_id(SINGAPORE.slug)
    missing = ITEMS - len(on.get(f"/items?location_id={on.location_id}&limit=200"))
    with psycopg.connect(on.admin_url) as connection:
        connection.execute("SELECT set_config('comanda.tenant', %s, true)", (str(tenant),))
        connection.execute(_MORE_ITEMS, {"tenant": tenant, "missing": missing})


def enlarge_orders(on: Stage) -> None:
    """Bring the restaurant's orders to `ORDERS`, as copies of one that was placed."""
    with psycopg.connect(on.admin_url) as connection:
        connection.execute(_MORE_ORDERS, {"tenant": demo_id(SINGAPORE.slug), "count": ORDERS})
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
