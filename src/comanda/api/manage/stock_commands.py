"""From what was sent about stock to what the core takes. Pure."""

from uuid import UUID

from comanda.api.manage.stock_schemas import CountsIn, MaterialChangeIn, MovementIn, RecipeIn, StockIn
from comanda.kernel.errors import FieldProblem, Invalid
from comanda.kernel.unsaid import UNSAID
from comanda.stock.edit_materials import MaterialChange
from comanda.stock.rules import thousandths
from comanda.stock.stock import MAX_QTY, Need


def material_change(said: MaterialChangeIn) -> MaterialChange:
    """Return a change of a material; a sku of null takes it away."""
    return MaterialChange(
        UNSAID if said.name is None else said.name,
        said.sku if "sku" in said.model_fields_set else UNSAID,
        UNSAID if said.unit is None else said.unit,
    )


def low_at(said: StockIn) -> int | None:
    """Return when a material is low, in thousandths.

    Raises:
        Invalid: naming `low_at`.
    """
    problems: list[FieldProblem] = []
    found = thousandths("low_at", said.low_at, problems) if said.low_at is not None else None
    _check(problems)
    return found


def needs(said: RecipeIn) -> list[Need]:
    """Return a recipe.

    Raises:
        Invalid: naming every quantity that cannot be taken.
    """
    problems: list[FieldProblem] = []
    found = [
        Need(one.material, thousandths(f"materials[{at}].qty", one.qty, problems, lowest=1))
        for at, one in enumerate(said.materials)
    ]
    _check(problems)
    return found


def change_of(said: MovementIn) -> int:
    """Return by how much a movement changes a level, in thousandths.

    Raises:
        Invalid: naming `qty`.
    """
    problems: list[FieldProblem] = []
    if said.kind == "adjustment":
        found = thousandths("qty", said.qty, problems, lowest=-MAX_QTY)
        if found == 0:
            problems.append(FieldProblem("qty", "an adjustment by 0 changes nothing", "out_of_range"))
    else:
        found = thousandths("qty", said.qty, problems, lowest=1)
    _check(problems)
    return -found if said.kind == "waste" else found


def counted(said: CountsIn) -> dict[UUID, int]:
    """Return what was counted, in thousandths.

    Raises:
        Invalid: naming every count that cannot be taken.
    """
    problems: list[FieldProblem] = []
    found: dict[UUID, int] = {}
    for at, one in enumerate(said.counts):
        if one.material in found:
            problems.append(FieldProblem(f"counts[{at}].material", "named twice", "duplicate_material"))
        found[one.material] = thousandths(f"counts[{at}].counted", one.counted, problems)
    _check(problems)
    return found


def _check(problems: list[FieldProblem]) -> None:
    if problems:
        raise Invalid.fields_of(problems)
