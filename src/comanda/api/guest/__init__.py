"""The Guest API: phones at a table, and the staff who look after them."""
