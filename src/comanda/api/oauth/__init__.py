"""OAuth 2.0 for partner apps: the token, revocation and metadata endpoints."""
