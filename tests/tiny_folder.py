"""The tiny model of tests/tiny.py with random weights, in a folder as an export leaves it."""

from pathlib import Path

from tests.tiny import tiny_model, tiny_tokenizer


def write_tiny_model(folder: Path, *, seed: int = 0) -> Path:
    """Build, save and return a model folder (fp32). Imports torch."""
    import torch

    from residency.model.build import build_config, build_model
    from residency.model.words import load_words

    tiny_tokenizer(folder)
    model = build_model(
        build_config(tiny_model(), load_words(folder)), seed=seed, dtype=torch.float32
    )
    model.save_pretrained(folder)
    return folder
