"""A word tagger that learned which words of a clinical text identify somebody, from context.

Rules tell what they foresee; this sees the words around each word, as thousands of written
examples have them. It is a linear model over hashed features, trained by scripts/word_tagger:
pure Python and numpy, no language model. The rules' spans and its own meet in `joined`.
"""
