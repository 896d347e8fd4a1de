"""Dining sessions: who sits where, from asking for a table to leaving it, and what they call for."""
