"""Stored rows to micro-batches: a module a contender, with `ready()` and `run(out)`."""
