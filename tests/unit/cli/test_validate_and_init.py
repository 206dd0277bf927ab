"""init and validate: the first two things that a newcomer types."""

from pathlib import Path

import pytest


def test_init_writes_a_pipeline_that_validates(cli, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "one"
    written = cli("init", str(folder))
    assert written.code == 0
    assert "residency run" in written.out
    checked = cli("validate", str(folder / "pipeline.yaml"))
    assert checked.code == 0
    assert checked.out.startswith("OK ")


def test_init_never_overwrites(cli, tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yaml"
    path.write_text("mine")
    refused = cli("init", str(tmp_path))
    assert refused.code == 2
    assert "exists already" in refused.err
    assert "Name another folder" in refused.err
    assert path.read_text() == "mine"


def test_init_says_why_it_cannot_write(cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = cli("init", str(tmp_path / "file" / "below"))
    assert refused.code == 2
    assert "cannot be written" in refused.err


def test_validate_names_what_a_file_holds(cli, quickstart: str) -> None:
    result = cli("validate", quickstart, "--set", "seed=7")
    assert result.code == 0
    for words in ("align, midtrain, instruct", "pydicom@1, dictionary@1", "seed=7"):
        assert words in result.out


def test_validate_json_is_one_object(cli, quickstart: str) -> None:
    (facts,) = cli("validate", quickstart, "--json").objects
    assert facts["valid"] is True
    assert facts["stages"] == ["align", "midtrain", "instruct"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("vocabulary:", "vocabulry:"), "did you mean `vocabulary`?"),
        (("heldout: 0.34", "heldout: many"), "spec.datasets.0.split.heldout"),
        (("dataset: dictionary}]", "dataset: dictionry}]"), "did you mean `dictionary`?"),
        (("lr: 2.0e-3", "lr: 2e-3"), "2.0e-3"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_without_traceback(
    cli, quickstart: str, tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    before, after = change
    text = Path(quickstart).read_text()
    assert before in text
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace(before, after, 1))
    line = text[: text.index(before)].count("\n") + 1
    result = cli("validate", str(wrong))
    told = " ".join(result.err.split())
    assert result.code == 2
    assert f"wrong.yaml:{line}:" in told.replace(" ", "") or f"wrong.yaml:{line}" in told
    assert words in told
    assert "Traceback" not in told
    assert result.out == ""


def test_a_missing_file_is_told(cli, tmp_path: Path) -> None:
    result = cli("validate", str(tmp_path / "none.yaml"))
    assert result.code == 2
    assert "no such file" in " ".join(result.err.split())
