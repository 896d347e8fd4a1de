"""What programs that look after stock send. Quantities are numbers, or texts of them, with at most three decimals."""

from typing import Annotated, Literal

from pydantic import Field

from comanda.api.http.fields import Id, Number, Text50, Text100, Text200
from comanda.api.manage.schemas import Said
from comanda.stock.stock import MAX_INGREDIENTS, UNITS

Name = Annotated[Text100, Field(examples=["Jasmine rice"])]
Sku = Annotated[Text50 | None, Field(description="The restaurant's own code; no two materials have the same.")]
Unit = Annotated[
    Text50,
    Field(description=f"What it is counted in: {', '.join(UNITS)}.", json_schema_extra={"enum": list(UNITS)}),
]
MAX_COUNTS = 500


class MaterialIn(Said):
    """A material to be made."""

    name: Name
    sku: Sku = None
    unit: Unit


class MaterialChangeIn(Said):
    """A change of a material; what is not sent stays as it is."""

    name: Name | None = None
    sku: Sku = None
    unit: Unit | None = None


class StockIn(Said):
    """That a location keeps a material."""

    low_at: Number | None = Field(None, description="It is low when no more than this is there; null is never.")


class IngredientIn(Said):
    """So much of a material."""

    material: Id
    qty: Number = Field(description="What one takes, in the material's unit: more than 0.")


class RecipeIn(Said):
    """All that one of a variant, or an option, takes; none is no recipe."""

    materials: list[IngredientIn] = Field(max_length=MAX_INGREDIENTS)


class MovementIn(Said):
    """What came or went."""

    material: Id
    kind: Literal["purchase", "waste", "adjustment"]
    qty: Number = Field(description="Of a purchase or waste: more than 0. Of an adjustment: less than 0 is taken off.")
    note: Text200 | None = None


class MovementsQuery(Said):
    """A part of the ledger."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Id | None = Field(None, description="Go on behind this movement: `next` of the page before.")
    material: Id | None = None
    kind: Literal["sale", "return", "purchase", "waste", "adjustment", "count"] | None = None


class StockTakeIn(Said):
    """A stock take to be started."""

    notes: Text200 | None = None


class CountIn(Said):
    """What was counted of a material."""

    material: Id
    counted: Number = Field(description="0 or more.")


class CountsIn(Said):
    """What was counted; counting again replaces the count before."""

    counts: list[CountIn] = Field(min_length=1, max_length=MAX_COUNTS)


class StockTakesQuery(Said):
    """A part of the stock takes."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Id | None = Field(None, description="Go on behind this one: `next` of the page before.")


STOCK_BODIES = (MaterialIn, MaterialChangeIn, StockIn, RecipeIn, MovementIn, StockTakeIn, CountsIn)
