"""The EPOS Data API: the backend of a location's card terminals reads its floor, orders, parties and reservations."""
