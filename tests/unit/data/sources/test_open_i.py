"""Open-i's reports, from a folder and from the archive as it is published."""

import hashlib
from pathlib import Path

from residency.data.raw import Quarantined, RawSample
from residency.data.sources import reasons
from tests.unit.data.sources.real_sets import count
from tests.unit.data.sources.small_sets import (
    PICTURE,
    folder_of,
    made,
    open_i_report,
    read,
    tar_file,
    write,
)
from tests.unit.data.sources.small_sets import (
    reasons as why,
)


def test_with_its_images_a_report_is_their_answer(tmp_path: Path) -> None:
    write(tmp_path, "1.xml", open_i_report(impression=""))
    write(tmp_path, "NLMCXR_png/CXR1_1.png", PICTURE)
    (found,) = read(tmp_path, "open_i")
    assert isinstance(found, RawSample)
    assert (found.images, found.answer) == ((PICTURE,), "FINDINGS: Clear lungs.")
    assert (found.kind, found.study) == ("report", "CXR1")


def test_without_them_its_findings_lead_to_its_impression(tmp_path: Path) -> None:
    write(tmp_path, "1.xml", open_i_report())
    (found,) = read(tmp_path, "open_i")
    assert isinstance(found, RawSample)
    assert (found.images, found.kind, found.answer) == ((), "impression", "Normal.")
    assert "Clear lungs." in found.turns[0].text


def test_images_that_the_recipe_names_have_to_be_there(tmp_path: Path) -> None:
    write(tmp_path, "1.xml", open_i_report())
    assert why(read(tmp_path, "open_i", images="png")) == [reasons.IMAGE_MISSING]


def test_what_is_no_report_is_quarantined(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "cccc">]><eCitation>&b;&b;</eCitation>'
    write(tmp_path, "1.xml", bomb)
    write(tmp_path, "2.xml", b"<eCitation>" + b"x" * 2**23 + b"</eCitation>")
    write(tmp_path, "3.xml", open_i_report(findings="", impression=""))
    write(tmp_path, "4.xml", b"<eCitation>" + b"<a>" * 100)
    found = read(tmp_path, "open_i")
    assert why(found) == [
        reasons.ROW_DAMAGED, reasons.FILE_TOO_LARGE, reasons.SECTION_MISSING, reasons.ROW_DAMAGED,
    ]  # fmt: skip


def test_an_archive_that_is_cut_gives_what_is_whole_and_one_row(tmp_path: Path) -> None:
    reports = [(f"e/{n}.xml", open_i_report(hashlib.sha256(b"%d" % n).hexdigest()))
               for n in range(300)]  # fmt: skip
    tar_file(tmp_path, "reports.tgz", reports)
    whole = read(tmp_path, "open_i")
    content = (tmp_path / "reports.tgz").read_bytes()
    write(tmp_path, "reports.tgz", content[: len(content) // 2])
    cut = read(tmp_path, "open_i")
    assert why(cut) == [reasons.CUT_SHORT]
    assert cut[:-1] == whole[: len(cut) - 1]
    assert 1 < len(cut) < 300
    assert isinstance(cut[-1], Quarantined)


def test_the_real_reports_from_the_archive(shared: Path) -> None:
    root = shared / "data/noncommercial/reports"
    found = count(root, "open_i")
    assert (len(found.samples), len(found.quarantined)) == (3419, 536)
    assert {one.reason for one in found.quarantined} == {reasons.SECTION_MISSING}
    assert len({one.study for one in found.samples}) == 3419


def test_the_real_reports_with_images(shared: Path) -> None:
    found = count(shared / "data/noncommercial/reports", "open_i", pictures=True, images="png")
    wrong = [one.reason for one in found.quarantined]
    assert len(found.samples) + len(wrong) == 3955
    assert len(list(made("open_i").units(folder_of(shared / "data/noncommercial/reports")))) == 1
