"""A third set of notes: written after the second was scored, without sight of the rules.

Its notes hold together: what is written belongs to the country of the hospital (forms of numbers,
kinds of letter) and to one part of the body. Sentences, people, places and facilities are other
than those of the two sets before. As of these: who writes rules does not read this folder.
"""
