"""What is in the demo restaurants' larders, and what their dishes are made of.

A recipe is written as people would: `"corvina 0.18, limon 6"`, for one of the variant or option with that SKU. There is
plenty of everything, so that thousands of orders can be tried; a few things are marked as low all the same. The dishes
that are ordered to measure what orders cost have no recipes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Table

from comanda.demo import blueprint as bp
from comanda.stock import tables as stock
from comanda.stock.rules import ONE

Add = Callable[..., None]
Id = Callable[..., UUID]


@dataclass(frozen=True)
class Kept:
    """A material, how much of it each location has, and when that is low."""

    key: str
    name: str
    sku: str | None
    unit: str
    level: str
    low_at: str | None = None


@dataclass(frozen=True)
class Larder:
    """What a restaurant keeps.

    Attributes:
        recipes: by SKU.
        counted: what the finished stock take found, as the difference from what should have been there.
        counting: what the running one has found so far, likewise.
    """

    materials: tuple[Kept, ...]
    recipes: Mapping[str, str]
    counted: Mapping[str, str]
    counting: Mapping[str, str]
    notes: str


# fmt: off
_LIMA = Larder(
    materials=(
        Kept("corvina", "Corvina en filete", "PES-001", "kg", "2400", "40"),
        Kept("lenguado", "Lenguado en filete", "PES-002", "kg", "900", "20"),
        Kept("mariscos", "Mixtura de mariscos", "PES-010", "kg", "1800.5", "40"),
        Kept("pulpo", "Pulpo cocido", "PES-011", "kg", "620", "15"),
        Kept("calamar", "Calamar limpio", "PES-012", "kg", "740.25", "15"),
        Kept("conchas", "Conchas de abanico", "PES-013", "pc", "24000", "300"),
        Kept("choros", "Choros", "PES-014", "pc", "30000", "400"),
        Kept("camarones", "Camarones de río", "PES-015", "kg", "410", "12"),
        Kept("lomo", "Lomo fino de res", "CAR-001", "kg", "1250", "25"),
        Kept("corazon", "Corazón de res", "CAR-002", "kg", "680", "15"),
        Kept("pollo", "Pechuga de pollo", "CAR-003", "kg", "1400", "30"),
        Kept("limon", "Limón sutil", "VER-001", "pc", "90000", "1000"),
        Kept("cebolla", "Cebolla roja", "VER-002", "kg", "1600", "40"),
        Kept("aji", "Pasta de ají amarillo", "VER-003", "kg", "380.125", "400"),
        Kept("papa", "Papa amarilla", "VER-004", "kg", "3200", "80"),
        Kept("camote", "Camote", "VER-005", "kg", "1500", "40"),
        Kept("choclo", "Choclo desgranado", "VER-006", "kg", "900", "25"),
        Kept("palta", "Palta fuerte", "VER-007", "pc", "6000", "80"),
        Kept("arroz", "Arroz extra", "ABA-001", "kg", "4000", "100"),
        Kept("huevo", "Huevo", "ABA-002", "pc", "18000", "240"),
        Kept("leche", "Leche evaporada", "ABA-003", "can", "6000", "96"),
        Kept("queso", "Queso fresco", "ABA-004", "kg", "500", "12"),
        Kept("inca-300", "Inca Kola 300 ml", "BEB-001", "bottle", "9600", "96"),
        Kept("inca-1500", "Inca Kola 1,5 l", "BEB-002", "bottle", "2400", "24"),
        Kept("coca", "Coca-Cola 300 ml", "BEB-003", "bottle", "9600", "96"),
        Kept("barril", "Cerveza lager en barril", "BEB-004", "litre", "4500", "60"),
        Kept("negra", "Cerveza negra 330 ml", "BEB-005", "bottle", "3600", "3600"),
        Kept("pisco", "Pisco Quebranta", "BEB-006", "litre", "1200.75", "12"),
        Kept("vino-blanco", "Sauvignon Blanc", "BEB-007", "bottle", "1800", "24"),
        Kept("vino-tinto", "Malbec", "BEB-008", "bottle", "1800", "24"),
        Kept("servilletas", "Servilletas", None, "pack", "800", "20"),
    ),
    recipes={
        "CEVCLA": "corvina 0.18, limon 6, cebolla 0.06, camote 0.08, choclo 0.04",
        "CEVCLAG": "corvina 0.34, limon 11, cebolla 0.11, camote 0.16, choclo 0.08",
        "CEVMIX": "corvina 0.1, mariscos 0.12, limon 6, cebolla 0.06, camote 0.08",
        "CEVMIXG": "corvina 0.19, mariscos 0.23, limon 11, cebolla 0.11, camote 0.16",
        "CEVCAR": "corvina 0.15, calamar 0.09, limon 6, cebolla 0.06",
        "LECTIG": "corvina 0.06, limon 5, aji 0.01",
        "TIRAMA": "corvina 0.16, limon 4, aji 0.035",
        "TIRBIC": "corvina 0.16, limon 4, aji 0.025",
        "PULOLI": "pulpo 0.15",
        "CAULIM": "papa 0.22, pollo 0.08, aji 0.02, palta 0.25",
        "CAUVEG": "papa 0.22, aji 0.02, palta 0.5",
        "PAPHUA": "papa 0.25, aji 0.03, queso 0.06, leche 0.25, huevo 1",
        "CHOCH6": "choros 6, cebolla 0.05, limon 2, choclo 0.03",
        "CHOCH12": "choros 12, cebolla 0.1, limon 4, choclo 0.06",
        "ANTCO2": "corazon 0.2, papa 0.15, choclo 0.06",
        "ANTCO3": "corazon 0.3, papa 0.15, choclo 0.06",
        "JALMIX": "corvina 0.12, mariscos 0.15, cebolla 0.05, limon 2",
        "JALMIXG": "corvina 0.24, mariscos 0.3, cebolla 0.1, limon 4",
        "CHICAL": "calamar 0.25, limon 1",
        "CONPA6": "conchas 6, queso 0.05",
        "CONPA12": "conchas 12, queso 0.1",
        "CHUCAM": "camarones 0.2, papa 0.15, leche 0.5, huevo 1, arroz 0.04",
        "SUDPES": "corvina 0.25, cebolla 0.1, aji 0.01",
        "CORPLA": "corvina 0.25, papa 0.15",
        "PULPAR": "pulpo 0.22, papa 0.2",
        "LOMSAL": "lomo 0.18, cebolla 0.08, papa 0.2, arroz 0.12",
        "LOMPOB": "lomo 0.18, cebolla 0.08, papa 0.2, arroz 0.12, huevo 2",
        "AJIGAL": "pollo 0.18, aji 0.04, leche 0.5, papa 0.15, arroz 0.12, huevo 0.5",
        "TACLOM": "lomo 0.18, arroz 0.12",
        "ARRPOL": "pollo 0.22, arroz 0.15",
        "ARRMAR": "mariscos 0.22, arroz 0.15, aji 0.02",
        "ARRMARG": "mariscos 0.42, arroz 0.28, aji 0.04",
        "CHAMAR": "mariscos 0.2, arroz 0.16, huevo 1",
        "CHOQUE": "choclo 0.2, queso 0.08",
        "ENSPAL": "palta 1",
        "INCKOL": "inca-300 1", "INCKOLG": "inca-1500 1", "COCCOL": "coca 1",
        "CERLAG": "barril 0.3", "CERLAGG": "barril 0.5", "CERNEG": "negra 1",
        "VINSAU": "vino-blanco 0.2", "VINSAUB": "vino-blanco 1",
        "VINMAL": "vino-tinto 0.2", "VINMALB": "vino-tinto 1",
        "PISCOG": "pisco 0.09, limon 2, huevo 0.5", "PISCOC": "pisco 0.15, limon 3, huevo 1",
        "CHILCL": "pisco 0.06, limon 1", "PISPUR": "pisco 0.06",
        "PESCOR": "corvina 0.02", "PESLEN": "lenguado 0.18",
        "GUACAM": "camote 0.1", "GUACHO": "choclo 0.08",
        "EXTHUE": "huevo 1", "EXTARR": "arroz 0.12", "EXTPAP": "papa 0.2",
    },
    counted={"corvina": "-0.35", "limon": "-48", "huevo": "-12", "pisco": "0.125", "arroz": "0", "coca": "1"},
    counting={"barril": "-1.5", "negra": "0"},
    notes="Cierre de mes: huevos rotos en la entrega",
)

_SINGAPORE = Larder(
    materials=(
        Kept("rice", "Jasmine rice", "DRY-001", "kg", "4800", "100"),
        Kept("thick-bee-hoon", "Thick bee hoon", "DRY-002", "kg", "900", "20"),
        Kept("yellow-noodles", "Yellow noodles", "DRY-003", "kg", "1400", "30"),
        Kept("kway-teow", "Kway teow", "DRY-004", "kg", "1300", "30"),
        Kept("vermicelli", "Rice vermicelli", "DRY-005", "kg", "700", "15"),
        Kept("coconut-milk", "Coconut milk", "DRY-006", "litre", "1600.5", "40"),
        Kept("laksa-paste", "Laksa rempah", "DRY-007", "kg", "240.125", "250"),
        Kept("gula-melaka", "Gula melaka", "DRY-008", "kg", "320", "10"),
        Kept("sambal", "Sambal belacan", "DRY-009", "kg", "280", "8"),
        Kept("prawns", "Tiger prawns", "SEA-001", "kg", "1100", "25"),
        Kept("cockles", "Cockles", "SEA-002", "kg", "460", "10"),
        Kept("fishcake", "Fishcake", "SEA-003", "pc", "8000", "100"),
        Kept("mud-crab", "Sri Lankan mud crab", "SEA-004", "kg", "1900", "30"),
        Kept("stingray", "Stingray", "SEA-005", "kg", "720", "15"),
        Kept("snapper", "Red snapper", "SEA-006", "kg", "650", "15"),
        Kept("chicken", "Whole chicken", "MEA-001", "pc", "3600", "40"),
        Kept("chicken-skewers", "Chicken satay skewers", "MEA-002", "pc", "24000", "300"),
        Kept("mutton-skewers", "Mutton satay skewers", "MEA-003", "pc", "16000", "200"),
        Kept("char-siew", "Char siew", "MEA-004", "kg", "540", "12"),
        Kept("minced-pork", "Minced pork", "MEA-005", "kg", "620", "15"),
        Kept("pork-ribs", "Pork ribs", "MEA-006", "kg", "880", "20"),
        Kept("beef-shin", "Beef shin", "MEA-007", "kg", "760", "15"),
        Kept("lap-cheong", "Lap cheong", "MEA-008", "kg", "180", "5"),
        Kept("eggs", "Eggs", "EGG-001", "pc", "24000", "300"),
        Kept("tau-pok", "Tau pok", "TOF-001", "pc", "12000", "150"),
        Kept("egg-tofu", "Egg tofu", "TOF-002", "pack", "3000", "40"),
        Kept("kangkong", "Kangkong", "VEG-001", "kg", "520", "12"),
        Kept("coconuts", "Young coconuts", "DRK-001", "pc", "2400", "30"),
        Kept("lager-keg", "Red Lantern Lager, keg", "DRK-002", "litre", "5000", "60"),
        Kept("pale-ale", "Kaffir lime pale ale", "DRK-003", "bottle", "2400", "2400"),
        Kept("riesling", "Dry Riesling", "DRK-004", "bottle", "1600", "24"),
        Kept("gin", "Gin", "DRK-005", "litre", "420.75", "6"),
        Kept("sugar-cane", "Sugar cane", "DRK-006", "kg", "1500", "30"),
        Kept("boxes", "Takeaway boxes", None, "box", "600", "20"),
    ),
    recipes={
        "SATCH6": "chicken-skewers 6", "SATCH12": "chicken-skewers 12",
        "SATMU6": "mutton-skewers 6", "SATMU12": "mutton-skewers 12",
        "OYSSMA": "eggs 2", "OYSLAR": "eggs 3",
        "POPIAH": "eggs 0.5, prawns 0.03",
        "KUEPIE": "prawns 0.06",
        "NGOHIA": "minced-pork 0.12, prawns 0.05",
        "LAKSMA": "laksa-paste 0.06, coconut-milk 0.2, prawns 0.04, cockles 0.03, tau-pok 2, eggs 0.5",
        "LAKLAR": "laksa-paste 0.09, coconut-milk 0.3, prawns 0.06, cockles 0.05, tau-pok 3, eggs 1",
        "CHAKWA": "kway-teow 0.25, lap-cheong 0.03, cockles 0.04, eggs 1",
        "HOKMEE": "yellow-noodles 0.15, vermicelli 0.08, prawns 0.08, eggs 1",
        "BAKCHO": "yellow-noodles 0.18, minced-pork 0.08",
        "MEESIA": "vermicelli 0.16, prawns 0.04, eggs 0.5, tau-pok 2",
        "BEEHOR": "kway-teow 0.25, beef-shin 0.12, eggs 1",
        "VEGBEE": "vermicelli 0.2",
        "CHIPLA": "chicken 0.25, rice 0.15", "CHIHAL": "chicken 0.5", "CHIWHO": "chicken 1",
        "CHASIE": "char-siew 0.14, rice 0.15",
        "CLASMA": "chicken 0.25, lap-cheong 0.04, rice 0.15", "CLALAR": "chicken 0.5, lap-cheong 0.08, rice 0.3",
        "NASGOR": "rice 0.2, eggs 1, sambal 0.02, kangkong 0.05",
        "BAKKUT": "pork-ribs 0.3",
        "AYABUA": "chicken 0.35",
        "BEEREN": "beef-shin 0.25, coconut-milk 0.15",
        "BABPON": "pork-ribs 0.28",
        "IKAASS": "snapper 0.3",
        "KANSMA": "kangkong 0.25, sambal 0.03", "KANLAR": "kangkong 0.4, sambal 0.05",
        "EGGTOF": "egg-tofu 2",
        "CHICRA": "mud-crab 1, eggs 1", "PEPCRA": "mud-crab 1",
        "STISMA": "stingray 0.3, sambal 0.04", "STILAR": "stingray 0.5, sambal 0.06",
        "CERPRA": "prawns 0.3, eggs 1",
        "CHENDO": "coconut-milk 0.12, gula-melaka 0.04",
        "ONDOND": "gula-melaka 0.03",
        "SUGCAN": "sugar-cane 0.6",
        "YOUCOC": "coconuts 1",
        "LAGHAL": "lager-keg 0.284", "LAGPIN": "lager-keg 0.568", "LAGJUG": "lager-keg 1.7",
        "KAFALE": "pale-ale 1",
        "SINSLI": "gin 0.03",
        "RIEGLA": "riesling 0.2", "RIEBOT": "riesling 1",
        "NDTHK": "thick-bee-hoon 0.18", "NDYEL": "yellow-noodles 0.18", "NDKWA": "kway-teow 0.18",
        "NXPRA": "prawns 0.05", "NXCOC": "cockles 0.05", "NXFIS": "fishcake 2", "NXTAU": "tau-pok 3", "NXEGG": "eggs 1",
        "RSSTE": "rice 0.12", "RSCOC": "rice 0.12, coconut-milk 0.04", "RSSAM": "sambal 0.03",
    },
    counted={"eggs": "-18", "prawns": "-0.42", "rice": "-1.25", "gin": "-0.05", "lager-keg": "0", "coconuts": "2"},
    counting={"mud-crab": "-0.8", "riesling": "0"},
    notes="Egg shortage due to cracks",
)

_LONDON = Larder(
    materials=(
        Kept("cod", "Day-boat cod, fillet", "FSH-001", "kg", "1200", "20"),
        Kept("sea-bass", "Whole sea bass", "FSH-002", "pc", "1800", "20"),
        Kept("crab", "Picked Cornish crab", "FSH-003", "kg", "160", "4"),
        Kept("smoked-salmon", "Smoked salmon", "FSH-004", "kg", "140", "4"),
        Kept("sirloin", "Aged sirloin", "MEA-001", "kg", "900", "20"),
        Kept("rib", "Rib of beef", "MEA-002", "kg", "1100", "20"),
        Kept("patties", "Aged beef patties", "MEA-003", "pc", "9000", "96"),
        Kept("sausages", "Pork sausages", "MEA-004", "pc", "12000", "144"),
        Kept("bacon", "Smoked back bacon", "MEA-005", "kg", "420.5", "10"),
        Kept("chicken-breast", "Chicken breast", "MEA-006", "pc", "4200", "48"),
        Kept("eggs", "Free-range eggs", "DRY-001", "pc", "24000", "240"),
        Kept("butter", "Butter", "DRY-002", "kg", "380.125", "10"),
        Kept("cheddar", "Mature Cheddar", "DRY-003", "kg", "260", "6"),
        Kept("flour", "Strong white flour", "DRY-004", "kg", "2400", "50"),
        Kept("buns", "Burger buns", "BAK-001", "pc", "6000", "6000"),
        Kept("muffins", "English muffins", "BAK-002", "pc", "4800", "48"),
        Kept("mushrooms", "Chestnut mushrooms", "VEG-001", "kg", "340", "8"),
        Kept("spinach", "Spinach", "VEG-002", "kg", "210", "5"),
        Kept("espresso", "House espresso beans", "COF-001", "kg", "640", "12"),
        Kept("milk", "Whole milk", "COF-002", "litre", "2600", "40"),
        Kept("oat-milk", "Oat milk", "COF-003", "litre", "900", "12"),
        Kept("pale-keg", "Bermondsey pale ale, keg", "BAR-001", "litre", "5200", "60"),
        Kept("stout-keg", "Oatmeal stout, keg", "BAR-002", "litre", "3600", "60"),
        Kept("gin", "Bermondsey gin", "BAR-003", "litre", "380.75", "6"),
        Kept("bacchus", "Bacchus", "BAR-004", "bottle", "1500", "24"),
        Kept("rhone", "Côtes du Rhône", "BAR-005", "bottle", "1500", "24"),
        Kept("straws", "Paper straws", None, "pack", "300", "10"),
    ),
    recipes={
        "FULENG": "bacon 0.08, sausages 2, eggs 2, mushrooms 0.06",
        "BENHAM": "muffins 1, eggs 2, butter 0.03, bacon 0.06",
        "BENSPI": "muffins 1, eggs 2, butter 0.03, spinach 0.08",
        "BENSAL": "muffins 1, eggs 2, butter 0.03, smoked-salmon 0.07",
        "BACBAP": "bacon 0.1",
        "SCOEGG": "eggs 1, sausages 1",
        "RAREBI": "cheddar 0.08",
        "CRATOA": "crab 0.09",
        "FISCHI": "cod 0.18", "FISCHL": "cod 0.26",
        "MUSPIE": "mushrooms 0.15, flour 0.08, butter 0.04",
        "BURGER": "patties 1, buns 1, cheddar 0.025",
        "BANMAS": "sausages 3, butter 0.02",
        "CHIMIL": "chicken-breast 1, eggs 0.5",
        "SIRLOS": "sirloin 0.227", "SIRLOL": "sirloin 0.284",
        "RIBBEE": "rib 1",
        "SEABAS": "sea-bass 1",
        "CAUCHE": "cheddar 0.05, milk 0.1",
        "SOUHAL": "flour 0.25", "SOUWHO": "flour 0.5",
        "FLAWHI": "espresso 0.018", "FILCOF": "espresso 0.02",
        "MLKWHO": "milk 0.15", "MLKSEM": "milk 0.15", "MLKOAT": "oat-milk 0.15", "COFSHO": "espresso 0.009",
        "BREBAC": "bacon 0.05", "BRESAU": "sausages 1", "BREEGG": "eggs 1",
        "BUECHE": "cheddar 0.025", "BUEBAC": "bacon 0.04", "BUEPAT": "patties 1",
        "PALHAL": "pale-keg 0.284", "PALPIN": "pale-keg 0.568",
        "STOHAL": "stout-keg 0.284", "STOPIN": "stout-keg 0.568",
        "GINSIN": "gin 0.025", "GINDOU": "gin 0.05",
        "BACGLA": "bacchus 0.167", "BACLAR": "bacchus 0.233", "BACBOT": "bacchus 1",
        "RHOGLA": "rhone 0.167", "RHOLAR": "rhone 0.233", "RHOBOT": "rhone 1",
    },
    counted={"eggs": "-9", "bacon": "-0.75", "espresso": "0.25", "pale-keg": "-2.5", "buns": "0"},
    counting={"sirloin": "-0.4", "gin": "0"},
    notes="Month end",
)
# fmt: on

LARDERS: Mapping[str, Larder] = {
    "caleta-morena": _LIMA,
    "lantern-and-tiffin": _SINGAPORE,
    "tallow-and-rye": _LONDON,
}


def fill(
    restaurant: bp.Restaurant, new_id: Id, add: Add, now: datetime, skus: Mapping[str, tuple[Table, UUID]]
) -> None:
    """Add the rows of a restaurant's stock, if it keeps any: materials, recipes, levels, their ledger, two stock takes.

    Args:
        new_id: makes the restaurant's ids from words, and `add` its rows.
        skus: the table of recipes and the id that each SKU stands for.
    """
    larder = LARDERS.get(restaurant.slug)
    if larder is None:
        return
    for kept in larder.materials:
        add(stock.materials, id=new_id("material", kept.key), name=kept.name, sku=kept.sku, unit=kept.unit)
    for sku, recipe in larder.recipes.items():
        table, sold_id = skus[sku]
        column = "variant_id" if table is stock.variant_materials else "option_id"
        for part in recipe.split(", "):
            key, qty = part.split(" ")
            add(table, **{column: sold_id}, material_id=new_id("material", key), qty=_thousandths(qty))
    for location in restaurant.locations:
        _keep(larder, location.slug, new_id, add, now)


def _keep(larder: Larder, slug: str, new_id: Id, add: Add, now: datetime) -> None:
    """Add what a location has, and how it came to that: a delivery four days ago, and a count the day after."""
    location_id = new_id(slug)
    delivered, started, ended = now - timedelta(days=4), now - timedelta(days=3, hours=2), now - timedelta(days=3)
    finished, running = _dated(new_id(slug, "stock-take", "1"), started), _dated(new_id(slug, "stock-take", "2"), now)
    add(
        stock.stock_takes,
        id=finished,
        location_id=location_id,
        notes=larder.notes,
        cancelled=False,
        started_at=started,
        ended_at=ended,
        updated_at=ended,
    )
    add(stock.stock_takes, id=running, location_id=location_id, cancelled=False, started_at=now)
    for kept in larder.materials:
        material_id, level = new_id("material", kept.key), _thousandths(kept.level)
        missed = _thousandths(larder.counted.get(kept.key, "0"))
        add(
            stock.stock_levels,
            location_id=location_id,
            material_id=material_id,
            qty=level,
            low_at=_thousandths(kept.low_at) if kept.low_at is not None else None,
        )
        moves = [("purchase", level - missed, delivered, None), ("count", missed, ended, finished)]
        for kind, qty, at, take_id in moves:
            if qty:
                add(
                    stock.stock_movements,
                    id=_dated(new_id(slug, "movement", kind, kept.key), at),
                    location_id=location_id,
                    material_id=material_id,
                    kind=kind,
                    qty=qty,
                    stock_take_id=take_id,
                    created_at=at,
                )
        counts = [(finished, larder.counted, level - missed, ended), (running, larder.counting, level, now)]
        for take_id, found, expected, at in counts:
            if kept.key in found:
                add(
                    stock.stock_take_counts,
                    stock_take_id=take_id,
                    material_id=material_id,
                    counted=expected + _thousandths(found[kept.key]),
                    expected=expected,
                    counted_at=at,
                )


def skus_of(restaurant: bp.Restaurant, new_id: Id, default: Callable[[bp.Name], str]) -> dict[str, tuple[Table, UUID]]:
    """Return what each SKU of a restaurant stands for."""
    found: dict[str, tuple[Table, UUID]] = {}
    for item in _dishes(restaurant.categories):
        for variant in item.variants:
            if variant.sku is not None:
                found[variant.sku] = stock.variant_materials, new_id("item", item.key, default(variant.name))
    for modifier in restaurant.modifiers:
        for option in modifier.options:
            if option.sku is not None:
                found[option.sku] = stock.option_materials, new_id("modifier", modifier.key, default(option.name))
    return found


def _dishes(categories: Iterable[bp.Category]) -> Iterable[bp.Item]:
    for category in categories:
        yield from category.items
        yield from _dishes(category.children)


def _thousandths(quantity: str) -> int:
    return int(Decimal(quantity) * ONE)


def _dated(id_: UUID, at: datetime) -> UUID:
    """Return an id that is as old as what it stands for, so that newest first is newest first."""
    return UUID(int=(int(at.timestamp() * 1000) << 80) | id_.int & ((1 << 80) - 1))
