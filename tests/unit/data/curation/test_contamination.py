"""What a training sample shares with a benchmark: VQA-RAD's own split, and what is planted."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from residency.data.curation.contamination import BenchmarkIndex, Hit, Match
from residency.data.curation.footprint import Footprint, Seen, long_text, make_footprint
from residency.data.curation.matrix import Matrix, joined, make_cell
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.prompts import asked, choices, dialogue
from residency.data.sample import Turn
from residency.errors import DataError
from residency.spec.decontamination import Decontamination

RULES = Decontamination()
LONG = " ".join(f"word{number}" for number in range(20))


def turns(question: str, answer: str) -> tuple[Turn, ...]:
    return Turn("user", question), Turn("assistant", answer)


def index(*held: Footprint, texts: tuple[str | None, ...] = ()) -> BenchmarkIndex:
    return BenchmarkIndex("held", held, texts or (None,) * len(held), RULES)


def matches(hit: Hit | None) -> set[Match]:
    return set(hit.matches) if hit else set()


def test_a_template_asked_of_another_picture_is_no_contamination() -> None:
    asked = turns("What modality is shown?", "CT")
    held = index(make_footprint("h", asked, Seen(("one",), (0,))))
    assert held.find(make_footprint("t", asked, Seen(("other",), (2**64 - 1,)))) is None


def test_the_same_picture_question_and_answer_is_a_triple() -> None:
    held = index(make_footprint("h", turns("What modality is shown?", "CT"), Seen(("one",))))
    same = make_footprint("t", turns("what modality is shown", "ct."), Seen(("one",)))
    asked = make_footprint("t", turns("What organ is shown?", "CT"), Seen(("one",)))
    assert matches(held.find(same)) == {Match.TRIPLE, Match.EXACT}
    assert matches(held.find(asked)) == {Match.EXACT}


def test_text_counts_by_itself_without_a_picture_or_when_it_is_long() -> None:
    short = turns("What is a tag?", "A number.")
    held = index(make_footprint("h", short, Seen()))
    assert matches(held.find(make_footprint("t", short, Seen()))) == {Match.EXACT}
    assert held.find(make_footprint("t", short, Seen(("picture",)))) is None
    assert long_text(short, RULES.ngram) is None
    assert long_text((Turn("user", LONG, images=1),), RULES.ngram) is None
    assert long_text((Turn("user", f"{LONG} {LONG}", images=1),), RULES.ngram) is not None
    long = turns(LONG, "yes")
    held = index(make_footprint("h", long, Seen(("one",))), texts=(long_text(long, RULES.ngram),))
    found = held.find(make_footprint("t", long, Seen(("other",))), f"Indeed: {LONG}")
    assert matches(found) == {Match.NEAR}


def chosen(question: str, last: str) -> tuple[Turn, ...]:
    options = {"A": f"{question} at first", "B": f"{question} later", "C": last}
    return dialogue(choices(f"What is said of {question} here?", options), "C")


def test_the_wording_that_all_sets_have_in_common_is_no_run_of_words() -> None:
    """ "... above. Answer with the option's letter ... directly. C" has thirteen words."""
    held, other = chosen("aspirin", "all of the above"), chosen("morphine", "none of the above")
    found = index(make_footprint("h", held, Seen()), texts=(long_text(held, RULES.ngram),)).find(
        make_footprint("t", other, Seen()), long_text(other, RULES.ngram)
    )
    assert found is None
    assert long_text(dialogue(asked("Is it large?", "yes", "closed"), "yes"), 6) is None


def test_pictures_that_look_alike_and_patients() -> None:
    held = index(make_footprint("h", turns("a", "b"), Seen(("one",), (0b1111,)), "p", "s"))
    near = make_footprint("t", turns("c", "d"), Seen(("other",), (0b0,)))
    far = make_footprint("t", turns("c", "d"), Seen(("other",), (0b1_0000,)))
    study = make_footprint("t", turns("c", "d"), Seen(), "", "s")
    assert matches(held.find(near)) == {Match.NEAR}
    assert held.find(far) is None
    assert matches(held.find(study)) == {Match.PATIENT}
    assert held.find(make_footprint("t", turns("c", "d"), Seen(), "s", "p")) is None


def test_every_sample_of_the_benchmark_that_is_met_counts() -> None:
    held = index(*(make_footprint(f"h{n}", turns(f"q{n}", ""), Seen(("one",))) for n in range(5)))
    hit = held.find(make_footprint("t", turns("other", ""), Seen(("one",))))
    assert hit is not None
    both = joined([hit, held.near_text("t", 3), held.near_text("u", 4)])
    cell = make_cell("set", 10, held, list(both.values()), 0.3)
    assert (cell.contaminated, cell.exact, cell.near, cell.touched) == (2, 1, 1, 5)
    assert cell.share == 0.2


def test_above_the_limit_the_set_the_benchmark_and_the_remedy_are_named() -> None:
    held = index(make_footprint("h", turns("q", ""), Seen(("one",))))
    hit = held.find(make_footprint("t", turns("q", ""), Seen(("one",))))
    assert hit is not None
    at = Matrix(rules=RULES, cells=(make_cell("set", 10, held, [hit], 0.1),))
    at.check()
    above = Matrix(rules=RULES, cells=(make_cell("set", 10, held, [hit], 0.05),))
    with pytest.raises(DataError, match=r"set set shares 1 of its 10 samples \(10\.0%\)") as error:
        above.check()
    assert "decontamination.limits.held" in error.value.remedy
    assert "| set | held | 10.0% | 5% | 1 | 10 | 1 |" in above.page()


def _vqa_rad(folder: Path, file: str, seen: dict[str, Seen]) -> Iterator[Footprint]:
    for line in (folder / file).read_text().splitlines():
        row = json.loads(line)
        name = row["image"]
        if name not in seen:
            with Image.open(folder / name) as image:
                pixels = np.asarray(image.convert("RGB"))
            seen[name] = Seen((image_digest(pixels),), (perceptual_hash(pixels),))
        asked = turns(str(row["question"]), str(row["answer"]))
        yield make_footprint(str(row["qid"]), asked, seen[name])


def test_all_pictures_that_vqa_rads_split_shares_and_the_one_triple(shared: Path) -> None:
    folder = shared / "data" / "permissive" / "vqa" / "vqa_rad"
    seen: dict[str, Seen] = {}
    held = index(*_vqa_rad(folder, "test.jsonl", seen))
    train = list(_vqa_rad(folder, "train.jsonl", seen))
    hits = [hit for hit in map(held.find, train) if hit is not None]
    cell = make_cell("vqa-rad", len(train), held, hits, 1.0)
    assert (cell.images, cell.triple) == (155, 1)
    assert (cell.samples, cell.exact, cell.near, cell.contaminated) == (1423, 829, 0, 829)
    assert (cell.benchmark_samples, cell.touched) == (347, 342)
