"""Three demo restaurants in three countries, and the command that serves them."""
