"""Formats of many rows a file, each streamed: lines, JSON, delimited text, Parquet, Arrow."""
