"""Background work: a job exists exactly when the data it is about does, and somebody is seen to be doing them."""

import structlog
from procrastinate import App, JobContext, PsycopgConnector

from comanda.store.database import SESSION_OPTIONS

_log = structlog.get_logger(__name__)

KEEP_ANSWERS_HOURS = 24
"""How long the answer to an idempotency key is kept."""


def job_app(url: str) -> App:
    """Return the job queue on a database, with all tasks registered."""
    app = App(connector=PsycopgConnector(conninfo=url, kwargs={"options": SESSION_OPTIONS}, min_size=1, max_size=4))

    @app.periodic(cron="*/10 * * * *")
    @app.task(queueing_lock="retry_stalled", pass_context=True)
    async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - given to periodic tasks
        """Take up again the jobs of workers that are gone."""
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs():
            _log.warning("retrying a stalled job", job=job.id, task=job.task_name)
            await manager.retry_job(job)

    return app
