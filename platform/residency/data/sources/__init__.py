"""Where raw files come from: one source a file, each yields Raw records or quarantine rows."""
