"""The only code that imports the machinery."""
