"""What a person writes: frozen models of the YAML kinds, and their loader."""
