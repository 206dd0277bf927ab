"""A fourth set of notes: written anew, without sight of the rules or of any score.

Its sentences and words stand in text files (`said`, `words`); its mechanics are those of the sets
before. Medicine is of one part of the body within a note. A change to it makes a new set.
"""
