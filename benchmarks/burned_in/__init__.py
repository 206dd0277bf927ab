"""The grid of drawn text and the pictures without text that burned_in_text.py looks at."""
