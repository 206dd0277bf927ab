"""The DeepSpeed TrainEngine."""
