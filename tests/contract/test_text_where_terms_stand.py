"""People, places and numbers where a drug, a scale, a code or an abbreviation often stands.

Sentences in which the search once kept what stands in [[ ]] for the term that it looks like.
"""

import re

from residency.adapters.presidio.scrubber import PresidioScrubber

SENTENCES = """
Reported by [[Okuda]].
d/w [[Scheuer]], agrees with plan.
Seen by [[Frankel]] in clinic last week.
Signed: [[Lunderquist]]
[[Catterall]] reviewed the film and agrees.
Spoke to [[Telma]] on the phone, mother well.
[[Hulka]] to review in the morning.
[[Sarnat]] to review in the morning.
Pt [[Marsh]] 77, hip fracture.
Family meeting with the daughter, [[Marsh]] 34, and son.
Bed 4 - [[Ogunleye]] 40 mg furosemide given.
Told [[Oyelaran]] 10 mg is the maximum.
[[Gunawardena]] T 10 mg signed out.
Handover list: [[Szczepanski]] 5 mg amlodipine; [[Vukovic]] 10 mg ramipril.
[[OKOYE]] stable, obs 4 hourly.
Left message for [[PHAN]] re clinic.
Transferred from [[SGH]] today.
[[ITU 24/883]] bed requested.
Hospital number AAI [[12/345]].
Car reg VDD [[123]].
Bed [[A1-A3]] moved.
Tel [[+44. 20. 7946. 0123]] after 5.
Mobile [[0412 345. 678]] wife.
From [[192.168. 1.20]].
Father pacing about until he fell at [[97]].
"""
_MARKED = re.compile(r"\[\[(.*?)\]\]")


def test_what_identifies_goes() -> None:
    lines = SENTENCES.strip().splitlines()
    texts = [_MARKED.sub(r"\1", line) for line in lines]
    leaks = []
    for line, text, spans in zip(
        lines, texts, PresidioScrubber().find(texts, [[]] * len(texts)), strict=True
    ):
        covered = {place for span in spans for place in range(span.start, span.end)}
        for written in _MARKED.findall(line):
            start = text.index(written)
            places = range(start, start + len(written))
            if any(text[place].isalnum() and place not in covered for place in places):
                leaks.append(line)
    assert leaks == []
