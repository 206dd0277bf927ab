"""The training loop over a TrainEngine. Knows torch, not the cluster."""
