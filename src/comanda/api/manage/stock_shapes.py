"""The shapes of answers about stock; quantities have at most three decimals."""

from typing import Literal

from comanda.api.manage.shapes import Shape

Quantity = int | float


class MaterialOut(Shape):
    """A material."""

    id: str
    name: str
    sku: str | None
    unit: str
    created_at: str
    updated_at: str


class MaterialsOut(Shape):
    """The restaurant's materials, by name."""

    data: list[MaterialOut]


class StockOut(Shape):
    """How much of a material is at a location."""

    material: str
    name: str
    sku: str | None
    unit: str
    qty: Quantity
    low_at: Quantity | None
    low: bool
    updated_at: str


class StocksOut(Shape):
    """All that a location keeps, by name."""

    data: list[StockOut]


class IngredientOut(Shape):
    """So much of a material."""

    material: str
    qty: Quantity


class RecipeOut(Shape):
    """What one takes."""

    materials: list[IngredientOut]


class SoldRecipeOut(Shape):
    """Something that is sold, and what one of it takes."""

    kind: Literal["variant", "option"]
    id: str
    name: str
    part: str
    materials: list[IngredientOut]


class RecipesOut(Shape):
    """All that the restaurant sells, by name: variants of items, then options of modifiers."""

    data: list[SoldRecipeOut]


class MovementOut(Shape):
    """An entry of the ledger: above 0 came, below 0 went."""

    id: str
    material: str
    kind: Literal["sale", "return", "purchase", "waste", "adjustment", "count"]
    qty: Quantity
    order: str | None
    stock_take: str | None
    note: str | None
    user: str | None
    created_at: str


class MovementsOut(Shape):
    """A part of the ledger, newest first; `next` is null on the last page."""

    data: list[MovementOut]
    next: str | None


class CountOut(Shape):
    """What was counted, and what should have been there at that moment."""

    material: str
    counted: Quantity
    expected: Quantity
    counted_at: str


class StockTakeOut(Shape):
    """A stock take."""

    id: str
    location: str
    notes: str | None
    status: Literal["running", "finished", "cancelled"]
    started_at: str
    ended_at: str | None
    updated_at: str
    counts: list[CountOut]


class StockTakesOut(Shape):
    """A part of the stock takes, newest first; `next` is null on the last page."""

    data: list[StockTakeOut]
    next: str | None
