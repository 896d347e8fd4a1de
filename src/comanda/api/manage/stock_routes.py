"""Stock: materials, how much of them there is, recipes, the ledger and stock takes. Also for branch managers."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.manage import stock_commands as commands
from comanda.api.manage import stock_presenters as presenters
from comanda.api.manage import stock_schemas as schemas
from comanda.api.manage import stock_shapes as shapes
from comanda.api.manage.describing import reads, writes
from comanda.api.manage.services import (
    answer,
    at_location,
    once_or_now,
    path_id,
    permitted,
    services,
)
from comanda.kernel.paging import Seek
from comanda.stock import queries, stock_takes
from comanda.stock.edit_materials import archive_material, change_material, create_material, keep_material
from comanda.stock.edit_recipes import set_recipe
from comanda.stock.record_movement import record_movement
from comanda.stock.stock import Material, Movement, StockTake
from comanda.store.idempotency import Once

router = APIRouter(prefix="/manage/v1", route_class=PlainRoute, tags=["Stock"])

_READ, _WRITE = "stock:read", "stock:update"
_HERE = "/locations/{location_id}"


@router.get("/materials", **reads("List materials", shapes.MaterialsOut))
async def get_materials(request: Request) -> Response:
    """The restaurant's materials, by name; archived ones are left out."""
    actor = await permitted(request, _READ)
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.list_materials(work)
    return answer({"data": [presenters.material(one) for one in found]})


@router.post("/materials", **writes("Make a material", schemas.MaterialIn, shapes.MaterialOut, 201, once=True))
async def post_material(request: Request) -> Response:
    """Something that dishes are made of. No location keeps it yet."""
    actor = await permitted(request, _WRITE)
    said = (await read_body(request, schemas.MaterialIn)).get()

    async def make(once: Once[Material] | None) -> Material:
        database = services(request).database
        return await create_material(database, actor, name=said.name, sku=said.sku, unit=said.unit, once=once)

    return await once_or_now(request, actor, make, presenters.material)


@router.patch("/materials/{material_id}", **writes("Change a material", schemas.MaterialChangeIn, shapes.MaterialOut))
async def patch_material(request: Request) -> Response:
    """Change its name, sku or unit. Levels and recipes keep their numbers, whatever unit they are of now."""
    actor = await permitted(request, _WRITE)
    change = commands.material_change((await read_body(request, schemas.MaterialChangeIn)).get())
    found = await change_material(services(request).database, actor, path_id(request, "material_id"), change)
    return answer(presenters.material(found))


@router.delete("/materials/{material_id}", **writes("Archive a material", None, None, 204))
async def delete_material(request: Request) -> Response:
    """Take it off every list; its ledger stays. What a recipe uses cannot be archived."""
    actor = await permitted(request, _WRITE)
    await archive_material(services(request).database, actor, path_id(request, "material_id"))
    return Response(status_code=204)


@router.get("/recipes", **reads("List all recipes", shapes.RecipesOut))
async def get_recipes(request: Request) -> Response:
    """All that may have a recipe: `name` is the item or modifier, `part` the variant or option."""
    actor = await permitted(request, _READ)
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.list_recipes(work)
    return answer({"data": [presenters.sold_recipe(one) for one in found]})


@router.get(
    "/variants/{sold_id}/materials",
    **reads("View the recipe of a variant", shapes.RecipeOut),
)
async def get_variant_recipe(request: Request) -> Response:
    """What one piece of it takes, or one unit of measure; empty when it has no recipe."""
    return await _recipe(request, "variant")


@router.put(
    "/variants/{sold_id}/materials", **writes("Set the recipe of a variant", schemas.RecipeIn, shapes.RecipeOut)
)
async def put_variant_recipe(request: Request) -> Response:
    """All that one piece of it takes, or one unit of measure. Orders that were placed keep what they took."""
    return await _new_recipe(request, "variant")


@router.get("/modifier-options/{sold_id}/materials", **reads("View the recipe of an option", shapes.RecipeOut))
async def get_option_recipe(request: Request) -> Response:
    """What it takes each time it is chosen; empty when it has no recipe."""
    return await _recipe(request, "option")


@router.put(
    "/modifier-options/{sold_id}/materials",
    **writes("Set the recipe of an option", schemas.RecipeIn, shapes.RecipeOut),
)
async def put_option_recipe(request: Request) -> Response:
    """All that it takes each time it is chosen. Orders that were placed keep what they took."""
    return await _new_recipe(request, "option")


async def _recipe(request: Request, kind: str) -> Response:
    actor = await permitted(request, _READ)
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.recipe_of(work, kind, path_id(request, "sold_id"))
    return answer(presenters.recipe(found))


async def _new_recipe(request: Request, kind: str) -> Response:
    actor = await permitted(request, _WRITE)
    needs = commands.needs((await read_body(request, schemas.RecipeIn)).get())
    found = await set_recipe(services(request).database, actor, kind, path_id(request, "sold_id"), needs)
    return answer(presenters.recipe(found))


@router.get(f"{_HERE}/material-stocks", **reads("List what a location keeps", shapes.StocksOut))
async def get_stocks(request: Request) -> Response:
    """How much of each material is there, by name, and whether that is low."""
    who = await at_location(request, _READ)
    actor, location_id = who.actor, who.place.location_id
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.levels_at(work, location_id)
    return answer({"data": [presenters.level(one) for one in sorted(found, key=lambda row: row.name.casefold())]})


