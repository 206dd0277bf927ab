"""What each stage trains, as `plan` shows it."""

from pathlib import Path

from residency.cli.render.parameters import stage_plans, trained_parameters
from tests.unit.cli.fake_residency import FakeResidency


def test_the_20b_recipe_is_counted_without_building_it(repository: Path, tmp_path: Path) -> None:
    fake = FakeResidency(tmp_path)
    loaded = fake.load(str(repository / "pipelines/medgpt_oss/20b.yaml"))
    stages = stage_plans(loaded.pipeline, fake.plan(loaded))
    counted = {one.stage: one for one in trained_parameters(stages)}
    assert list(counted) == ["align", "midtrain", "instruct"]
    assert set(counted["align"].parts) == {"vision", "projector"}
    assert set(counted["align"].frozen) == {"language", "embeddings", "head"}
    assert not counted["instruct"].frozen
    assert counted["align"].trained == 303_507_456 + 11_249_280
    assert counted["instruct"].trained == counted["instruct"].total == 21_229_513_920
