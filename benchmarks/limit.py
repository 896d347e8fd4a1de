"""The limit to compare with: FastAPI takes the same request and answers with ready-made bytes."""

import os
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Response

from comanda.api.online_order.schemas import CartIn, LocationPageQuery, OrdersQuery

_READY = Path(os.environ["COMANDA_BENCH_ANSWERS"])
_CALCULATED, _ORDERS, _ITEMS = ((_READY / name).read_bytes() for name in ("calculate", "orders", "items"))

app = FastAPI()
_JSON = "application/json"


@app.post("/v1/{restaurant_id}/onlineorder/cart/calculate", response_model=None)
async def calculate(restaurant_id: str, cart: CartIn) -> Response:  # noqa: ARG001
    return Response(_CALCULATED, media_type=_JSON)


@app.get("/v1/{restaurant_id}/onlineorder/orders", response_model=None)
async def orders(restaurant_id: str, query: Annotated[OrdersQuery, Query()]) -> Response:  # noqa: ARG001
    return Response(_ORDERS, media_type=_JSON)


@app.get("/v1/{restaurant_id}/onlineorder/items", response_model=None)
async def items(restaurant_id: str, query: Annotated[LocationPageQuery, Query()]) -> Response:  # noqa: ARG001
    return Response(_ITEMS, media_type=_JSON)


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}
