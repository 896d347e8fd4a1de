"""Orders: pricing a cart, placing, accepting, changing, cooking, paying, refunding and closing."""
