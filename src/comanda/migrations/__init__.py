"""The database schema's history, for Alembic."""
