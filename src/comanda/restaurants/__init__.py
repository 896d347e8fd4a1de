"""Restaurants (tenants), their locations, opening hours and governance."""
