"""Who is calling: partner apps and their access tokens."""
