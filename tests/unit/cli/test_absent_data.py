"""Data that is not on this machine is named; what lies elsewhere or is here is not."""

from pathlib import Path

from residency.cli.absent_data import absent_data
from residency.spec.loader import load_pipeline


def test_a_folder_that_is_not_here_is_named(repository: Path, tmp_path: Path) -> None:
    pilot = str(repository / "pipelines/medgpt_oss/pilot.yaml")
    sets = (
        f"datasets.roco.source.captions.paths=[{tmp_path}]",
        "datasets.vqa-rad.source.vqaRad.paths=[/nowhere/a, /nowhere/b]",
        "datasets.pubmed-qa.source.pubMedQa.paths=[s3://bucket/set]",
    )
    assert absent_data(load_pipeline(pilot, sets)) == (
        "datasets.vqa-rad: /nowhere/a, /nowhere/b are not on this machine and were not looked at",
    )


def test_a_package_is_installed_or_a_mistake(repository: Path) -> None:
    quickstart = repository / "pipelines/quickstart/pipeline.yaml"
    assert absent_data(load_pipeline(str(quickstart), ())) == ()
