"""Decisions about reservations, without database or clock."""
