"""What `residency doctor` looks at, one subject a file."""
