"""Recognisers for Presidio: our rules, the model's names as we judge them, checksums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from presidio_analyzer import EntityRecognizer, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, IbanRecognizer

from residency.data.deid.findings import Span
from residency.data.deid.phrases import model_names, search
from residency.data.deid.safe_harbor import SafeHarbor

_OF_PRESIDIO = {"CREDIT_CARD": SafeHarbor.ACCOUNT, "IBAN_CODE": SafeHarbor.ACCOUNT}
_SURE = 0.8  # a reading that something in the text announces scores this and above


class RulesRecognizer(LocalRecognizer):
    """Our rules of form and context. Its entities are the classes of Safe Harbor."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[str(kind) for kind in SafeHarbor if kind.textual])

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """What the rules find in the text."""
        return [_result(span) for span in search.by_rules(text)]


class ModelRecognizer(LocalRecognizer):
    """Persons and places that the model saw, without the clinical words that it took for them."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[str(SafeHarbor.NAME), str(SafeHarbor.GEOGRAPHY)])

    def load(self) -> None:
        """Nothing to load: the engine holds the model."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """What the model saw, judged word by word."""
        seen = [] if nlp_artifacts is None else nlp_artifacts.entities
        return [_result(span) for one in seen for span in _judged(text, one)]


def recognizers() -> list[EntityRecognizer]:
    """All that search: ours, the model's, and Presidio's own where a checksum tells a number."""
    return [RulesRecognizer(), ModelRecognizer(), CreditCardRecognizer(), IbanRecognizer()]


def spans(results: Iterable[RecognizerResult]) -> Iterator[Span]:
    """Presidio's results as spans."""
    for result in results:
        kind = _OF_PRESIDIO.get(result.entity_type) or SafeHarbor(result.entity_type)
        yield Span(result.start, result.end, kind, result.score)


def _judged(text: str, seen: object) -> Iterator[Span]:
    start, end = seen.start_char, seen.end_char  # type: ignore[attr-defined]
    if seen.label_ == "PERSON":  # type: ignore[attr-defined]
        found, kind = model_names.person(text, start, end), SafeHarbor.NAME
    else:
        found, kind = model_names.place(text, start, end), SafeHarbor.GEOGRAPHY
    if found is not None:
        yield Span(*found, kind, 0.5)


def _result(span: Span) -> RecognizerResult:
    return RecognizerResult(str(span.kind), span.start, span.end, span.score)
