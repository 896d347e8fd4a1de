"""`/ws`: what happens, as it happens, to phones and staff screens."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from comanda.api.guest.services import GuestServices
from comanda.dining.guest_tokens import ROLE, SeatedGuest, renew_guest_token, resolve_guest
from comanda.dining.session import GuestStatus, SessionStatus
from comanda.identity.people import resolve_staff
from comanda.identity.signing import expiry
from comanda.kernel.errors import ComandaError, Forbidden, Unauthenticated
from comanda.notifications.realtime import Hub, Listener, Message
from comanda.restaurants.queries import location_ids

AUTH_WITHIN_SECONDS = 10
HEARTBEAT_SECONDS = 5
RECHECK_SECONDS = 15
"""How often a socket that stays open is asked whether its token still counts."""
SEND_WITHIN_SECONDS = 10
MOST_BYTES = 4_096
MOST_A_MINUTE = 120
EXPIRED, SLOW, TOO_MUCH, TOO_LONG = 4401, 4408, 4429, 1009
_MAY_CHANGE_ROOMS = {"session:approved", "session:rejected", "session:ended", "session:moved", "session:merged"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a socket belongs to."""

    name: str
    tenant_id: UUID
    locations: frozenset[UUID]
    rooms: frozenset[str]
    expires_at: datetime
    guest: SeatedGuest | None


async def identify(services: GuestServices, token: str) -> Caller:
    """Return who holds a token, and which rooms it opens: the server decides, from the token alone.

    Raises:
        Unauthenticated: it is not ours, has expired, or whose holder signed out.
        Forbidden: the session is over, or the phone was refused.
    """
    claims = await services.signer.read(token)
    if claims is None:
        raise Unauthenticated("The token is not valid, or has expired.")
    if claims.get("role") == ROLE:
        return _guest(await resolve_guest(services.database, services.signer, token))
    found = await resolve_staff(services.database, services.signer, token)
    if found is None or found[0].tenant_id is None:
        raise Unauthenticated("The token is not valid, or has expired.")
    person, tenant_id = found[0], found[0].tenant_id
    places = [place for place in await location_ids(services.database, tenant_id) if person.works_at(place)]
    rooms = {f"branch:{place}" for place in places} | {f"branch:{place}:kitchen" for place in places}
    return Caller(str(person.id), tenant_id, frozenset(places), frozenset(rooms), expiry(claims), None)


def _guest(who: SeatedGuest) -> Caller:
    session = who.session
    if session.status not in (SessionStatus.PENDING, SessionStatus.ACTIVE) or who.guest.status is GuestStatus.REFUSED:
        raise Forbidden("The session has ended.", code="session_ended")
    rooms = {f"guest:{who.guest.id}", f"menu:{session.location_id}"}
    if who.guest.status is GuestStatus.ADMITTED:
        rooms |= {f"session:{session.id}"} | {f"table:{table.id}" for table in session.tables}
    return Caller(
        str(session.id),
        who.actor.tenant_id,
        frozenset({session.location_id}),
        frozenset(rooms),
        who.expires_at,
        who,
    )


def is_welcome(origin: str | None, host: str | None, allowed: Sequence[str]) -> bool:
    """Tell whether a page of this origin may open a socket. Programs send no origin; browsers always do."""
    if origin is None or "*" in allowed or origin in allowed:
        return True
    return urlsplit(origin).netloc == host


class Sockets:
    """The endpoint of `/ws`."""

    def __init__(self, services: GuestServices, hub: Hub, allowed_origins: Sequence[str]) -> None:
        self._services = services
        self._hub = hub
        self._allowed = allowed_origins

    async def __call__(self, socket: WebSocket) -> None:
        """Serve one socket until either side has had enough."""
        if not is_welcome(socket.headers.get("origin"), socket.headers.get("host"), self._allowed):
            await socket.send_denial_response(Response("This origin may not connect.", 403))
            return
        token, seq = socket.query_params.get("token"), _whole(socket.query_params.get("seq"))
        if token is not None:
            try:
                caller = await identify(self._services, token)
            except ComandaError as error:
                await socket.send_denial_response(Response(error.detail, 401))
                return
            await socket.accept()
        else:
            await socket.accept()
            greeted = await self._greet(socket)
            if greeted is None:
                return
            caller, token, seq = greeted
        await _Conversation(self._services, self._hub, socket, caller, token).run(seq)

    async def _greet(self, socket: WebSocket) -> tuple[Caller, str, int | None] | None:
        """Wait for the message that says who is there."""
        try:
            async with asyncio.timeout(AUTH_WITHIN_SECONDS):
                said = await _receive(socket)
            if not isinstance(said, dict) or said.get("type") != "auth" or not isinstance(said.get("token"), str):
                raise Unauthenticated("The first message must be auth, with a token.")
            return await identify(self._services, said["token"]), said["token"], _whole(said.get("seq"))
        except ComandaError as error:
            await _send(socket, {"type": "auth:error", "message": error.detail, "timestamp": _now()})
            await socket.close(EXPIRED)
        except TimeoutError:
            await socket.close(EXPIRED)
        except WebSocketDisconnect:
            pass
        return None


