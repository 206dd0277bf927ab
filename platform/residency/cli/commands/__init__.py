"""One command a file: its operands and options, and what it does, in a screen."""
