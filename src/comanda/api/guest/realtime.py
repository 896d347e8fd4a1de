"""What rooms are told of events: the documented messages, and who hears each."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from comanda.notifications.realtime import LoggedEvent, Message
from comanda.ordering.order import Order
from comanda.ordering.queries import load_orders
from comanda.store.database import Database

_SESSION = {
    "session.requested": "session:pending",
    "session.approved": "session:approved",
    "session.rejected": "session:rejected",
    "session.started": "session:started",
    "session.ended": "session:ended",
    "session.moved": "session:moved",
    "session.merged": "session:merged",
    "session.updated": "session:updated",
    "cart.updated": "cart:updated",
}
_FOR_GUESTS = {"session.approved", "session.rejected", "session.ended", "session.moved", "session.merged"}
_TABLE_AFTER = {
    "session.approved": "occupied",
    "session.started": "occupied",
    "session.ended": "available",
    "session.rejected": "available",
    "session.moved": "occupied",
}
_ORDERS = {
    "order.created": "order:new",
    "order.updated": "order:updated",
    "order.item_progressed": "order:item_status",
    "order.cancelled": "order:cancelled",
    "order.paid": "payment:recorded",
    "order.void_seen": "order:updated",
    "order.locked": "order:updated",
    "order.unlocked": "order:updated",
}
_BOOK = ("reservation.", "waitlist.", "slots.")
"""Events after which the reservation book looks different."""


async def messages_of(database: Database, events: list[LoggedEvent]) -> list[Message]:
    """Return what rooms are told of events, in their order. Orders are told as they are by now."""
    wanted: dict[UUID, set[UUID]] = defaultdict(set)
    for event in events:
        if event.topic in _ORDERS:
            wanted[event.tenant_id].add(event.object_id)
    orders: dict[UUID, Order] = {}
    for tenant_id, ids in wanted.items():
        async with database.unit_of_work(tenant_id) as work:
            orders.update({order.id: order for order in await load_orders(work, list(ids))})
    return [message for event in events for message in _messages(event, orders.get(event.object_id))]


def _messages(event: LoggedEvent, order: Order | None) -> list[Message]:
    branch = f"branch:{event.location_id}"
    if event.topic in _SESSION:
        return _session_messages(event, branch)
    if event.topic.startswith("guest."):
        return _guest_messages(event, branch)
    if event.topic in _ORDERS:
        return _order_messages(event, order, branch) if order is not None else []
    said = event.payload
    if event.topic == "table.status_changed":
        return [_message(event, "table:status", _table(said["table"]) | {"status": said["status"]}, branch)]
    if event.topic == "service_request.created":
        return [_message(event, f"table:{said['kind']}", _call(said), branch, f"session:{said['session']}")]
    if event.topic in ("service_request.acknowledged", "service_request.resolved"):
        kind = event.topic.replace(".", ":")
        return [_message(event, kind, _call(said), branch, f"session:{said['session']}")]
    if event.topic == "menu.availability_changed":
        payload = _availability(said)
        return [_message(event, "menu:availability", payload, branch, f"menu:{event.location_id}")]
    if event.topic.startswith(_BOOK):
        return [_message(event, "book:changed", {"topic": event.topic, "id": str(event.object_id)}, branch)]
    return []


def _message(event: LoggedEvent, kind: str, payload: dict[str, Any], *rooms: str) -> Message:
    return Message(event.seq, kind, payload, rooms, event.created_at)


def _availability(said: dict[str, Any]) -> dict[str, Any]:
    """Tell of a dish; what is out may be one of its variants, or an option of no dish in particular."""
    if "variant" in said:
        return {
            "menuItemId": said["item"],
            "isAvailable": said["item_available"],
            "variantId": said["variant"],
            "isVariantAvailable": said["available"],
        }
    if "option" in said:
        return {"menuItemId": None, "modifierId": said["option"], "isAvailable": said["available"]}
    return {"menuItemId": said["item"], "isAvailable": said["available"]}


def _table(said: dict[str, Any]) -> dict[str, Any]:
    return {"tableId": said["id"], "number": said["number"], "tableNumber": said["number"]}


def _session_messages(event: LoggedEvent, branch: str) -> list[Message]:
    said = event.payload
    tables = said["tables"]
    payload: dict[str, Any] = {
        "sessionId": said["session"],
        "tableId": tables[0]["id"] if tables else None,
        "tableNumber": tables[0]["number"] if tables else None,
        "customerName": said["customer_name"],
    }
    if said.get("reason"):
        payload["reason"] = said["reason"]
    session = f"session:{said['session']}"
    if event.topic == "cart.updated":
        return [_message(event, "cart:updated", {"sessionId": said["session"]}, session)]
    rooms = [branch]
    if event.topic in _FOR_GUESTS:
        rooms.append(session)
    if event.topic == "session.merged":
        payload["mergedSessionId"] = said["joined"]
        rooms.append(f"session:{said['joined']}")
    found = [_message(event, _SESSION[event.topic], payload, *rooms)]
    after = _TABLE_AFTER.get(event.topic)
    if after is not None:
        found += [_message(event, "table:status", _table(table) | {"status": after}, branch) for table in tables]
    if "left" in said:
        found.append(_message(event, "table:status", _table(said["left"]) | {"status": "available"}, branch))
    return found


def _guest_messages(event: LoggedEvent, branch: str) -> list[Message]:
    said = event.payload
    payload = {"sessionId": said["session"], "guestId": said["guest"], "guestName": said["guest_name"]}
    tables = said["tables"]
    payload["tableId"] = tables[0]["id"] if tables else None
    payload["tableNumber"] = tables[0]["number"] if tables else None
    room, session = f"guest:{said['guest']}", f"session:{said['session']}"
    kind = event.topic.replace(".", ":")
    found = [_message(event, kind, payload, branch, session)]
    if event.topic == "guest.admitted":
        # For the phone that waited, this is what it waited for.
        found.append(_message(event, "session:approved", payload, room))
    elif event.topic == "guest.refused":
        found.append(_message(event, "session:rejected", payload, room))
    return found


def _order_messages(event: LoggedEvent, order: Order, branch: str) -> list[Message]:
    rooms = [branch, f"{branch}:kitchen"]
    if order.session_id is not None:
        rooms.append(f"session:{order.session_id}")
    payload: dict[str, Any] = {
        "orderId": str(order.id),
        "orderNumber": order.order_no,
        "status": order.round_status,
        "tableSessionId": str(order.session_id) if order.session_id else None,
        "tableId": str(order.tables[0].id) if order.tables else None,
        "tableName": order.tables[0].name if order.tables else None,
        "tableNumber": order.tables[0].number if order.tables else None,
        "total": order.due,
        "notes": order.notes,
    }
    lines = [
        {"id": str(line.id), "name": line.name, "quantity": line.qty, "status": line.status} for line in order.lines
    ]
    kind = _ORDERS[event.topic]
    if kind == "order:new":
        payload["items"] = lines
    elif "line" in event.payload:
        kind = "order:item_status"
        payload["item"] = next((line for line in lines if line["id"] == event.payload["line"]), None)
    elif kind == "order:cancelled":
        payload["reason"] = order.void_reason
    elif kind == "payment:recorded":
        payload["paid"], payload["outstanding"] = order.ledger.net, order.outstanding
    return [_message(event, kind, payload, *rooms)]


def _call(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "requestId": said["call"],
        "tableSessionId": said["session"],
        "tableId": said["table"]["id"],
        "tableNumber": said["table"]["number"],
        "action": said["kind"],
        "customerName": said["guest_name"],
    }
