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
from typing import TypeVar

import httpx2 as httpx

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
