"""Comanda: an open, self-hosted restaurant platform."""

__version__ = "0.1.0"
