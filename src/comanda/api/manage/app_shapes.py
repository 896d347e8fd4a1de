"""The shapes of answers about apps and what they have access to."""

from comanda.api.manage.shapes import Shape


class AppSecretOut(Shape):
    """A live secret of an app: its beginning, never all of it."""

    hint: str
    created_at: str
    expires_at: str | None


class AppOut(Shape):
    """An app that the restaurant registered."""

    id: str
    client_id: str
    name: str
    redirect_uris: list[str]
    public: bool
    active: bool
    secrets: list[AppSecretOut]
    created_at: str


class NewAppSecretOut(AppOut):
    """An app with its new secret, which is shown this once; null for a public app."""

    client_secret: str | None


class AppsOut(Shape):
    """A restaurant's apps, newest first."""

    data: list[AppOut]


class ConnectedAppOut(Shape):
    """An app that has access; `client_id` is null when it was never registered but only given tokens."""

    name: str
    client_id: str | None


class TokenOut(Shape):
    """An app's access to the restaurant, however many tokens came of it.

    `granted_by` is null for a token that was issued by hand; `hint` is how the newest access token begins; `expires_at`
    is when access ends if the app never asks for a new token.
    """

    id: str
    app: ConnectedAppOut
    granted_by: str | None
    hint: str | None
    scopes: list[str]
    created_at: str
    last_token_at: str | None
    expires_at: str | None


class TokensOut(Shape):
    """What has access to the restaurant now, newest first."""

    data: list[TokenOut]
