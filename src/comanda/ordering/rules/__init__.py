"""Decisions about orders, as pure functions on frozen values."""
