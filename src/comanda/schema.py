"""All tables of all areas, for the migrations and for whatever looks at the schema as a whole."""

from sqlalchemy import MetaData

import comanda.customers.tables
import comanda.dining.tables
import comanda.floor.tables
import comanda.identity.tables
import comanda.menu.tables
import comanda.notifications.tables
import comanda.offers.tables
import comanda.ordering.tables
import comanda.reservations.tables
import comanda.restaurants.tables
import comanda.stock.tables
import comanda.store.tables  # noqa: F401 - imported so that their tables are declared
from comanda.store import schema

metadata: MetaData = schema.metadata
