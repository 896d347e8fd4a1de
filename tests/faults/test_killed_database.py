"""PostgreSQL killed and started again under load."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from comanda.demo.serve import prepare
from comanda.migrations.apply import migrate
from comanda.store.database import Database
from comanda.store.embedded import Embedded
from tests.app.singapore import SLUG, cart
from tests.faults.load import Told, ask_again, check_kept, ordering
from tests.server import children, is_running, never_failed, serving
from tests.truth import Truth


class Cluster:
    """A PostgreSQL server of the test's own, seeded."""

    def __init__(self, folder: Path) -> None:
        self.embedded = Embedded(folder)
        self.truth = Truth(self.embedded.url)
        migrate(self.embedded.url)
        self.token = asyncio.run(self._seed(folder))[SLUG]

    async def _seed(self, folder: Path) -> dict[str, str]:
        database = Database(self.embedded.url, pool_size=2)
        await database.open()
        try:
            return (await prepare(database, folder, lambda _: None)).tokens
        finally:
            await database.close()

    def kill(self) -> None:
        """Kill all of its processes at once, as a power cut does."""
        postmaster = self.embedded._server.get_pid()
        assert postmaster is not None
        os.kill(postmaster, signal.SIGSTOP)
        for pid in (postmaster, *children(postmaster)):
            os.kill(pid, signal.SIGKILL)
        while is_running(postmaster):
            time.sleep(0.02)

    def start(self) -> None:
        """Start it again on the same folder."""
        self.embedded._server.ensure_postgres_running()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.embedded.stop()


def test_a_database_that_dies_is_told_as_unavailable_and_comes_back(cluster: Cluster, tmp_path: Path) -> None:
    told = Told()
    with serving(cluster.truth.url, tmp_path, workers=2) as server:
        with ordering(lambda: server.partner(cluster.token), told, people=6):
            time.sleep(1)
            before = len(told.acknowledged)
            cluster.kill()
            time.sleep(1)
            ready = httpx.get(f"{server.base_url}/readyz", timeout=10)
            assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
            assert httpx.get(f"{server.base_url}/healthz", timeout=10).status_code == 200
            cluster.start()
            back = time.monotonic()
            partner = server.partner(cluster.token)
            with partner.http:
                while partner.post("/cart/calculate", cart()).status != 200:
                    assert time.monotonic() - back < 10, "it serves again within seconds"
                    time.sleep(0.05)
            time.sleep(1)
        assert before > 20
        assert len(told.acknowledged) > before
        assert {answer.status for answer in told.refused} == {503}
        never_failed(told.refused)
        assert told.unanswered == 0, "a web process that lives answers"
        assert httpx.get(f"{server.base_url}/readyz", timeout=10).status_code == 200
        check_kept(cluster.truth, told)
        kept = {row["key"] for row in cluster.truth.rows("SELECT key FROM idempotency_keys")}
        told.unsure = [key for key in told.unsure if key in kept] + told.unsure[:20]
        again = server.partner(cluster.token)
        with again.http:
            ask_again(again, told, cluster.truth)
