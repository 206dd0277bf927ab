"""The memory arithmetic of plans against counted bytes of small models that really train."""
