"""What can go wrong, said once: a stable code, a sentence for people, and the fields it is about.

A surface maps the class to its own status and envelope; nothing here knows of HTTP.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that cannot be taken: its path as the caller wrote it (`items[0].qty`), and what was expected."""

    field: str
    message: str
    code: str = "invalid"


class ComandaError(Exception):
    """A refusal with a stable `code`, a `detail` sentence and the `fields` concerned."""

    code = "error"

    def __init__(self, detail: str, *, code: str | None = None, fields: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields
        if code is not None:
            self.code = code


class Invalid(ComandaError):
    """The request says something that cannot be taken; nothing was changed."""

    code = "invalid"

    @classmethod
    def field(cls, field: str, message: str, code: str = "invalid") -> "Invalid":
        """Return the refusal of one field."""
        return cls.fields_of([FieldProblem(field, message, code)])

    @classmethod
    def fields_of(cls, problems: list[FieldProblem]) -> "Invalid":
        """Return the refusal of one or more fields; the detail names the first."""
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return cls(f"{first.field}: {first.message}{more}", code=first.code, fields=tuple(problems))


class Malformed(ComandaError):
    """The body cannot be read at all."""

    code = "malformed"


class TooLarge(ComandaError):
    """The body is larger than the surface takes."""

    code = "too_large"


class Unauthenticated(ComandaError):
    """No credential, or one that is unknown, expired or revoked."""

    code = "unauthenticated"


class Forbidden(ComandaError):
    """A good credential that may not do this."""

    code = "forbidden"


class NotFound(ComandaError):
    """No such thing for this caller; another tenant's thing is the same."""

    code = "not_found"


class Conflict(ComandaError):
    """The thing's present state, or somebody else's write, stands against it."""

    code = "conflict"


class TooMany(ComandaError):
    """Asked too often; ask again after `retry_after` seconds."""

    code = "rate_limited"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(ComandaError):
    """It cannot be done just now; the same call may be sent again after `retry_after` seconds."""

    code = "unavailable"
    retry_after = 1
