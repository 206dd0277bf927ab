"""Names by what announces them; clinical words stay."""

from collections.abc import Callable

import pytest

from residency.data.deid.phrases import people

FOUND = [
    ("Ms. Hart said so", "Hart"),
    ("Findings conveyed to Waters in the ED", "Waters"),
    ("MR STRONG'S WIFE BALASUBRAMANIAM THINKS", "BALASUBRAMANIAM"),
    ("stable. moody reports no pain", "moody"),
    ("JACK DOSE 4836371 1-15-1930", "JACK DOSE"),
    ("lives with partner ximeno.", "ximeno"),
    ("Baby Snow, born", "Snow"),
    ("mr paget's wife", "paget"),
    ("Dr. Long reviewed it.", "Long"),
    ("Mr. Parkinson denies tremor.", "Parkinson"),
    ("PATIENT: JANE DOE  DOB: 3/4/55", "JANE DOE"),
    ("patient: jane doe", "jane doe"),
    ("Doe, Jane A.", "Doe, Jane A"),
    ("seen by dr. patel", "patel"),
    ("his wife Maria called", "Maria"),
    ("Mary Smith, RN", "Mary Smith"),
    ("J. Okafor, M.D.", "J. Okafor"),
    ("electronically signed by: Wei Zhang", "Wei Zhang"),
    ("Yours sincerely,\nAoife O'Brien", "Aoife O'Brien"),
    ("DOE^JANE^M", "DOE^JANE^M"),
    ("Drs. Smith and Jones", "Jones"),
    ("Ms. Garcia-Lopez", "Garcia-Lopez"),
    ("Name: Nguyễn Thanh", "Nguyễn Thanh"),
    ("spoke with her daughter Hope", "Hope"),
    ("Dear Dr Featherstonehaugh", "Featherstonehaugh"),
    ("Kowalski remains stable", "Kowalski"),
    ("Rice denies chest pain", "Rice"),
    (f"bed 4\t\t{' ' * 30}KOWALSKI, JAN 4471234", "KOWALSKI, JAN"),
    (f"\n{' ' * 30}KOWALSKI, JAN 4471234", "KOWALSKI, JAN"),
    ("Hope Hand was seen. Hope Hand denies pain", "Hope Hand"),
    ("Hope Hand was seen. Hope Hand's here for review", "Hope Hand"),
    ("Hope L. Chen", "Hope L. Chen"),
]
LEFT = [
    "QTcF 431 ms. Wt 121 kg",
    "SCAI B. See you on Friday",
    "by phone; ALC from now",
    "Bosniak I. Reed-Sternberg cells not seen",
    "MR BRAIN WITHOUT CONTRAST",
    "pain reports were reviewed",
    "discussed with nursing",
    "informed radiology",
    "Hodgkin lymphoma",
    "Wilson disease and Graves disease",
    "Foley catheter placed",
    "right upper lobe nodule",
    "MR arthrogram",
    "Parkinson disease is stable",
    "T2-weighted FLAIR",
    "patient denies pain",
    "discussed with Cardiology",
    "metformin 500 mg daily",
    "Murphy sign negative",
    "Swan-Ganz catheter",
    "Colles fracture",
    "NORMAL CHEST RADIOGRAPH",
    "no acute cardiopulmonary disease",
    "Kerley B lines",
]


@pytest.mark.parametrize(("text", "part"), FOUND)
def test_it_is_found(text: str, part: str, covered: Callable[..., bool]) -> None:
    assert covered(people.find(text), text, part)


@pytest.mark.parametrize("text", LEFT)
def test_plain_text_stays(text: str) -> None:
    assert [text[span.start : span.end] for span in people.find(text)] == []
