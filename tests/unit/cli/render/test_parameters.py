"""What each stage trains, as `plan` shows it."""

from pathlib import Path

import pytest

from residency.cli.render.parameters import trained_parameters
from residency.errors import NotSupportedYet
from residency.spec.loader import load_pipeline


def test_the_20b_recipe_is_counted_without_building_it(repository: Path) -> None:
    pipeline = load_pipeline(repository / "pipelines/medgpt_oss/20b.yaml").pipeline
    counted = {one.stage: one for one in trained_parameters(pipeline)}
    assert list(counted) == ["align", "midtrain", "instruct"]
    assert set(counted["align"].parts) == {"vision", "projector"}
    assert counted["align"].trained == 303_507_456 + 11_249_280
    assert counted["instruct"].trained == counted["instruct"].total == 21_229_513_920


def test_a_model_that_cannot_be_built_says_so(repository: Path) -> None:
    pipeline = load_pipeline(repository / "pipelines/healthgpt/m3.yaml").pipeline
    with pytest.raises(NotSupportedYet, match="phi3"):
        trained_parameters(pipeline)