class _Conversation:
    def __init__(self, services: GuestServices, hub: Hub, socket: WebSocket, caller: Caller, token: str) -> None:
        self._services = services
        self._hub = hub
        self._socket = socket
        self._caller = caller
        self._token = token
        self._sending = asyncio.Lock()

    async def run(self, seq: int | None) -> None:
        listener = await self._hub.join(self._caller.locations, self._caller.rooms)
        try:
            # What is told from here on waits in the queue; what was missed comes before it.
            await self._send(
                {
                    "type": "auth:success",
                    "userId": self._caller.name,
                    "payload": {"rooms": sorted(self._caller.rooms)},
                    "timestamp": _now(),
                    "seq": self._hub.seq if seq is None else min(seq, self._hub.seq),
                }
            )
            if seq is not None:
                await self._replay(listener, seq)
            tasks = [
                asyncio.create_task(work)
                for work in (self._tell(listener), self._hear(), self._beat(listener), self._recheck(listener))
            ]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        except (WebSocketDisconnect, TimeoutError, RuntimeError):
            pass
        finally:
            self._hub.leave(listener)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await self._socket.close()

    async def _send(self, said: dict[str, Any]) -> None:
        async with self._sending, asyncio.timeout(SEND_WITHIN_SECONDS):
            await _send(self._socket, said)

    async def _replay(self, listener: Listener, seq: int) -> None:
        missed = await self._hub.missed(self._caller.tenant_id, listener, seq)
        if missed is None:
            await self._send({"type": "resync", "timestamp": _now(), "seq": self._hub.seq})
            return
        for message in missed:
            if not await self._pass_on(listener, message):
                return

    async def _tell(self, listener: Listener) -> None:
        while await self._pass_on(listener, await listener.queue.get()):
            pass

    async def _pass_on(self, listener: Listener, message: Message) -> bool:
        """Send a message; what it says may have changed where the phone sits. Tell whether the socket stays open."""
        said = _wire(message)
        if self._caller.guest is None or message.type not in _MAY_CHANGE_ROOMS:
            await self._send(said)
            return True
        try:
            self._caller = await identify(self._services, self._token)
        except (Unauthenticated, Forbidden):
            await self._send(said)
            await self._expire()
            return False
        except ComandaError:
            await self._send(said)
            return True  # the database is away for a moment; the next check will tell
        listener.rooms = self._caller.rooms
        who = self._caller.guest
        if message.type == "session:moved" and who is not None:
            self._token = await renew_guest_token(self._services.signer, who)
            table = who.session.table
            said["payload"] |= {
                "token": self._token,
                "tableName": table.name if table else None,
                "tableCode": table.code if table else None,
            }
        await self._send(said)
        return True

    async def _hear(self) -> None:
        heard = 0
        since = time.monotonic()
        while True:
            said = await _receive(self._socket)
            if time.monotonic() - since > 60:
                heard, since = 0, time.monotonic()
            heard += 1
            if heard > MOST_A_MINUTE:
                await self._socket.close(TOO_MUCH)
                return
            await self._answer(said)

    async def _answer(self, said: Any) -> None:
        kind = said.get("type") if isinstance(said, dict) else None
        if kind == "ping":
            await self._send({"type": "pong", "timestamp": _now()})
        elif kind == "subscribe":
            room = said.get("room") or said.get("channel")
            if isinstance(room, str) and (room in self._caller.rooms or room == self._own_request()):
                await self._send({"type": "subscribed", "room": room, "timestamp": _now()})
            else:
                await self._complain("This room is not yours to enter.", room)
        elif kind == "auth":
            await self._send({"type": "auth:success", "userId": self._caller.name, "timestamp": _now()})
        else:
            await self._complain("Unknown message; ping and subscribe are understood.", None)

    def _own_request(self) -> str | None:
        """Return the room that a waiting phone takes for its session's: its request to join has an id of its own."""
        return f"session:{self._caller.guest.guest.id}" if self._caller.guest is not None else None

    async def _complain(self, message: str, room: Any) -> None:
        said: dict[str, Any] = {"type": "error", "message": message, "timestamp": _now()}
        if isinstance(room, str):
            said["room"] = room[:200]
        await self._send(said)

    async def _beat(self, listener: Listener) -> None:
        while not listener.overrun:
            # What waits in the queue is older than the newest number, so only an empty one lets that be told.
            newest = {"seq": self._hub.seq} if listener.queue.empty() else {}
            await self._send({"type": "heartbeat", "timestamp": _now(), **newest})
            await asyncio.sleep(HEARTBEAT_SECONDS)
        await self._socket.close(SLOW)

    async def _recheck(self, listener: Listener) -> None:
        while True:
            left = self._caller.expires_at.timestamp() - time.time()
            await asyncio.sleep(max(0.0, min(RECHECK_SECONDS, left)))
            try:
                self._caller = await identify(self._services, self._token)
            except (Unauthenticated, Forbidden):
                await self._expire()
                return
            except ComandaError:
                continue  # the database is away for a moment; nobody is sent off for that
            listener.rooms = self._caller.rooms

    async def _expire(self) -> None:
        await self._send({"type": "auth:expired", "timestamp": _now()})
        await self._socket.close(EXPIRED)


def _wire(message: Message) -> dict[str, Any]:
    return {
        "type": message.type,
        "payload": dict(message.payload),
        "timestamp": int(message.at.timestamp() * 1000),
        "seq": message.seq,
    }


async def _send(socket: WebSocket, said: dict[str, Any]) -> None:
    await socket.send_text(orjson.dumps(said).decode())


async def _receive(socket: WebSocket) -> Any:
    """Return what the other side says; what is not JSON is None."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text") or ""
    if len(text) > MOST_BYTES:
        await socket.close(TOO_LONG)
        raise WebSocketDisconnect(TOO_LONG)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _whole(said: Any) -> int | None:
    try:
        found = int(said)
    except (TypeError, ValueError):
        return None
    return found if 0 <= found < 2**62 else None


def _now() -> int:
    return int(time.time() * 1000)
