"""A second set of notes: written after the first was scored, without sight of the rules.

It shares types, scorer and mechanism with the first set, and none of its sentences or lists of
values. As of the first: who writes rules does not read this folder.
"""
