"""The Manage API: what a restaurant's administrators set up, for programs of their own."""
