"""What administrators' programs send of apps."""

from typing import Annotated

from pydantic import Field

from comanda.api.http.fields import Text
from comanda.api.manage.schemas import Said

Name = Annotated[
    Text,
    Field(
        description="1 to 50 characters; people see it when they are asked to connect the app.",
        examples=["Harbour POS"],
    ),
]
RedirectUris = Annotated[
    list[Text],
    Field(
        description=(
            "Where people are sent back to, compared letter by letter: https, or http to the app's own machine"
            " (127.0.0.1); a public app may also have a scheme of its own, such as `com.example.app:/callback`."
        ),
        examples=[["https://app.example/callback"]],
    ),
]


class AppIn(Said):
    """An app to be registered."""

    name: Name
    redirect_uris: RedirectUris
    public: bool = Field(
        False, description="It runs on other people's devices: it gets no secret and must use PKCE.", strict=True
    )


class AppChangeIn(Said):
    """A change of an app; what is not sent stays as it is."""

    name: Name | None = None
    redirect_uris: RedirectUris | None = None


class AppRotationIn(Said):
    """How an app's secret is replaced."""

    at_once: bool = Field(
        False,
        description="End every other secret now; otherwise the present one goes on working for 24 hours.",
        strict=True,
    )


APP_BODIES = (AppIn, AppChangeIn, AppRotationIn)
