"""Register, approve, roll out: use cases over the ports. Pure."""
