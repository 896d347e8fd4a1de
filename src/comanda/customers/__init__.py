"""Customers: who they are, their groups, their loyalty and their store credit."""
