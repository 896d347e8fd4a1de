"""What processes say of themselves: one JSON object a line, on standard error."""

import logging
import sys

import structlog


def configure_logs() -> None:
    """Send our own log to standard error as JSON, and keep a library's repetition of what we report quiet."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # It warns of every statement that follows a refused one in a pipeline.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
