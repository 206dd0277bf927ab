"""What every benchmark shares: interleaved runs, rows of figures, and how they are told."""
