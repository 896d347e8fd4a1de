"""What all surfaces do alike: read fields, queries and bodies, describe their routes, keep bodies small."""
