"""Whoever looks after a restaurant's stock: the Manage API over HTTP, and what the ledger comes to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2 as httpx

from comanda.api.manage import stock_shapes as shapes
from tests.api.manage.admin import Answer
from tests.app.singapore import LOCATION
from tests.truth import Truth

Json = dict[str, Any]


@dataclass(frozen=True)
class Storekeeper:
    """Somebody with a token, at one location."""

    http: httpx.Client
    token: str | None
    location_id: UUID = LOCATION

    def call(self, method: str, path: str, body: Any = None, *, params: Any = None, **headers: str) -> Answer:
        """Send a request below `/manage/v1`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            named["Authorization"] = f"Bearer {self.token}"
        response = self.http.request(method, "/manage/v1" + path, json=body, params=params, headers=named)
        return Answer(response.status_code, response.json() if response.content else None, response)

    def here(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Send a request about the location."""
        return self.call(method, f"/locations/{self.location_id}{path}", body, **more)

    def material(self, name: str = "Saffron", unit: str = "pc", **more: Any) -> str:
        """Make a material and return its id."""
        made = self.call("POST", "/materials", {"name": name, "unit": unit, **more}).good(shapes.MaterialOut, 201)
        return str(made["id"])

    def stock(
        self, qty: float | str = 0, *, low_at: float | None = None, unit: str = "pc", name: str = "Saffron"
    ) -> str:
        """Make a material that the location keeps so much of, and return its id."""
        material = self.material(name, unit)
        self.here("PUT", f"/material-stocks/{material}", {"low_at": low_at}).good(shapes.StockOut)
        if qty:
            self.move(material, qty)
        return material

    def move(self, material: str, qty: float | str, kind: str = "purchase", **more: Any) -> Json:
        """Record a movement and return it."""
        body = {"material": material, "kind": kind, "qty": qty, **more}
        return self.here("POST", "/stock-movements", body).good(shapes.MovementOut, 201)

    def recipe(self, sold_id: UUID | str, *materials: tuple[str, float | str], option: bool = False) -> Json:
        """Say what a variant, or an option, is made of."""
        path = f"/{'modifier-options' if option else 'variants'}/{sold_id}/materials"
        body = {"materials": [{"material": material, "qty": qty} for material, qty in materials]}
        return self.call("PUT", path, body).good(shapes.RecipeOut)

    def level(self, material: str) -> float:
        """Return how much of a material there is."""
        rows = self.here("GET", "/material-stocks").good(shapes.StocksOut)["data"]
        (found,) = [row["qty"] for row in rows if row["material"] == material]
        level: float = found
        return level

    def ledger(self, material: str) -> list[tuple[str, float]]:
        """Return kind and quantity of every movement of a material, oldest first."""
        query = {"material": material, "limit": 200}
        rows = self.here("GET", "/stock-movements", params=query).good(shapes.MovementsOut)["data"]
        return [(row["kind"], row["qty"]) for row in reversed(rows)]


def ledger_is_level(truth: Truth) -> None:
    """Check that of every material, everywhere, the movements sum to the level, and that none is below nothing."""
    wrong = truth.rows(
        "SELECT l.location_id, l.material_id, l.qty, coalesce(sum(m.qty), 0) AS moved FROM stock_levels l"
        " LEFT JOIN stock_movements m ON m.tenant_id = l.tenant_id AND m.location_id = l.location_id"
        " AND m.material_id = l.material_id GROUP BY l.tenant_id, l.location_id, l.material_id, l.qty"
        " HAVING l.qty <> coalesce(sum(m.qty), 0) OR l.qty < 0"
    )
    assert wrong == []


def orders_hold_what_the_ledger_says(truth: Truth) -> None:
    """Check that what live orders' lines say they took is what the ledger says was sold and not given back."""
    held = truth.rows(
        "SELECT n.material_id, sum(n.qty) AS qty FROM ("
        " SELECT (m->>0)::uuid AS material_id, (m->>1)::bigint AS qty FROM orders o JOIN order_lines l"
        " ON l.tenant_id = o.tenant_id AND l.order_id = o.id, jsonb_array_elements(l.materials) m"
        " WHERE o.status NOT IN ('cancelled', 'cancelled_payment')"
        " UNION ALL SELECT material_id, qty FROM stock_movements WHERE kind IN ('sale', 'return')) n"
        " GROUP BY n.material_id HAVING sum(n.qty) <> 0"
    )
    assert held == []
