"""2.1 to 2.6 and 3.1: the restaurant, its locations, and what is set up at each."""

from comanda.api.online_order import shapes
from tests.api.online_order import contract
from tests.api.online_order.carts import KATONG, LIMA, LONDON, SINGAPORE
from tests.partner import Partner


def test_the_restaurant_has_a_name_and_a_currency(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/restaurant")
    shapes.One[shapes.RestaurantOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.RESTAURANT})
    assert (found.data["id"], found.data["name"], found.data["currency"]) == (LIMA.id(), "Caleta Morena", "PEN")


def test_answers_are_json(quiet_lima: Partner) -> None:
    assert quiet_lima.get("/restaurant").headers["content-type"] == "application/json"
    assert quiet_lima.at_location("/items") == quiet_lima.at_location("/items")


def test_all_locations_of_the_restaurant_are_listed(quiet_singapore: Partner, quiet_lima: Partner) -> None:
    found = quiet_singapore.get("/locations")
    shapes.Many[shapes.LocationOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.LOCATION]})
    names = {row["id"]: row["name"] for row in found.data}
    assert names == {SINGAPORE.location: "Chinatown", KATONG.location: "Katong"}
    assert [row["id"] for row in quiet_lima.get("/locations").data] == [LIMA.location]


def test_dining_options_come_in_their_order(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/dining-options", location_id=LIMA.location)
    shapes.Many[shapes.DiningOptionOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.DINING_OPTION]})
    assert [(row["id"], row["name"], row["sort"]) for row in found.data] == [
        (LIMA.dining("dine_in"), "En salón", 0),
        (LIMA.dining("takeaway"), "Para llevar", 1),
        (LIMA.dining("delivery"), "Delivery", 2),
    ]


def test_payment_methods_say_what_they_ask_for(quiet_singapore: Partner) -> None:
    found = quiet_singapore.get("/payments", location_id=SINGAPORE.location)
    shapes.Many[shapes.PaymentMethodOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.PAYMENT]})
    assert [(row["name"], row["sort"]) for row in found.data] == [
        ("Cash", 0),
        ("Card", 1),
        ("PayNow", 2),
        ("Voucher", 3),
        ("Store credit", 4),
    ]
    cash, card, _, voucher, _ = found.data
    assert cash["payment_inputs"] == []
    assert card["payment_inputs"] == [
        {"id": SINGAPORE.asks("card", "Card last 4 digits"), "name": "Card last 4 digits", "sort": 0}
    ]
    assert [(asked["name"], asked["sort"]) for asked in voucher["payment_inputs"]] == [
        ("Voucher no", 0),
        ("Voucher colour code", 1),
    ]


def test_charges_name_the_dining_options_they_are_for(quiet_singapore: Partner) -> None:
    found = quiet_singapore.get("/charges", location_id=SINGAPORE.location)
    shapes.Many[shapes.ChargeOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.CHARGE]})
    dine_in, takeaway, delivery = (SINGAPORE.dining(key) for key in ("dine_in", "takeaway", "delivery"))
    assert [(row["name"], [option["id"] for option in row["dining_options"]]) for row in found.data] == [
        ("Service charge", [dine_in]),
        ("Takeaway box", [takeaway, delivery]),
        ("Delivery fee", [delivery]),
    ]


def test_the_deprecated_settings_hold_everything_at_once(quiet_singapore: Partner) -> None:
    found = quiet_singapore.get("/get-settings")
    shapes.One[shapes.SettingsOut].model_validate(found.body)
    contract.hold(found.body, {"data": contract.SETTINGS})
    said = found.data
    assert {row["id"] for row in said["locations"]} == {SINGAPORE.location, KATONG.location}
    assert [row["name"] for row in said["dining_options"]] == ["Dine in", "Takeaway", "Delivery"]
    assert [row["name"] for row in said["payments"]] == ["Cash", "Card", "PayNow", "Voucher", "Store credit"]
    roots = {row["name"]: [child["name"] for child in row["sub_categories"]] for row in said["categories"]}
    assert roots["Kopitiam"] == ["Toast & breakfast", "Kopi & teh"]
    assert roots["Seafood by weight"] == []
    assert said["charges"][1]["dining_options"] == [SINGAPORE.dining("takeaway"), SINGAPORE.dining("delivery")]
    listed = quiet_singapore.at_location("/modifiers")
    assert {row["id"] for row in said["modifiers"]} == {row["id"] for row in listed}
    groups = quiet_singapore.get("/customer-groups").data
    assert said["customer_groups"] == [{"id": row["id"], "name": row["name"]} for row in groups]
    assert len(groups) == 3


def test_floorplans_list_the_tables_of_each_area(quiet_singapore: Partner, quiet_london: Partner) -> None:
    found = quiet_singapore.get("/floorplans", location_id=SINGAPORE.location)
    shapes.Many[shapes.FloorplanOut].model_validate(found.body)
    contract.hold(found.body, {"data": [contract.FLOORPLAN]})
    assert [(area["name"], area["sort"], len(area["objects"])) for area in found.data] == [
        ("Shophouse", 0, 8),
        ("Five-foot way", 1, 4),
        ("Kopi counter", 2, 4),
    ]
    assert found.data[0]["objects"][7] == {"id": SINGAPORE.table(8), "name": "Round table", "pax": 8}
    katong = quiet_singapore.get("/floorplans", location_id=KATONG.location).data
    assert [area["name"] for area in katong] == ["Dining room", "Courtyard"]
    assert {table["id"] for area in katong for table in area["objects"]}.isdisjoint(
        table["id"] for area in found.data for table in area["objects"]
    )
    assert quiet_london.at_location("/floorplans")[0]["objects"][0]["id"] == LONDON.table(1)
