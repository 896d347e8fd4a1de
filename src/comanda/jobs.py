"""Background work: the job queue, in the same database, and what runs in it and beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from procrastinate import App, JobContext, PsycopgConnector

from comanda.notifications.terminals import keep_delivering
from comanda.store.database import SESSION_OPTIONS, Database
from comanda.store.idempotency import forget_answers
from comanda.store.rate_limits import forget_windows

KEEP_ANSWERS_HOURS = 24
"""How long the answer to an idempotency key is kept."""

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

    @app.periodic(cron="7 * * * *")
    @app.task(queueing_lock="forget_answers")
    async def forget(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Forget the answers to idempotency keys that nobody will send again."""
        forgotten = await forget_answers(database, KEEP_ANSWERS_HOURS)
        _log.info("forgot kept answers", count=forgotten)

    @app.periodic(cron="17 4 * * *")
    @app.task(queueing_lock="forget_windows")
    async def forget_counts(timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Forget how often things were asked long ago."""
        await forget_windows(database)

    return app


@asynccontextmanager
async def delivering(database: Database, *, wanted: bool = True) -> AsyncIterator[None]:
    """Tell card terminals of changes for as long as the block lasts, if that is wanted here."""
    stop = asyncio.Event()
    task = asyncio.create_task(keep_delivering(database, stop)) if wanted else None
    try:
        yield
    finally:
        stop.set()
        if task is not None:
            await task
