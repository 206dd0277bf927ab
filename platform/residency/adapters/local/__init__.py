"""The embedded targets and the shipped fakes."""
