"""The shapes of answers, for the documentation and for the tests that hold the presenters to it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """An object whose keys are all there."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SecretOut(Shape):
    """A live signing secret: its beginning, never all of it."""

    hint: str
    created_at: str
    expires_at: str | None


class EndpointOut(Shape):
    """A webhook endpoint."""

    id: str
    app_id: str | None
    url: str
    topics: list[str]
    description: str | None
    status: Literal["enabled", "disabled"]
    disabled_reason: Literal["failing", "by_hand"] | None
    disabled_at: str | None
    paused_events: int
    secrets: list[SecretOut]
    created_at: str
    updated_at: str


class NewSecretOut(EndpointOut):
    """A webhook endpoint with its new secret, which is shown this once."""

    secret: str


class EndpointsOut(Shape):
    """A restaurant's webhook endpoints."""

    data: list[EndpointOut]


class AttemptOut(Shape):
    """One attempt: what went out, what came back, how long it took."""

    id: str
    at: str
    request_headers: dict[str, str]
    response_status: int | None
    response_body: str
    error: str | None
    duration_ms: int


class DeliveryOut(Shape):
    """An event on its way to an endpoint; attempts newest first."""

    id: str
    event_id: str
    topic: str
    object_id: str
    location_id: str | None
    status: Literal["pending", "delivered", "paused"]
    failures: int
    event_at: str
    created_at: str
    delivered_at: str | None
    next_attempt_at: str | None
    attempts: list[AttemptOut]


class WholeDeliveryOut(DeliveryOut):
    """A delivery with what is sent, byte by byte; null before the first attempt."""

    request_body: str | None


class DeliveriesOut(Shape):
    """A page of the log, newest first; `next` is null on the last one."""

    data: list[DeliveryOut]
    next: str | None


class TestOut(Shape):
    """The delivery of a test event."""

    delivery_id: str


class RedeliveredOut(Shape):
    """How many deliveries are sent again."""

    count: int
