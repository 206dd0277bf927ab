"""Ingest under faults, on a real Ray: the same rows come out, once each."""

import io
import json
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
import ray.data
from PIL import Image

from residency.adapters.ray.ingest import Means, ingest_step
from residency.adapters.ray.reading import Reading, list_units
from residency.data.pseudonym import TenantKey
from residency.data.sources.folder import FileEntry, LocalFolder, SourceFolder
from residency.errors import DataError, ExitCode, ResidencyError
from residency.plan.work import IngestIdentity, IngestWork
from residency.ports import StepContext, StepResult
from residency.spec.dataset import Dataset, ImagesSource, Source, Split
from tests.integration.faulty import (
    FaultyFolder,
    ReopenedFolder,
    break_once,
    fail_to_read,
    fail_with_content,
    kill_this_process,
    lose_the_last_row,
)
from tests.integration.means import BLIND, FINDERS, KEYS
from tests.integration.step_context import context

ROWS = 120
CORRUPT = range(0, ROWS, 20)  # 5%
PATIENTS = 30
SMALL_BLOCKS = 1024 * 1024  # bytes: rows leave a task long before its end

Open = Callable[[str, Path], SourceFolder]


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Conversations about noise, in two files; every twentieth picture is cut short."""
    folder = tmp_path_factory.mktemp("conversations")
    (folder / "images").mkdir()
    rows = []
    for number in range(ROWS):
        noise = np.random.default_rng(number).integers(0, 255, (90, 284, 3), dtype=np.uint8)
        out = io.BytesIO()
        Image.fromarray(noise).save(out, "PNG")
        content = out.getvalue()
        name = f"{number:03d}.png"
        whole = len(content) // 2 if number in CORRUPT else None
        (folder / "images" / name).write_bytes(content[:whole])
        turns = [
            {"from": "human", "value": f"<image>\nWhat does picture {number} show?"},
            {"from": "gpt", "value": f"Noise, says Dr. Doe on 2024-05-0{number % 9 + 1}."},
        ]
        rows.append(json.dumps({"id": number, "image": name, "conversations": turns}))
    (folder / "a.jsonl").write_text("\n".join(rows[:90]))
    (folder / "b.jsonl").write_text("\n".join(rows[90:]))
    return folder


def open_plainly(location: str, base: Path) -> LocalFolder:
    return LocalFolder("set", base / location)


def noise(source: Path) -> Dataset:
    return Dataset(
        name="noise",
        version="1",
        licence="MIT",
        source=Source(llava=ImagesSource(paths=(str(source),))),
        attestation="a test",
        split=Split(heldout=0.2, minimum_questions=5),
        quarantine_limit=0.06,
    )


def ingest(source: Path, folder: Path, opening: Open) -> tuple[StepContext, StepResult]:
    told = IngestIdentity(dataset=noise(source), listing="", key_id=KEYS.current_id("t"), seed=0)
    running = context(IngestWork(identity=told), folder, {})
    return running, ingest_step(running, Means(KEYS, opening, FINDERS))


def written(folder: Path) -> pa.Table:
    """All samples of both sides, by id."""
    sides = [
        pyarrow.parquet.read_table(folder / "samples" / side) for side in ("train", "heldout")
    ]
    return pa.concat_tables(sides).sort_by("sample_id")


@pytest.fixture(scope="module", autouse=True)
def small_blocks(ray_cluster: None) -> None:
    ray.data.DataContext.get_current().target_max_block_size = SMALL_BLOCKS


@pytest.fixture(scope="module")
def plain(
    small_blocks: None, conversations: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, StepContext, StepResult]:
    folder = tmp_path_factory.mktemp("plain") / "attempt"
    return folder, *ingest(conversations, folder, open_plainly)


def test_corrupt_pictures_are_quarantined_and_the_rest_comes_out(
    plain: tuple[Path, StepContext, StepResult],
) -> None:
    folder, _, result = plain
    assert result.rows is not None
    assert result.rows.balanced
    assert (result.rows.read, result.rows.quarantined) == (ROWS, len(CORRUPT))
    listed = [json.loads(line) for line in (folder / "quarantine.jsonl").read_text().splitlines()]
    assert {row["reason"] for row in listed} == {"image does not decode"}
    assert written(folder).num_rows == ROWS - len(CORRUPT)


def test_names_stay_in_the_attempt_and_are_tracked_nowhere(
    plain: tuple[Path, StepContext, StepResult],
) -> None:
    folder, running, result = plain
    assert "names.jsonl" not in result.outputs
    assert (folder / "names.jsonl").stat().st_mode & 0o077 == 0
    assert len((folder / "names.jsonl").read_text().splitlines()) == len(CORRUPT)
    tracked = running.track.files  # type: ignore[attr-defined]
    assert set(tracked) == {"card.json", "card.md", "deidentification.json", "samples.png"}
    assert ".png" not in (folder / "quarantine.jsonl").read_text()


def test_the_evidence_says_what_was_found(plain: tuple[Path, StepContext, StepResult]) -> None:
    report = json.loads((plain[0] / "deidentification.json").read_text())
    assert report["identifiers"] == {"date": ROWS - len(CORRUPT)}
    assert report["pixels"] == {"clean": ROWS - len(CORRUPT)}
    assert "2024-05" not in repr(written(plain[0]).drop_columns(["images"]).to_pylist())


@pytest.mark.parametrize("fault", [kill_this_process, fail_to_read])
def test_the_same_rows_come_out_once_each(
    fault: Callable[[], object],
    plain: tuple[Path, StepContext, StepResult],
    conversations: Path,
    tmp_path: Path,
) -> None:
    """The picture is of the 70th row of a unit of 90: rows before it have left the task."""
    happened = tmp_path / "happened"

    def opening(location: str, base: Path) -> FaultyFolder:
        return FaultyFolder(open_plainly(location, base), "070.png", fault, happened)

    _, result = ingest(conversations, tmp_path / "attempt", opening)
    assert happened.exists()
    assert result.rows == plain[2].rows
    assert written(tmp_path / "attempt").equals(written(plain[0]))


def test_a_fault_of_ours_arrives_as_ours_and_quotes_nothing(
    small_blocks: None, conversations: Path, tmp_path: Path
) -> None:
    def opening(location: str, base: Path) -> FaultyFolder:
        below = open_plainly(location, base)
        return FaultyFolder(below, "003.png", fail_with_content, tmp_path / "happened")

    with pytest.raises(
        ResidencyError, match=r"ArithmeticError in tests\.integration\.faulty"
    ) as it:
        ingest(conversations, tmp_path / "attempt", opening)
    assert "Doe" not in repr(it.value)
    assert it.value.exit_code is ExitCode.OUR_FAULT


def test_a_read_error_in_the_middle_of_a_file_starts_it_again(
    plain: tuple[Path, StepContext, StepResult], conversations: Path, tmp_path: Path
) -> None:
    (tmp_path / "opened").mkdir()

    def opening(location: str, base: Path) -> ReopenedFolder:
        below = open_plainly(location, base)
        return ReopenedFolder(below, "a.jsonl", break_once, tmp_path / "opened")

    _, result = ingest(conversations, tmp_path / "attempt", opening)
    assert len(list((tmp_path / "opened").iterdir())) == 3
    assert result.rows == plain[2].rows
    assert written(tmp_path / "attempt").equals(written(plain[0]))


def test_a_row_that_is_lost_between_listing_and_reading_is_noticed(
    small_blocks: None, conversations: Path, tmp_path: Path
) -> None:
    (tmp_path / "opened").mkdir()

    def opening(location: str, base: Path) -> ReopenedFolder:
        below = open_plainly(location, base)
        return ReopenedFolder(below, "b.jsonl", lose_the_last_row, tmp_path / "opened")

    with pytest.raises(DataError, match="unit 2 of 2 has 30 rows, and gave 29"):
        ingest(conversations, tmp_path / "attempt", opening)


def test_an_invented_identity_that_comes_through_fails_the_step(
    small_blocks: None, conversations: Path, tmp_path: Path
) -> None:
    """And the report that says so can be seen: it is tracked before."""
    told = IngestIdentity(
        dataset=noise(conversations), listing="", key_id=KEYS.current_id("t"), seed=0
    )
    running = context(IngestWork(identity=told), tmp_path / "attempt", {})
    with pytest.raises(DataError, match=r"noise@1: .* invented identities through \(text: \d+"):
        ingest_step(running, Means(KEYS, open_plainly, BLIND))
    tracked = running.track.files  # type: ignore[attr-defined]
    assert json.loads(tracked["deidentification.json"])["recall"]["text"]["survived"] > 0


class UnlistedFolder(LocalFolder):
    """A folder that fails to list its files, as Python says it: with a name."""

    def files(self, under: str = "") -> Iterator[FileEntry]:
        raise PermissionError(13, "Permission denied", "/archive/Doe^Jane/1.dcm")


def test_a_failure_to_list_names_no_file(tmp_path: Path) -> None:
    """It is raised in the driver, whose tracebacks are kept."""
    key = TenantKey("k", bytes(32))
    reading = Reading(noise(tmp_path), (UnlistedFolder("set", tmp_path),), key, FINDERS)
    with pytest.raises(ResidencyError, match="PermissionError in ") as raised:
        list_units(reading)
    assert "Doe" not in "".join(traceback.format_exception(raised.value))
