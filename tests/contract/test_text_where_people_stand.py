"""Terms that stay, each beside a sentence in which the same words are a person, a place or a date.

Sentences in which the search once took what stands in (( )), and those in which it must go on
taking what stands in [[ ]].
"""

import re

from residency.adapters.presidio.scrubber import PresidioScrubber

SENTENCES = """
Appearances are in keeping with ((Swyer-James)).
Seen by [[Swyer-James]] on the ward.
PC: headache x 3/7. HPC: sudden onset at rest, ((8/10)), no radiation.
Seen on [[8/10]], no radiation planned.
((ER 8/8)), ((PR 6/8)), HER2 1+; Ki-67 15%.
Increased STIR signal in the cord at ((T12)), in keeping with myelomalacia.
Lives in [[Salem]], OR.
Could you please arrange VATS? Fast-track under ((2WW)).
Lives at [[SW1A 2WW]].
O/E: plantars downgoing, ((HS I+II+0)), CRT <2 s.
Medications: enoxaparin 40mg, ((Mixtard)), ((Pan-D)) 20 mg.
Told [[Telma]] to return.
PT C/O ((HAEMATEMESIS)). PAIN SCORE 7/10.
MDM: Child-Pugh B. ((Low risk)) for GORD.
Child-Pugh B. [[Rose]] was seen today.
CC: ((night sweats)). 80 year old man, brought in by his son.
cc: [[Rose]] [[Bailey]]
IMMUNOHISTOCHEMISTRY: CK7 POSITIVE, ((CK20 NEGATIVE)), P63 NEGATIVE.
IBAN [[GB29 NWBK 6016 1331 9268 19]].
POUCH OF ((DOUGLAS CLEAR)). NO FREE FLUID.
[[Marcus Gunn]] is a retired teacher.
Bed 4 [[WATSON-JONES]] AWAITING CT.
Diagnosed by [[Smith-Petersen]] on Friday.
[[Hartmann]]'s wife is worried.
Seen in the ER on [[5/8]], and OR 5/8 for appendectomy.
Labs K [[10/22]]: 3.2.
[[Toensing]] moved to bay 2.
He cares for an aunt of [[95]] at home.
"""
_KEPT, _GOES = re.compile(r"\(\((.*?)\)\)"), re.compile(r"\[\[(.*?)\]\]")


def test_terms_stay_and_people_go() -> None:
    lines = SENTENCES.strip().splitlines()
    texts = [_GOES.sub(r"\1", _KEPT.sub(r"\1", line)) for line in lines]
    wrong = []
    for line, text, spans in zip(
        lines, texts, PresidioScrubber().find(texts, [[]] * len(texts)), strict=True
    ):
        covered = {place for span in spans for place in range(span.start, span.end)}
        wrong += [kept for kept in _KEPT.findall(line) if covered & _places(text, kept)]
        wrong += [gone for gone in _GOES.findall(line) if _places(text, gone) - covered]
    assert wrong == []


def _places(text: str, written: str) -> set[int]:
    start = text.index(written)
    return {place for place in range(start, start + len(written)) if text[place].isalnum()}
