"""From core values to what terminals read. Pure; what has no value is absent, never null."""
