"""Background work: the job queue, in the same database, and what runs in it and beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from procrastinate import App, JobContext, PsycopgConnector

from comanda.api.online_order.webhook_payloads import PAYLOADS
from comanda.identity.grants import forget_spent
from comanda.notifications.terminals import keep_delivering
from comanda.notifications.webhooks.deliver import Deliverer
from comanda.notifications.webhooks.log import forget_log
from comanda.reservations.lapse import sweep
from comanda.store.database import SESSION_OPTIONS, Database
from comanda.store.idempotency import forget_answers
from comanda.store.rate_limits import forget_windows

KEEP_ANSWERS_HOURS = 24
"""How long the answer to an idempotency key is kept."""
SWEEP_SECONDS = 60
"""How often reservations are looked through that come to nothing by themselves, where no worker does it."""

_log = structlog.get_logger(__name__)


def job_app(url: str, database: Database) -> App:
    """Return the job queue of a database, with all tasks registered."""
    connector = PsycopgConnector(conninfo=url, kwargs={"options": SESSION_OPTIONS}, min_size=1, max_size=4)
    app = App(connector=connector)

    @app.periodic(cron="*/10 * * * *")
    @app.task(queueing_lock="retry_stalled", pass_context=True)
    async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Take up again the jobs of workers that are gone."""
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs():
            _log.warning("retrying a stalled job", job=job.id, task=job.task_name)
            await manager.retry_job(job)

    @app.periodic(cron="* * * * *")
    @app.task(queueing_lock="sweep_reservations")
    async def sweep_reservations(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Give up reservations that nobody paid for in time, and those whose parties did not come."""
        swept = await sweep(database)
        _log.info("gave up reservations", count=swept)

    @app.periodic(cron="7 * * * *")
    @app.task(queueing_lock="forget_answers")
    async def forget(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Forget the answers to idempotency keys that nobody will send again."""
        forgotten = await forget_answers(database, KEEP_ANSWERS_HOURS)
        _log.info("forgot kept answers", count=forgotten)

    @app.periodic(cron="27 4 * * *")
    @app.task(queueing_lock="forget_spent")
    async def forget_grants(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Forget codes and refresh tokens of apps that are long over."""
        forgotten = await forget_spent(database)
        _log.info("forgot codes and refresh tokens", count=forgotten)

    @app.periodic(cron="17 4 * * *")
    @app.task(queueing_lock="forget_windows")
    async def forget_counts(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Forget how often things were asked long ago."""
        await forget_windows(database)

    @app.periodic(cron="37 4 * * *")
    @app.task(queueing_lock="forget_webhooks")
    async def forget_webhooks(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Forget what webhook endpoints were sent long ago."""
        forgotten = await forget_log(database)
        _log.info("forgot webhook events", count=forgotten)

    return app


@asynccontextmanager
async def delivering(database: Database, *, webhooks_allow_local: bool = False) -> AsyncIterator[None]:
    """Tell card terminals and webhook endpoints of changes for as long as the block lasts.

    Args:
        webhooks_allow_local: let webhook endpoints on this machine be called.
    """
    stop = asyncio.Event()
    webhooks = Deliverer(database, PAYLOADS, allow_local=webhooks_allow_local)
    tasks = [
        asyncio.create_task(keep_delivering(database, stop)),
        asyncio.create_task(webhooks.keep_delivering(stop)),
    ]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
        await webhooks.close()


@asynccontextmanager
async def working_inline(
    database: Database, *, wanted: bool, webhooks_allow_local: bool = False
) -> AsyncIterator[None]:
    """Do a worker's urgent work here for as long as the block lasts, if that is wanted: what cannot wait for a night.

    Args:
        webhooks_allow_local: let webhook endpoints on this machine be called.
    """
    if not wanted:
        yield
        return
    stop = asyncio.Event()
    sweeping = asyncio.create_task(_keep_sweeping(database, stop))
    try:
        async with delivering(database, webhooks_allow_local=webhooks_allow_local):
            yield
    finally:
        stop.set()
        await sweeping


async def _keep_sweeping(database: Database, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await sweep(database)
        except Exception as error:  # whatever it was, tables would be kept for nobody if this loop ended
            _log.warning("giving up reservations failed; trying again", error=str(error))
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)
