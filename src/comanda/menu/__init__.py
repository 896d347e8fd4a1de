"""What is sold and what is charged on it, and the compiled snapshot that requests are priced against."""
