"""Samples and what is done to them. Pure: numpy, PIL, pydicom and tokenizers at most."""
