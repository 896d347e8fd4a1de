"""Stock at the office: a manager adds a material, writes a recipe, records what came, and counts on a phone."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from comanda.demo.lima import LIMA
from tests.browser.people import Restaurant
from tests.browser.test_accessibility import Inspector
from tests.truth import Truth

SAFFRON = "Azafrán"
PHONE = {"width": 390, "height": 844}


def of(page: Page, name: str) -> Locator:
    """Return the row of a material."""
    return page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def level(truth: Truth, material: str) -> Decimal:
    """Return how much there is of a demo material: other stories have ordered what is made of it."""
    qty = truth.one(
        "SELECT l.qty FROM stock_levels l JOIN materials m ON m.id = l.material_id"
        " JOIN location_directory d ON d.location_id = l.location_id WHERE m.name = %s AND d.slug = %s",
        material,
        LIMA.locations[0].slug,
    )
    return Decimal(qty) / 1000


def shown(qty: Decimal) -> str:
    """Return an amount as an English page writes it."""
    return f"{qty.normalize():,f}"


def test_from_a_material_to_its_recipe_and_ledger(restaurant: Restaurant, truth: Truth) -> None:
    inspector = Inspector()
    page = restaurant.office("branch_manager")
    expect(page.get_by_role("heading", name="Stock", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Developers")).to_have_count(0)
    expect(of(page, "Corvina en filete")).to_contain_text(shown(level(truth, "Corvina en filete")))
    inspector.look("levels", page)
    page.get_by_role("button", name=re.compile("^Low")).click()
    expect(of(page, "Pasta de ají amarillo")).to_contain_text("Low")
    expect(of(page, "Corvina en filete")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^All")).click()

    # A material without a name is not made; with one it is kept here, with nothing there yet.
    page.get_by_role("button", name="Add material").click()
    form = page.get_by_role("dialog", name="Add material")
    form.get_by_label("Low at").fill("a bit")
    form.get_by_role("button", name="Add material").click()
    expect(form.get_by_text("Enter a name.")).to_be_visible()
    expect(form.get_by_text("Enter a number with at most three decimals.")).to_be_visible()
    inspector.look("material that cannot be", page)
    form.get_by_label("Name").fill(SAFFRON)
    form.get_by_label("Unit").select_option("g")
    form.get_by_label("Low at").fill("2,5")
    form.get_by_role("button", name="Add material").click()
    expect(of(page, SAFFRON)).to_contain_text("0 g")
    expect(of(page, SAFFRON)).to_contain_text("low at 2.5 g")

    # What came is recorded; what is not there cannot be thrown away.
    of(page, SAFFRON).get_by_role("button", name=f"Record a movement of {SAFFRON}").click()
    form = page.get_by_role("dialog", name=f"Record a movement of {SAFFRON}")
    form.get_by_label("What happened").select_option("waste")
    form.get_by_label("Quantity").fill("1")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("There is not that much of it.")).to_be_visible()
    form.get_by_label("What happened").select_option("purchase")
    form.get_by_label("Quantity").fill("12.25")
    inspector.look("movement", page)
    form.get_by_role("button", name="Save").click()
    expect(of(page, SAFFRON)).to_contain_text("12.25 g")

    # A recipe, which then keeps the material from being archived.
    page.get_by_role("link", name="Recipes").click()
    page.get_by_label("Find a dish or option").fill("arroz blanco")
    page.get_by_role("button", name="Arroz blanco").click()
    form = page.get_by_role("dialog", name="Arroz blanco")
    form.get_by_role("button", name="Add a material").click()
    form.get_by_label("Material 1", exact=True).select_option(label=f"{SAFFRON} (g)")
    form.get_by_label("Quantity 1", exact=True).fill("0.1234")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Enter a number with at most three decimals.")).to_be_visible()
    form.get_by_label("Quantity 1", exact=True).fill("0.125")
    inspector.look("recipe", page)
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Arroz blanco")).to_contain_text(f"{SAFFRON} 0.125 g")
    inspector.look("recipes", page)
    page.get_by_role("link", name="Levels").click()
    page.get_by_role("button", name=f"Archive {SAFFRON}").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.get_by_text("A recipe uses this material. Take it out of there first.")).to_be_visible()

    page.get_by_role("link", name="Movements").click()
    moved = of(page, SAFFRON).first
    expect(moved).to_contain_text("Purchase")
    expect(moved).to_contain_text("+12.25 g")
    inspector.look("movements", page)
    inspector.verdict()


def test_counting_on_a_phone(restaurant: Restaurant, truth: Truth) -> None:
    inspector = Inspector()
    there = level(truth, "Arroz extra")
    counted = there - Decimal("0.5")
    page = restaurant.office("branch_manager", **PHONE)
    page.get_by_role("link", name="Stock takes").click()
    expect(page.get_by_role("heading", name="Counting now")).to_be_visible()
    rice, eggs = page.get_by_label(re.compile("^Arroz extra")), page.get_by_label(re.compile("^Huevo"))
    rice.fill("-1")
    eggs.fill("17999")
    page.get_by_role("button", name="Save counts").click()
    expect(page.get_by_text("0 or more is expected.")).to_be_visible()
    expect(eggs).to_have_value("17999")
    inspector.look("counts that cannot be", page)
    rice.fill(str(counted).replace(".", ","))
    page.get_by_role("button", name="Save counts").click()
    expect(page.get_by_text("2 counts are saved.")).to_be_visible()
    expect(page.get_by_text(f"{shown(counted)} kg counted, {shown(there)} kg expected")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing is cut off"
    inspector.look("counting", page)
    page.get_by_role("button", name="Finish").click()
    asked = page.get_by_role("dialog", name="Finish the stock take?")
    inspector.look("finishing", page)
    asked.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Arroz extra -0.5 kg").first).to_be_visible()
    page.get_by_role("link", name="Levels").click()
    expect(of(page, "Arroz extra")).to_contain_text(f"{shown(counted)} kg")

    page.get_by_role("link", name="Stock takes").click()
    page.get_by_role("button", name="Start a stock take").click()
    form = page.get_by_role("dialog", name="Start a stock take")
    form.get_by_label("Notes").fill("Spirits")
    form.get_by_role("button", name="Start a stock take").click()
    expect(page.get_by_role("heading", name="Counting now")).to_be_visible()
    page.get_by_role("button", name="Cancel it").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()
    inspector.verdict()