@router.put(
    f"{_HERE}/material-stocks/{{material_id}}",
    **writes("Keep a material at a location", schemas.StockIn, shapes.StockOut),
)
async def put_stock(request: Request) -> Response:
    """Let the location keep it from now on, with nothing there yet, and say when it is low; or change the latter."""
    who = await at_location(request, _WRITE)
    actor, location_id = who.actor, who.place.location_id
    low_at = commands.low_at((await read_body(request, schemas.StockIn)).get())
    material_id = path_id(request, "material_id")
    found = await keep_material(services(request).database, actor, location_id, material_id, low_at=low_at)
    return answer(presenters.level(found))


@router.get(f"{_HERE}/stock-movements", **reads("Read the ledger", shapes.MovementsOut, schemas.MovementsQuery))
async def get_movements(request: Request) -> Response:
    """What came and went, newest first; all of a material's movements together are its level."""
    who = await at_location(request, _READ)
    actor, location_id = who.actor, who.place.location_id
    query = read_query(request, schemas.MovementsQuery).get()
    seek = Seek(query.limit, (query.after,) if query.after else None)
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.list_movements(work, location_id, seek, material_id=query.material, kind=query.kind)
    return answer(presenters.movements(found))


@router.post(
    f"{_HERE}/stock-movements",
    **writes("Record a movement", schemas.MovementIn, shapes.MovementOut, 201, once=True),
)
async def post_movement(request: Request) -> Response:
    """A purchase, waste or an adjustment. More than is there cannot be taken."""
    who = await at_location(request, _WRITE)
    actor, location_id = who.actor, who.place.location_id
    said = (await read_body(request, schemas.MovementIn)).get()
    change = commands.change_of(said)

    async def record(once: Once[Movement] | None) -> Movement:
        database = services(request).database
        return await record_movement(
            database, actor, location_id, said.material, said.kind, change, said.note or None, once=once
        )

    return await once_or_now(request, actor, record, presenters.movement)


@router.get(f"{_HERE}/stock-takes", **reads("List stock takes", shapes.StockTakesOut, schemas.StockTakesQuery))
async def get_stock_takes(request: Request) -> Response:
    """The location's stock takes, newest first, with what was counted so far."""
    who = await at_location(request, _READ)
    actor, location_id = who.actor, who.place.location_id
    query = read_query(request, schemas.StockTakesQuery).get()
    seek = Seek(query.limit, (query.after,) if query.after else None)
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.newest_stock_takes(work, location_id, seek)
    return answer(presenters.stock_takes(found))


@router.post(
    f"{_HERE}/stock-takes",
    **writes("Start a stock take", schemas.StockTakeIn, shapes.StockTakeOut, 201, once=True),
)
async def post_stock_take(request: Request) -> Response:
    """Begin to count. Orders go on meanwhile; one stock take runs at a location at a time."""
    who = await at_location(request, _WRITE)
    actor, location_id = who.actor, who.place.location_id
    said = (await read_body(request, schemas.StockTakeIn)).get()

    async def start(once: Once[StockTake] | None) -> StockTake:
        database = services(request).database
        return await stock_takes.start_stock_take(database, actor, location_id, said.notes or None, once=once)

    return await once_or_now(request, actor, start, presenters.stock_take)


@router.get(f"{_HERE}/stock-takes/{{stock_take_id}}", **reads("View a stock take", shapes.StockTakeOut))
async def get_stock_take(request: Request) -> Response:
    """One stock take, with what was counted so far."""
    who = await at_location(request, _READ)
    actor, location_id = who.actor, who.place.location_id
    async with services(request).database.unit_of_work(actor.tenant_id) as work:
        found = await queries.find_stock_take(work, path_id(request, "stock_take_id"), location_id)
    return answer(presenters.stock_take(found))


@router.put(
    f"{_HERE}/stock-takes/{{stock_take_id}}/counts",
    **writes("Write down what was counted", schemas.CountsIn, shapes.StockTakeOut),
)
async def put_counts(request: Request) -> Response:
    """Some materials or all, once or again: the newest count of each counts, against the level at its moment."""
    who = await at_location(request, _WRITE)
    actor, location_id = who.actor, who.place.location_id
    counted = commands.counted((await read_body(request, schemas.CountsIn)).get())
    take_id = path_id(request, "stock_take_id")
    database = services(request).database
    return answer(
        presenters.stock_take(await stock_takes.count_materials(database, actor, location_id, take_id, counted))
    )


@router.post(
    f"{_HERE}/stock-takes/{{stock_take_id}}/finish", **writes("Finish a stock take", None, shapes.StockTakeOut)
)
async def post_finish(request: Request) -> Response:
    """Take what was missing off the levels, and add what was too much; what was not counted stays as it is."""
    who = await at_location(request, _WRITE)
    actor, location_id = who.actor, who.place.location_id
    database, take_id = services(request).database, path_id(request, "stock_take_id")
    return answer(presenters.stock_take(await stock_takes.finish_stock_take(database, actor, location_id, take_id)))


@router.post(
    f"{_HERE}/stock-takes/{{stock_take_id}}/cancel", **writes("Cancel a stock take", None, shapes.StockTakeOut)
)
async def post_cancel(request: Request) -> Response:
    """End it as if it had not been."""
    who = await at_location(request, _WRITE)
    actor, location_id = who.actor, who.place.location_id
    database, take_id = services(request).database, path_id(request, "stock_take_id")
    return answer(presenters.stock_take(await stock_takes.cancel_stock_take(database, actor, location_id, take_id)))
