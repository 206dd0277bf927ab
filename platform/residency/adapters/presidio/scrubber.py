"""The Scrubber that searches for real: our rules and a language model, under Presidio."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry

from residency.adapters.presidio.engine import LANGUAGE, MODEL, NamesEngine
from residency.adapters.presidio.recognizers import recognizers, spans
from residency.data.deid.findings import Span
from residency.data.deid.learned import tagger
from residency.data.deid.learned.joined import joined
from residency.data.deid.phrases import search
from residency.data.deid.phrases.merge import apart
from residency.data.deid.phrases.pieces import pieces

_BATCH = 32  # texts that the model reads at once
_REVISION = 5  # of our own rules


class PresidioScrubber:
    """Implements the Scrubber port. The model is loaded once a process, when it is first asked.

    It holds nothing, so it pickles; a worker loads its own model.
    """

    @property
    def name(self) -> str:
        """Versions of what finds: Presidio, the model, our rules, the tagger's weights."""
        found = f"Presidio {version('presidio-analyzer')}, {MODEL}, rules {_REVISION}"
        return f"{found}, tagger {tagger.weights_digest()[:12]}"

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        """Spans of each text, sorted, without overlap.

        Raises:
            ValueError: `texts` and `denied` are of different lengths.
        """
        cut = [(index, start, piece) for index, text in enumerate(texts)
               for start, piece in pieces(text)]  # fmt: skip
        seen: list[list[Span]] = [[] for _ in texts]
        for (index, start, _), found in zip(cut, _read([piece for *_, piece in cut]), strict=True):
            seen[index] += [
                Span(span.start + start, span.end + start, span.kind, span.score) for span in found
            ]
        return [
            _together(text, found, values)
            for text, found, values in zip(texts, seen, denied, strict=True)
        ]


def _together(text: str, found: list[Span], denied: Sequence[str]) -> tuple[Span, ...]:
    named = [*joined(text, found), *search.by_study(text, denied)]
    return apart([*named, *search.again(text, named)])


def _read(texts: list[str]) -> list[list[Span]]:
    results = _engine().analyze_iterator(texts, language=LANGUAGE, batch_size=_BATCH)
    return [list(spans(result)) for result in results]


@cache
def _engine() -> BatchAnalyzerEngine:
    engine = NamesEngine()
    engine.load()
    registry = RecognizerRegistry(recognizers=recognizers(), supported_languages=[LANGUAGE])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[LANGUAGE])
    return BatchAnalyzerEngine(analyzer)
