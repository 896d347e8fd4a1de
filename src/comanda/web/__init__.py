"""The pages people use, rendered on the server."""
