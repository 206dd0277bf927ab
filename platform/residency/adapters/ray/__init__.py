"""Ray Data, Ray Train and Ray Serve."""
