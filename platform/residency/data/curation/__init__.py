"""Which records stay: filters by name, duplicates, contamination of benchmarks."""
