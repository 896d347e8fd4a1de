"""The states of an order and of its lines, and everything that is derived from them."""

from collections.abc import Sequence
from enum import StrEnum

from comanda.kernel.errors import Conflict


class Status(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PENDING_PAYMENT = "pending_payment"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    CANCELLED_PAYMENT = "cancelled_payment"


class Kitchen(StrEnum):
    """How far the kitchen is with a line."""

    DEFAULT = "default"
    PENDING = "pending"
    FULFILLED = "fulfilled"


class Expedite(StrEnum):
    """How far a line is on its way to the guest."""

    DEFAULT = "default"
    PENDING = "pending"
    EXPEDITED = "expedited"


class ItemStatus(StrEnum):
    """How far a line is, in one word."""

    PENDING = "pending"
    PREPARING = "preparing"
    READY = "ready"
    SERVED = "served"


class Round(StrEnum):
    """How far an order is, in one word, as guests and staff follow it."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    READY = "ready"
    SERVED = "served"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What may be asked of an order."""

    ACCEPT = "accept"
    PENDING = "pending"
    PENDING_PAYMENT = "pending_payment"
    CLOSE = "close"
    OPEN = "open"
    CANCEL = "cancel"


_TRANSITIONS = {
    (Status.PENDING, Action.ACCEPT): Status.OPEN,
    (Status.PENDING, Action.PENDING_PAYMENT): Status.PENDING_PAYMENT,
    (Status.PENDING, Action.CANCEL): Status.CANCELLED,
    (Status.PENDING_PAYMENT, Action.PENDING): Status.PENDING,
    (Status.PENDING_PAYMENT, Action.CANCEL): Status.CANCELLED_PAYMENT,
    (Status.OPEN, Action.CLOSE): Status.CLOSED,
    (Status.OPEN, Action.CANCEL): Status.CANCELLED,
    (Status.CLOSED, Action.OPEN): Status.OPEN,
    (Status.CLOSED, Action.CANCEL): Status.CANCELLED,
}
LIVE = frozenset({Status.PENDING, Status.PENDING_PAYMENT, Status.OPEN})
"""Orders that may still be changed."""


def next_status(status: Status, action: Action, *, has_transactions: bool) -> Status:
    """Return what `action` makes of an order.

    Args:
        has_transactions: whether any payment or refund stands on it; such an order is not cancelled.

    Raises:
        Conflict: `wrong_transition` or `has_transactions`.
    """
    wanted = _TRANSITIONS.get((status, action))
    if wanted is None:
        allowed = sorted(str(act) for was, act in _TRANSITIONS if was is status and act is not Action.ACCEPT)
        can = f"it can only be changed by: {', '.join(allowed)}" if allowed else "it cannot be changed any more"
        raise Conflict(f"An order that is {status} does not take the action {action}; {can}.", code="wrong_transition")
    if action is Action.CANCEL and has_transactions:
        raise Conflict("An order with payments or refunds cannot be cancelled.", code="has_transactions")
    return wanted


def check_changeable(status: Status) -> None:
    """Refuse to change an order that is over.

    Raises:
        Conflict: `order_not_changeable`.
    """
    if status not in LIVE:
        raise Conflict(f"An order that is {status} cannot be changed.", code="order_not_changeable")


def check_payable(status: Status) -> None:
    """Refuse payments and refunds on an order that was cancelled.

    Raises:
        Conflict: `order_cancelled`.
    """
    if status in (Status.CANCELLED, Status.CANCELLED_PAYMENT):
        raise Conflict("A cancelled order takes no payments or refunds.", code="order_cancelled")


def check_live(status: Status) -> None:
    """Refuse to lock or pay, at a terminal, an order that is over: finished ones stay as they are.

    Raises:
        Conflict: `order_not_payable`.
    """
    if status not in LIVE:
        raise Conflict(f"An order that is {status} is not paid at a terminal.", code="order_not_payable")


def check_cookable(status: Status) -> None:
    """Refuse kitchen and expedite progress on an order that is not to be made.

    Raises:
        Conflict: `order_not_cookable`.
    """
    if status not in (Status.PENDING, Status.OPEN, Status.CLOSED):
        raise Conflict(f"The items of an order that is {status} are not prepared.", code="order_not_cookable")


def roll_up(done: int, count: int, all_done: str) -> str | None:
    """Return an order's kitchen or expedite status from how many of its lines are done: None, partial or all."""
    if done == 0:
        return None
    return all_done if done == count else "partial"


def kitchen_status(lines: Sequence[Kitchen]) -> str | None:
    """Return `fulfilled`, `partial` or None for an order with these lines."""
    return roll_up(sum(line is Kitchen.FULFILLED for line in lines), len(lines), "fulfilled")


def expedite_status(lines: Sequence[Expedite]) -> str | None:
    """Return `expedited`, `partial` or None for an order with these lines."""
    return roll_up(sum(line is Expedite.EXPEDITED for line in lines), len(lines), "expedited")


PROGRESS: dict[ItemStatus, tuple[Kitchen, Expedite]] = {
    ItemStatus.PENDING: (Kitchen.DEFAULT, Expedite.DEFAULT),
    ItemStatus.PREPARING: (Kitchen.PENDING, Expedite.DEFAULT),
    ItemStatus.READY: (Kitchen.FULFILLED, Expedite.DEFAULT),
    ItemStatus.SERVED: (Kitchen.FULFILLED, Expedite.EXPEDITED),
}
"""What a line's one word is in the kitchen and on its way to the guest."""

_ITEM_STEPS: dict[ItemStatus, set[ItemStatus]] = {
    # A cook with one button does not say that they began.
    ItemStatus.PENDING: {ItemStatus.PREPARING, ItemStatus.READY},
    ItemStatus.PREPARING: {ItemStatus.READY, ItemStatus.PENDING},
    ItemStatus.READY: {ItemStatus.SERVED, ItemStatus.PREPARING},
    ItemStatus.SERVED: {ItemStatus.READY},
}
_ROUND_STEPS: dict[Round, set[Round]] = {
    Round.PENDING: {Round.CONFIRMED, Round.PREPARING, Round.CANCELLED},
    Round.CONFIRMED: {Round.PREPARING, Round.CANCELLED},
    Round.PREPARING: {Round.READY, Round.CANCELLED, Round.CONFIRMED},
    Round.READY: {Round.SERVED, Round.PREPARING},
    Round.SERVED: {Round.COMPLETED, Round.READY},
    Round.COMPLETED: set(),
    Round.CANCELLED: set(),
}


_OF_ALL = {
    ItemStatus.PENDING: Round.CONFIRMED,
    ItemStatus.PREPARING: Round.PREPARING,
    ItemStatus.READY: Round.READY,
    ItemStatus.SERVED: Round.SERVED,
}


def item_status(kitchen: Kitchen, expedite: Expedite) -> ItemStatus:
    """Return how far a line is, in one word."""
    if expedite is Expedite.EXPEDITED:
        return ItemStatus.SERVED
    if kitchen is Kitchen.FULFILLED:
        return ItemStatus.READY
    return ItemStatus.PREPARING if kitchen is Kitchen.PENDING else ItemStatus.PENDING


def round_status(status: Status, lines: Sequence[ItemStatus]) -> Round:
    """Return how far an order with these lines is, in one word."""
    if status in (Status.PENDING, Status.PENDING_PAYMENT):
        return Round.PENDING
    if status in (Status.CANCELLED, Status.CANCELLED_PAYMENT):
        return Round.CANCELLED
    if status is Status.CLOSED:
        return Round.COMPLETED
    if all(line is ItemStatus.SERVED for line in lines):
        return Round.SERVED
    if all(line in (ItemStatus.READY, ItemStatus.SERVED) for line in lines):
        return Round.READY
    if all(line is ItemStatus.PENDING for line in lines):
        return Round.CONFIRMED
    return Round.PREPARING


def moves_along(order: Round, line: ItemStatus, wanted: ItemStatus) -> bool:
    """Tell whether a line goes with its order to `wanted`: forward, those that are behind; a step back, those ahead."""
    steps = list(ItemStatus)
    forward = list(Round).index(order) < list(Round).index(_OF_ALL[wanted])
    behind = steps.index(line) < steps.index(wanted)
    return behind if forward else line is not wanted and not behind


def check_item_step(was: ItemStatus, wanted: ItemStatus) -> None:
    """Refuse a step that a line cannot take; standing still is none.

    Raises:
        Conflict: `wrong_transition`.
    """
    if wanted is not was and wanted not in _ITEM_STEPS[was]:
        raise Conflict(f"An item that is {was} cannot become {wanted}.", code="wrong_transition")


def check_round_step(was: Round, wanted: Round) -> None:
    """Refuse a step that an order cannot take; standing still is none.

    Raises:
        Conflict: `wrong_transition`.
    """
    if wanted is not was and wanted not in _ROUND_STEPS[was]:
        raise Conflict(f"An order that is {was} cannot become {wanted}.", code="wrong_transition")
