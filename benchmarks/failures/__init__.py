"""What is left of the time when machines fail: by simulation, by formula, and by a real run."""
