"""Samples to stored rows: a module a contender, with `ready()` and `run(inputs, out)`."""
