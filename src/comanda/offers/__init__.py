"""Discounts, promotions and vouchers: what may be taken off, and under which conditions."""
