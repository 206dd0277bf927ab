"""The demo over the fake: it says what it does, in the order in which it does it."""

from io import BytesIO
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from residency.cli.demo import run_demo
from residency.cli.shell import Shell
from residency.errors import UserError
from tests.unit.cli.conftest import text_console


@pytest.fixture
def shell(fake) -> Shell:
    rows = [
        {"question": "What is a tag?", "image": None, "answer": "a", "modality": "none"},
        {"question": "Which modality?", "image": b"PNG", "answer": "CT", "modality": "CT"},
    ]
    out = BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    fake.predictions = out.getvalue()
    return Shell(text_console(), text_console(), lambda: fake)


@pytest.mark.parametrize("said", [" ct   (right)", "MR  (wrong)"])
def test_it_runs_approves_serves_and_asks(
    fake, shell, repository: Path, monkeypatch, said: str
) -> None:
    monkeypatch.chdir(repository)
    asked = []

    def ask(endpoint, question: str, image: bytes) -> str:
        asked.append((endpoint.model, question, image, list(fake.serving)))
        return said.rpartition("  (")[0]

    run_demo(shell, ask)
    assert asked == [("quickstart", "Which modality?", b"PNG", ["up"])]
    assert fake.serving == ["up", "down"]
    shown = shell.out.file.getvalue()
    order = [
        "approves this model as you",
        "Approved quickstart version 1 by ada",
        "question  Which modality?",
        f"answer    {said}",
        "key figures",
        "18 steps ran",
        "Registered: quickstart version 1 (dddddddddddd)",
        "residency ui",
    ]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert shown.count("Gate after instruct: passed") == 2


def test_a_second_demo_does_not_approve_again(fake, shell, repository, monkeypatch) -> None:
    monkeypatch.chdir(repository)
    for _ in range(2):
        run_demo(shell, lambda *_: "CT")
    assert [word.person for word in fake.words["d" * 64]] == ["ada"]
    assert "was approved in an earlier demo" in shell.out.file.getvalue()


def test_elsewhere_it_says_where_to_start(shell, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="root of the checkout"):
        run_demo(shell)
