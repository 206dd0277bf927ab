"""Training steps of ours and of others, side by side."""
