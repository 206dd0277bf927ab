"""A sixth set of notes: everyday genres once more, written without sight of the rules or a score.

As in the fifth set, but with nuclear medicine, ward rounds, the neck and the vessels as well, and
with its own sentences (`said`) and words (`words`). A change to it makes a new set.
"""
