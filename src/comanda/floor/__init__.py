"""The floor: areas and the tables in them."""
