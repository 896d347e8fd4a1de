"""All settings, read once from the environment (`COMANDA_…`) and checked."""

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a process needs to know. Every field is an environment variable `COMANDA_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="COMANDA_", extra="ignore")

    database_url: str | None = None
    """Any PostgreSQL 15 or newer; without it an embedded one runs in `data`."""
    migration_url: str | None = None
    """A login that may create roles and tables, when `database_url`'s may not."""
    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("comanda")))
    """Folder of the embedded database."""
    pool_size: int = Field(default=16, ge=1, le=200)
    """Database connections per process."""
    public_url: str | None = None
    """Where guests reach this installation (`https://eat.example`), for QR codes; by default the address asked."""
    allowed_origins: list[str] = Field(default=["*"])
    """Origins of pages that may call the Guest API from elsewhere, as a JSON list. Callers prove who they are with
    tokens they were given and never with cookies, so `*` gives a foreign page nothing it could not get without."""
    app_requests_per_minute: int = Field(default=600_000, ge=1)
    """Requests that a partner app may make for one restaurant in a minute, over all processes. The default only keeps a
    runaway app from taking a whole machine; lower it where many share one."""
    max_body_bytes: int = Field(default=1_000_000, ge=1_000)
    """Largest request body taken by any API."""
    access_token_seconds: int = Field(default=1_209_600, ge=60)
    """How long an access token of a partner app lives; its refresh tokens live for 180 days."""
    work_inline: bool = False
    """Tell card terminals and webhook endpoints of changes, and give up reservations in time, from the web processes,
    so that `comanda worker` is not needed for it."""
    webhooks_allow_local: bool = False
    """Let webhook endpoints be on this machine, by http too; for developers, and the demo."""
