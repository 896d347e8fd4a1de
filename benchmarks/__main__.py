"""Run the benchmarks: `python -m benchmarks [--seconds N] [--workers N]`."""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.load import Target, measure
from benchmarks.stage import Stage, cpu_seconds, enlarge_menu, enlarge_orders, free_port, serving, stage

CONNECTIONS = (1, 16)
_PGBENCH_TABLES = """
CREATE TABLE bench_orders (id uuid PRIMARY KEY, total bigint, body text);
CREATE TABLE bench_lines (id uuid PRIMARY KEY, order_id uuid, name text, price bigint);
CREATE TABLE bench_payments (id uuid PRIMARY KEY, order_id uuid, amount bigint);
CREATE TABLE bench_events (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text, object_id uuid);
"""
_PGBENCH = """
SELECT gen_random_uuid() AS id \\gset
BEGIN;
INSERT INTO bench_orders VALUES (:id, 1000, 'an order');
INSERT INTO bench_lines VALUES (gen_random_uuid(), :id, 'a', 1), (gen_random_uuid(), :id, 'b', 2),
    (gen_random_uuid(), :id, 'c', 3);
INSERT INTO bench_payments VALUES (gen_random_uuid(), :id, 1000);
INSERT INTO bench_events (topic, object_id) VALUES ('order.created', :id);
COMMIT;
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    connections: int
    rps: float
    p50_ms: float
    p99_ms: float
    server_cpu_ms: float
    database_cpu_ms: float
    limit_rps: float

    @property
    def ratio(self) -> float:
        return self.rps / self.limit_rps


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=6.0)
    options.add_argument("--workers", type=int, default=1)
    said = options.parse_args()
    with stage(said.workers) as on:
        rows = _rows(on, said.seconds, said.workers)
    _print(rows)
    _write(rows)


def _rows(on: Stage, seconds: float, workers: int) -> list[Row]:
    enlarge_menu(on)
    carts = _carts(on)
    submit = on.target("POST", "/cart/submit", carts["submit"])
    measure(submit, 1, 0.5)
    enlarge_orders(on)
    targets = {
        "calculate": on.target("POST", "/cart/calculate", carts["calculate"]),
        "orders": on.target("GET", f"/orders?location_id={on.location_id}&limit=50"),
        "items": on.target("GET", f"/items?location_id={on.location_id}&limit=100"),
    }
    rows = []
    for connections in CONNECTIONS:
        limit = _pgbench(on, connections, seconds)
        rows.append(_row(on, "submit", submit, connections, seconds, limit))
    with tempfile.TemporaryDirectory() as answers:
        for name, target in targets.items():
            (Path(answers) / name).write_bytes(_answer(target))
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "benchmarks.limit:app", "--port", str(port), "--no-access-log"]
        command += ["--log-level", "error", "--workers", str(workers)]
        with serving(command, port, on.admin_url, COMANDA_BENCH_ANSWERS=answers):
            for name, target in targets.items():
                there = target.url.replace(target.url.split("/")[2], f"127.0.0.1:{port}")
                bare = Target(target.method, there, target.token, target.bodies)
                for connections in CONNECTIONS:
                    measure(bare, connections, 0.5)
                    limit = measure(bare, connections, seconds).rps
                    rows.append(_row(on, name, target, connections, seconds, limit))
    return rows


def _row(on: Stage, name: str, target: Target, connections: int, seconds: float, limit: float) -> Row:
    measure(target, connections, 0.5)
    server, database = cpu_seconds(on.server), cpu_seconds(on.postgres)
    found = measure(target, connections, seconds)
    return Row(
        name,
        connections,
        found.rps,
        found.p50_ms,
        found.p99_ms,
        (cpu_seconds(on.server) - server) / found.requests * 1000,
        (cpu_seconds(on.postgres) - database) / found.requests * 1000,
        limit,
    )


def _answer(target: Target) -> bytes:
    request = urllib.request.Request(  # noqa: S310
        target.url,
        method=target.method,
        data=target.bodies[0] or None,
        headers={"Authorization": f"Bearer {target.token}"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        body: bytes = answer.read()
    return body


def _pgbench(on: Stage, connections: int, seconds: float) -> float:
    """Transactions per second of the least that placing an order must write, on the same cluster."""
    with psycopg.connect(on.admin_url, autocommit=True) as admin:
        admin.execute("DROP TABLE IF EXISTS bench_orders, bench_lines, bench_payments, bench_events")
        admin.execute(_PGBENCH_TABLES)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_PGBENCH)
        script.flush()
        command = [str(on.bin_path / "pgbench"), "-n", "-M", "prepared", "-c", str(connections), "-j", "1"]
        command += ["-T", str(max(1, round(seconds))), "-f", script.name, on.admin_url]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split("tps = ")[1].split()[0])


def _carts(on: Stage) -> dict[str, Any]:
    here = f"?location_id={on.location_id}&limit=200"
    modifiers = {found["id"]: found for found in on.get(f"/modifiers{here}")}
    lines = []
    for item in on.get(f"/items{here}"):
        options = [
            {"modifier_option": option["id"]}
            for reference in item["modifiers"]
            for option in modifiers[reference["id"]]["modifier_options"][
                : max(1, modifiers[reference["id"]]["min_selection"] or 0)
            ]
        ]
        line = {"item": item["id"], "variant": item["variants"][0]["id"], "qty": 2, "modifier_options": options}
        cart = {"location": on.location_id, "items": [line]}
        if options and _accepted(on.target("POST", "/cart/calculate", cart)):
            lines.append(line)
        if len(lines) == 5:
            break
    discounts = [found for found in on.get(f"/discounts{here}") if found["value"] and found["stackable"]]
    percent = next(found["id"] for found in discounts if found["type"] == "percent")
    amount = next(f["id"] for f in discounts if f["type"] == "price" and not f["manufacturer_discount"])
    dine_in = on.get(f"/dining-options{here}")[0]["id"]
    calculate = {
        "location": on.location_id,
        "items": [line | {"discounts": [{"discount": percent}]} for line in lines],
        "discounts": [{"discount": amount}],
        "order_info": {"dining_option": dine_in},
    }
    submit = {
        "location": on.location_id,
        "items": lines[:3],
        "payments": [{"payment": on.get(f"/payments{here}")[0]["id"], "amount": 1}],
        "order_info": {"dining_option": dine_in, "notes": "No peanuts, please"},
    }
    return {"calculate": calculate, "submit": submit}


def _accepted(target: Target) -> bool:
    try:
        _answer(target)
    except urllib.error.HTTPError:
        return False
    return True


def _print(rows: list[Row]) -> None:
    table = Table("", "connections", "requests/s", "p50 ms", "p99 ms", "server ms", "database ms", "limit/s", "ratio")
    for row in rows:
        table.add_row(
            row.name,
            str(row.connections),
            f"{row.rps:.0f}",
            f"{row.p50_ms:.2f}",
            f"{row.p99_ms:.2f}",
            f"{row.server_cpu_ms:.3f}",
            f"{row.database_cpu_ms:.3f}",
            f"{row.limit_rps:.0f}",
            f"{row.ratio:.2f}",
        )
    Console(width=120).print(table)


def _write(rows: list[Row]) -> None:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows:
        found.setdefault(row.name, {})[str(row.connections)] = {
            "rps": round(row.rps, 1),
            "p50_ms": round(row.p50_ms, 3),
            "p99_ms": round(row.p99_ms, 3),
            "cpu_ms": round(row.server_cpu_ms + row.database_cpu_ms, 4),
            "server_cpu_ms": round(row.server_cpu_ms, 4),
            "database_cpu_ms": round(row.database_cpu_ms, 4),
            "ratio": round(row.ratio, 4),
        }
    path = Path("build/bench.json")
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
