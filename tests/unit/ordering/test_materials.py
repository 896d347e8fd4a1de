"""What an order's lines take, what stays as it was sold, and how a refusal names what is out."""

from dataclasses import replace
from uuid import UUID

import pytest

from comanda.ordering.order import ChosenOption, OrderLine
from comanda.ordering.requests import LineRequest, OptionRequest, PricedLine, PricedOption, PricedPart
from comanda.ordering.rules.materials import cart_fields, portions, priced_fields, sold_out, taken, with_materials
from comanda.ordering.rules.status import Expedite, Kitchen
from comanda.stock.stock import Need, Portion, Recipes

RICE, FISH = UUID(int=1), UUID(int=2)
BASS, SIDE, LAGER = UUID(int=11), UUID(int=12), UUID(int=13)
RECIPES = Recipes({BASS: (Need(FISH, 1100),), SIDE: (Need(RICE, 120),), LAGER: (Need(RICE, 5),)})


def line(number: int, variant: UUID = BASS, qty: int = 1, sides: int = 0, measure: int | None = None) -> OrderLine:
    options = (ChosenOption(SIDE, "Steamed rice", 120, sides),) if sides else ()
    return OrderLine(
        id=UUID(int=100 + number),
        sort=number,
        item_id=UUID(int=50),
        variant_id=variant,
        item_no=None,
        sku=None,
        name="Sea bass",
        variant_name="Whole",
        unit_price=100,
        price_per=100,
        qty=qty,
        measure=measure,
        price=100,
        net=100,
        notes=None,
        options=options,
        discounts=(),
        manual_discounts=(),
        tax_ids=(),
        kitchen=Kitchen.DEFAULT,
        expedite=Expedite.DEFAULT,
    )


def test_options_are_per_unit_of_the_line_and_weight_is_of_the_dish_alone() -> None:
    assert portions(line(0, qty=2, sides=3)) == (Portion(BASS, 2000), Portion(SIDE, 6000))
    assert portions(line(0, sides=3, measure=1250)) == (Portion(BASS, 1250), Portion(SIDE, 3000))


def test_lines_together_take_the_sum() -> None:
    lines = with_materials(RECIPES, [line(0, qty=2, sides=1), line(1, LAGER, 4)])
    assert [found.materials for found in lines] == [(Need(RICE, 240), Need(FISH, 2200)), (Need(RICE, 20),)]
    assert taken(lines) == {RICE: 260, FISH: 2200}


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        (line(0, qty=2, sides=1), True),
        (replace(line(0, qty=2, sides=1), notes="No skin", price=90), True),
        (line(0, qty=3, sides=1), False),
        (line(0, qty=2, sides=2), False),
        (line(0, LAGER, qty=2, sides=1), False),
        (line(1, qty=2, sides=1), False),
    ],
)
def test_the_same_sale_took_what_it_took(changed: OrderLine, kept: bool) -> None:
    (before,) = with_materials(RECIPES, [line(0, qty=2, sides=1)])
    changed_since = Recipes({BASS: (Need(FISH, 1),)})
    (after,) = with_materials(changed_since, [changed], {before.id: before})
    assert (after.materials == before.materials) is kept


def told(lines: list[OrderLine], at_hand: dict[UUID, int]) -> list[tuple[str, str]]:
    lines = list(with_materials(RECIPES, lines))
    fields = [[f"items[{at}].item", f"items[{at}].side"] for at in range(len(lines))]
    return [(found.field, found.message) for found in sold_out(RECIPES, lines, at_hand, fields).fields]


def test_a_refusal_names_the_dish_or_the_option_and_how_many_there_are() -> None:
    assert told([line(0, qty=4, sides=1)], {FISH: 3299, RICE: 5000}) == [
        ("items[0].item", "Sea bass, Whole, is sold out but for 2")
    ]
    assert told([line(0, qty=4, sides=1)], {FISH: 5000, RICE: 479}) == [
        ("items[0].side", "Steamed rice is sold out but for 3")
    ]
    assert told([line(0, qty=4), line(1, qty=1, sides=1)], {FISH: 4400, RICE: 0}) == [
        ("items[1].item", "Sea bass, Whole, is sold out")
    ]


def test_of_a_weighed_dish_so_much_is_left_and_its_options_do_not_shrink_with_it() -> None:
    assert told([line(0, measure=2000)], {FISH: 1100}) == [("items[0].item", "Sea bass, Whole, is sold out but for 1")]
    assert told([line(0, measure=2000)], {FISH: 550}) == [("items[0].item", "Sea bass, Whole, is sold out but for 0.5")]
    assert told([line(0, measure=2000, sides=2)], {FISH: 9000, RICE: 200}) == [
        ("items[0].side", "Steamed rice is sold out")
    ]


def test_a_carts_fields_are_where_the_caller_wrote_them() -> None:
    other = UUID(int=77)
    options = (OptionRequest(other, 1), OptionRequest(SIDE, 1))
    sold = replace(line(0, sides=1), options=(ChosenOption(SIDE, "Rice", 0, 1), ChosenOption(other, "Chilli", 0, 1)))
    asked = [LineRequest(UUID(int=50), BASS, options=options), LineRequest(UUID(int=50))]
    assert cart_fields(asked, [sold, line(1)]) == [
        [
            "items[0].variant",
            "items[0].modifier_options[1].modifier_option",
            "items[0].modifier_options[0].modifier_option",
        ],
        ["items[1].item"],
    ]


def test_a_terminals_fields_go_into_the_items_inside_an_item() -> None:
    option = PricedOption("B", "B", 0, 1)
    part = PricedPart("C", "C", 0, 1, options=(option, option))
    asked = PricedLine("A", "A", 100, 1, options=(option,), parts=(part, PricedPart("D", "D", 0, 1)))
    assert priced_fields([asked]) == [
        [
            "items[0].plu",
            "items[0].modifiers[0].plu",
            "items[0].subItems[0].plu",
            "items[0].subItems[0].modifiers[0].plu",
            "items[0].subItems[0].modifiers[1].plu",
            "items[0].subItems[1].plu",
        ]
    ]
