"""The documented APIs: one folder a surface, with its routes, schemas, presenters and errors, and nothing else."""
