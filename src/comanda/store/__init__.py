"""PostgreSQL: connections, the unit of work, the tenancy guard, idempotency and the event log."""
