"""The eighteen identifiers as they are written in clinical English: rules of form and context.

Pure functions from a text to spans, one family a file. They know no language model: what names a
person without any sign of it around is for a Scrubber's model to see.
"""
