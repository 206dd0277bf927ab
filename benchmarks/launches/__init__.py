"""Ways to launch one stage on Ray Train: ours, and what people would write without us."""
