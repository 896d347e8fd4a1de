"""What a caller did not say, where saying nothing and taking away are two things."""

from enum import Enum
from typing import Final, Literal, TypeVar

T = TypeVar("T")


class _Unsaid(Enum):
    UNSAID = "unsaid"


Unsaid = Literal[_Unsaid.UNSAID]
UNSAID: Final = _Unsaid.UNSAID


def said_or(said: T | Unsaid, kept: T) -> T:
    """Return what was said, or else what there is."""
    return kept if said is UNSAID else said
