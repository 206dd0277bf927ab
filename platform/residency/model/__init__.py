"""The models: build, freeze, export, predict. Knows torch, not the cluster."""
