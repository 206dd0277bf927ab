"""The OpenAI-compatible request handling over a Predictor. Pure."""
