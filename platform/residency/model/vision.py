"""Vision towers: their configurations, from a recipe's dimensions or a folder."""

from __future__ import annotations

from transformers.models.clip.configuration_clip import CLIPVisionConfig

from residency.errors import SpecError
from residency.model.given import Settings
from residency.spec.model import Model


def stated_vision(model: Model) -> CLIPVisionConfig:
    """From the recipe's dimensions. Raises SpecError where there are none."""
    size = model.vision.config
    if size is None:
        raise SpecError(
            "model.vision.config is missing: the model cannot be built without its dimensions.",
            "Add model.vision.config (imageSize, patchSize, hiddenSize, ...).",
        )
    return CLIPVisionConfig(
        image_size=size.image_size,
        patch_size=size.patch_size,
        hidden_size=size.hidden_size,
        intermediate_size=size.intermediate_size,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        projection_dim=size.hidden_size,
    )


def given_vision(settings: Settings) -> CLIPVisionConfig:
    """From a folder's configuration: its activation and the width of its norms are kept."""
    of_the_file = (
        "architectures",
        "dtype",
        "torch_dtype",
        "transformers_version",
        "_name_or_path",
    )
    found = CLIPVisionConfig.from_dict({k: v for k, v in settings.items() if k not in of_the_file})
    assert isinstance(found, CLIPVisionConfig)
    return found
