"""The data card for people, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from residency.data.card import DataCard
from residency.data.deid.report import DeidentificationReport
from residency.data.tally import Side, Spread


def card_page(card: DataCard) -> str:
    """The card as a page: what it is, rows, samples, de-identification, what nobody checked."""
    return "\n".join(_lines(card)) + "\n"


def card_rows(card: DataCard) -> tuple[tuple[str, str, int | float | str], ...]:
    """The card as a table: part, what, value."""
    report = card.deidentification
    parts: Mapping[str, Mapping[str, int]] = {
        "rows": _rows(card),
        "quarantined": card.quarantined,
        "dropped": card.dropped,
        "formats": card.formats,
        "identifiers taken out": report.identifiers,
        "pixels": report.pixels,
        "recall meter": _recall(report),
        "samples": {"train": card.train.samples, "held out": card.heldout.samples},
        "subjects": {"train": card.train.subjects, "held out": card.heldout.subjects},
    }
    return tuple(
        (part, what, value) for part, counts in parts.items() for what, value in counts.items()
    )


def _lines(card: DataCard) -> Iterator[str]:
    report = card.deidentification
    yield f"# {card.dataset}"
    yield ""
    yield f"Licence: {card.licence}. State: {card.state.value}, declared {report.declared.value}."
    if report.attestation:
        yield f"Attested: {report.attestation}."
    yield from _counts("Rows", _rows(card))
    yield from _counts("Quarantined, by reason", card.quarantined)
    yield from _counts("Dropped, by filter or reason", card.dropped)
    yield from _counts("Formats of the source", card.formats)
    yield from _side("Training side", card.train)
    yield from _side("Held-out side", card.heldout)
    yield from _spreads(card)
    yield from ("", "## De-identification", "")
    yield from (f"- {sentence}" for sentence in report.done)
    yield from _counts("Identifiers taken out of text, by class", report.identifiers)
    yield from _counts("Pictures, by what was done", report.pixels)
    yield from _counts("Recall meter: invented identities in copies", _recall(report))
    yield from ("", "## Not checked", "")
    yield from (f"- {sentence}" for sentence in card.not_checked or ("nothing is left out",))
    yield from ("", f"Sources (SHA-256): `{card.sources_sha256 or 'none'}`. Key: {card.key_id}.")


def _rows(card: DataCard) -> dict[str, int]:
    return {
        "in": card.rows_in,
        "out": card.rows_out,
        "quarantined": card.rows_quarantined,
        "dropped": card.rows_dropped,
        "equal to another row that is kept": card.duplicates,
    }


def _recall(report: DeidentificationReport) -> dict[str, int]:
    return {
        f"{channel}: {what}": count
        for channel, reading in report.recall.items()
        for what, count in reading.model_dump().items()
    }


def _side(title: str, side: Side) -> Iterator[str]:
    figures = {"samples": side.samples, "subjects": side.subjects, "images": side.images}
    kinds = {f"kind {name}": count for name, count in side.by_kind.items()}
    modalities = {f"modality {name}": count for name, count in side.by_modality.items()}
    yield from _counts(title, figures | kinds | modalities)


def _counts(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield from ("", f"## {title}", "", "| what | count |", "|---|---:|")
        yield from (f"| {what} | {count} |" for what, count in counts.items())


def _spreads(card: DataCard) -> Iterator[str]:
    spreads: dict[str, Spread | None] = {
        "characters of text": card.characters,
        "shorter side of a picture, pixels": card.shorter_side,
    }
    if any(spreads.values()):
        head = "| what | n | least | 5% | median | 95% | most |"
        yield from ("", "## Sizes", "", head, "|---|---:|---:|---:|---:|---:|---:|")
    for what, one in spreads.items():
        if one is not None:
            figures = (one.n, one.least, one.p5, one.median, one.p95, one.most)
            yield f"| {what} | " + " | ".join(f"{figure:g}" for figure in figures) + " |"
