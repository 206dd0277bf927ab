"""A tiny folder of each layout, with rows that are malformed, and how many it has of both."""

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from residency.data.raw import Quarantined
from residency.data.sources.folder import LocalFolder, SourceFolder
from residency.data.sources.reader import Reader, Record
from residency.data.sources.registry import reader
from residency.spec.dataset import Source

PICTURE = b"\x89PNG of no pixels"
Row = Mapping[str, object]


def write(root: Path, name: str, content: bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def json_lines(root: Path, name: str, rows: Iterable[object]) -> None:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    write(root, name, "".join(f"{line}\n" for line in lines).encode())


def json_file(root: Path, name: str, value: object) -> None:
    write(root, name, json.dumps(value, indent=1).encode())


def csv_file(root: Path, name: str, rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    packed = out.getvalue().encode()
    write(root, name, gzip.compress(packed) if name.endswith(".gz") else packed)


def parquet_file(root: Path, name: str, rows: list[dict[str, object]], group: int = 2) -> None:
    write(root, name, b"")
    pq.write_table(pa.Table.from_pylist(rows), root / name, row_group_size=group)


def arrow_file(root: Path, name: str, rows: list[dict[str, object]]) -> None:
    write(root, name, b"")
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_stream(root / name, table.schema) as stream:
        stream.write_table(table, max_chunksize=2)


def tar_file(root: Path, name: str, members: Iterable[tuple[str, bytes]]) -> None:
    write(root, name, b"")
    mode = "w" if name.endswith(".tar") else "w:gz"
    with tarfile.open(root / name, mode) as archive:  # type: ignore[call-overload]
        for member, content in members:
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def made(kind: str, **options: object) -> Reader:
    """The reader of a recipe's source."""
    return reader(Source.model_validate({kind: {"paths": ("x",), **options}}))


def folder_of(root: Path) -> LocalFolder:
    return LocalFolder("x", root)


def read_all(one: Reader, folder: SourceFolder) -> list[Record]:
    return [record for unit in one.units(folder) for record in one.read(folder, unit)]


def read(root: Path, kind: str, **options: object) -> list[Record]:
    return read_all(made(kind, **options), folder_of(root))


def reasons(records: Iterable[Record]) -> list[str]:
    """Why records were quarantined, in order."""
    return [record.reason for record in records if isinstance(record, Quarantined)]


def turns(*said: str) -> list[dict[str, str]]:
    return [
        {"from": ("human", "gpt")[number % 2], "value": words} for number, words in enumerate(said)
    ]


def dicom(root: Path) -> None:
    write(root, "notes.txt", b"no DICOM")
    write(root, "b/empty.dcm", b"")


def llava(root: Path) -> None:
    write(root, "images/1.png", PICTURE)
    good = {"image": "1.png", "conversations": turns("<image>\nWhat?", "This.")}
    json_file(root, "train.json", [good, {"conversations": []}, good])
    json_lines(root, "more/test.jsonl", [{"conversations": turns("Hm?", "Ah.")}, "{no", good])


def webdataset(root: Path) -> None:
    sample = json.dumps({"question": "What?", "answer": "this"}).encode()
    members = [("a/1.png", PICTURE), ("a/1.json", sample), ("a/2.jpg", PICTURE), ("a/2.txt", b"A")]
    tar_file(root, "0.tar", [*members, ("../out.png", PICTURE)])
    tar_file(root, "1.tar.gz", [("3.png", PICTURE), ("3.json", b"{no")])


def parquet(root: Path) -> None:
    image = {"bytes": PICTURE, "path": None}
    good: dict[str, object] = {"image": image, "question": "What?", "answer": "this"}
    parquet_file(root, "train-0.parquet", [good, {**good, "answer": None}, good])
    write(root, "test-0.parquet", b"PAR1 and no more")


def hugging_face(root: Path) -> None:
    row: dict[str, object] = {"image": {"bytes": PICTURE, "path": "x"}, "caption": "A lung."}
    arrow_file(root, "train/data-00000-of-00001.arrow", [row, {**row, "caption": None}, row])
    arrow_file(root, "train/cache-1.arrow", [row])
    listed = [{"filename": "data-00000-of-00001.arrow"}]
    json_file(root, "train/state.json", {"_data_files": listed, "_split": "validation"})
    parquet_file(root, "data/test-00000-of-00001.parquet", [row])


def captions(root: Path) -> None:
    for name in ("A.jpg", "B.jpg"):
        write(root, f"images/{name}", PICTURE)
    csv_file(root, "train.csv", [["ID", "Caption"], ["A", 'One, "two"\nthree'], ["gone", "x"]])
    row = {"image": "B.jpg", "caption": "Four."}
    json_lines(root, "valid.jsonl", [row, {**row, "caption": ""}])
    json_lines(root, "labels.jsonl", [{"image": "B.jpg", "label": "CT"}])


def vqa_row(**given: object) -> dict[str, object]:
    row = {"question": "What?", "answer": "this", "answer_type": "OPEN"}
    return {**row, "image_name": "1.jpg", "img_name": "1.jpg", "image": "1.jpg", **given}


def vqa_rad(root: Path) -> None:
    write(root, "images/1.jpg", PICTURE)
    rows = [
        vqa_row(phrase_type="test_para"),
        vqa_row(answer=4, answer_type="CLOSED "),
        vqa_row(answer_type="?"),
    ]
    json_file(root, "VQA_RAD Dataset Public.json", rows)


def slake(root: Path) -> None:
    write(root, "imgs/1.jpg", PICTURE)
    rows = [vqa_row(q_lang="en"), vqa_row(q_lang="zh"), vqa_row(q_lang="en", answer="")]
    json_file(root, "train.json", rows)


def path_vqa(root: Path) -> None:
    write(root, "images/1.jpg", PICTURE)
    json_lines(root, "val.jsonl", [vqa_row(image="1"), vqa_row(image="../../etc/x.jpg")])


def vqa_med(root: Path) -> None:
    write(root, "images/1.jpg", PICTURE)
    rows = "1|what?|this\n1|plane|which?|axial#transverse\n1|what?\n2|what?|gone\n"
    write(root, "All_QA_Pairs_train.txt", rows.encode())


def pub_med_qa(root: Path) -> None:
    row = {"QUESTION": "Does it?", "CONTEXTS": ["It might."], "final_decision": "maybe"}
    json_file(root, "ori_pqal.json", {"11": row, "12": {**row, "final_decision": "who knows"}})
    json_file(root, "test_ground_truth.json", {"11": "maybe"})


def med_qa(root: Path) -> None:
    row = {"question": "Which?", "options": {"A": "a", "B": "b"}, "answer_idx": "B"}
    json_lines(root, "dev.jsonl", [row, {**row, "answer_idx": "E"}, {**row, "options": "a, b"}])


def med_mcqa(root: Path) -> None:
    row = {"question": "Which?", "opa": "a", "opb": "b", "opc": "c", "opd": "d"}
    json_lines(root, "train.json", [{**row, "cop": 1}, {**row, "cop": 0}, {**row, "cop": None}])


def med_xpert_qa(root: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        write(root, f"images/{name}", PICTURE)
    options = [{"letter": letter, "content": letter.lower()} for letter in "ABCDE"]
    row = {"question": "Which?\nAnswer Choices: (A) a (B) b", "options": options, "label": ["E"]}
    pictures = [{"image_path": "a.jpg"}, {"image_path": "b.jpg"}]
    json_lines(root, "test.jsonl", [{**row, "images": pictures}, {**row, "label": ["A", "B"]}])


def mimic_cxr(root: Path) -> None:
    patient = "files/p10/p10000001"
    header = ["dicom_id", "subject_id", "study_id", "ViewPosition", "StudyDate", "StudyTime"]
    images = [
        ["ab", "10000001", "50000002", "LATERAL", "21800506", "213014.531"],
        ["cd", "10000001", "50000002", "PA", "21800506", "213014.531"],
        ["ef", "10000001", "50000001", "AP", "21810101", "080000"],
        ["gh", "10000001", "50000003", "AP", "21790101", "080000"],
    ]
    for dicom_id, _, study, *_ in images:
        write(root, f"{patient}/s{study}/{dicom_id}.jpg", PICTURE + dicom_id.encode())
    report = "FINAL REPORT\n FINDINGS:  Clear\n lungs.\n\n IMPRESSION: Normal.\n"
    for study in ("50000001", "50000002"):
        write(root, f"{patient}/s{study}.txt", report.encode())
    csv_file(root, "mimic-cxr-2.0.0-metadata.csv.gz", [header, *images])
    splits = [["dicom_id", "study_id", "subject_id", "split"], ["ab", "50000002", "1", "validate"]]
    csv_file(root, "mimic-cxr-2.0.0-split.csv", splits)


def open_i_report(findings: str = "Clear lungs.", impression: str = "Normal.") -> bytes:
    return (
        f'<eCitation><uId id="CXR1"/><AbstractText Label="FINDINGS">{findings}</AbstractText>'
        f'<AbstractText Label="IMPRESSION">{impression}</AbstractText>'
        '<parentImage id="CXR1_1"/></eCitation>'
    ).encode()


def open_i(root: Path) -> None:
    reports = [("e/1.xml", open_i_report()), ("e/2.xml", b"<no"), ("e/3.txt", b"")]
    tar_file(root, "NLMCXR_reports.tgz", reports)
    write(root, "more/4.xml", open_i_report(impression=""))


@dataclass(frozen=True)
class SmallSet:
    """One layout: how its folder is written, its malformed rows, and its other records."""

    kind: str
    write: Callable[[Path], None]
    good: int
    malformed: int


SETS = (
    SmallSet("dicom", dicom, 0, 2),
    SmallSet("llava", llava, 4, 2),
    SmallSet("webdataset", webdataset, 2, 2),
    SmallSet("parquet", parquet, 2, 2),
    SmallSet("hugging_face", hugging_face, 3, 1),
    SmallSet("captions", captions, 2, 2),
    SmallSet("vqa_rad", vqa_rad, 2, 1),
    SmallSet("slake", slake, 2, 1),
    SmallSet("path_vqa", path_vqa, 1, 1),
    SmallSet("vqa_med", vqa_med, 2, 2),
    SmallSet("pub_med_qa", pub_med_qa, 1, 1),
    SmallSet("med_qa", med_qa, 1, 2),
    SmallSet("med_mcqa", med_mcqa, 1, 2),
    SmallSet("med_xpert_qa", med_xpert_qa, 1, 1),
    SmallSet("mimic_cxr", mimic_cxr, 2, 1),
    SmallSet("open_i", open_i, 1, 2),
)
