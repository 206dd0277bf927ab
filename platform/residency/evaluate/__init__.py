"""Benchmarks, scores, reports and gates. Pure."""
