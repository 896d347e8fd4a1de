"""The shapes of answers about stock."""

from comanda.api.online_order.shapes import Amount, Shape


class MaterialOut(Shape):
    """14.1."""

    id: str
    name: str
    sku: str | None
    unit: str
    updated_at: str


class MaterialStockOut(Shape):
    """14.2; at most three decimals."""

    material: str
    qty: Amount
    updated_at: str


class CountedOut(Shape):
    """What a stock take counted of a material; at most three decimals."""

    material: str
    counted: Amount


class StockTakeOut(Shape):
    """14.3; while it goes on, `end_date` is null and `materials` is empty."""

    id: str
    notes: str | None
    start_date: str
    end_date: str | None
    updated_at: str
    materials: list[CountedOut]
