"""The runner: (plan, records, statuses) -> actions, and the execution of one step. Pure."""
