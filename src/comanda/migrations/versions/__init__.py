"""One file a step, applied in order."""
