"""Training of the word tagger of data/deid/learned: its examples, its fit, its weights."""
