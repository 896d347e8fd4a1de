"""What administrators' programs send. Unknown keys are refused, so that none is misspelt in silence."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from comanda.api.http.fields import Id, Instant, Text, Text200
from comanda.notifications.webhooks.endpoints import KEEP_OLD_SECRET_SECONDS
from comanda.notifications.webhooks.rules import TOPICS

_MOST_TOPICS = 100
Topics = Annotated[
    list[Text],
    Field(
        max_length=_MOST_TOPICS,
        description=f"What it wants to hear of: {', '.join(TOPICS)}.",
        examples=[["order.created", "order.updated"]],
    ),
]
Url = Annotated[
    Text,
    Field(
        description="Where messages are sent: https, on the public internet.",
        examples=["https://app.example/webhooks"],
    ),
]


class Said(BaseModel):
    """A query, or a body."""

    model_config = ConfigDict(extra="forbid")


class EndpointIn(Said):
    """A webhook endpoint to be made."""

    url: Url
    topics: Topics
    description: Text200 | None = Field(None, description="For people to tell it from others.")
    app_id: Id | None = Field(
        None, description="The app whose endpoint it is: it hears nothing any more once the app is put out."
    )


class EndpointChangeIn(Said):
    """A change of a webhook endpoint; what is not sent stays as it is."""

    url: Url | None = None
    topics: Topics | None = None
    description: Text200 | None = Field(None, description="null takes it away.")
    status: Literal["enabled", "disabled"] | None = Field(
        None, description="Disabled, it misses what happens; enabling it is as good as to resume it."
    )


class RotationIn(Said):
    """How a secret is replaced."""

    keep_old_for_seconds: int = Field(
        KEEP_OLD_SECRET_SECONDS,
        ge=0,
        le=7 * 86_400,
        description="How long the old secret goes on signing beside the new one; 0 ends it at once.",
    )


class RedeliveryIn(Said):
    """What is to be sent again: one delivery, or all that were noted in a period."""

    delivery_id: Id | None = None
    from_: Instant | None = Field(None, alias="from", description="Noted at this or after it.")
    to: Instant | None = Field(None, description="Noted before this; by default until now.")


class DeliveriesQuery(Said):
    """The delivery log."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Id | None = Field(None, description="Go on behind this delivery: `next` of the page before.")
    status: Literal["pending", "delivered", "paused"] | None = None
    topic: Text | None = None
    from_: Instant | None = Field(None, alias="from", description="Noted at this or after it.")
    to: Instant | None = Field(None, description="Noted before this.")


BODIES = (EndpointIn, EndpointChangeIn, RotationIn, RedeliveryIn)
