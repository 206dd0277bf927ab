"""A fifth set of notes: the everyday genres, written without sight of the rules or of any score.

Radiology reports, discharge summaries, letters, operation notes and their like come in about the
proportion that hospitals write them. Sentences and words stand in text files (`said`, `words`),
lists of clinical words with the common ones first; the mechanics are those of the sets before.
A change to it makes a new set.
"""
