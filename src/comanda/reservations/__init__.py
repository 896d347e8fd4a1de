"""Reservations: tables kept for parties that are to come."""
