"""The decontamination matrix: what each training set shares with each benchmark, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import computed_field

from residency.data.curation.contamination import BenchmarkIndex, Hit, Match, shared_images
from residency.errors import DataError
from residency.spec.base import SpecModel
from residency.spec.decontamination import Decontamination

COLUMNS = (
    "training set",
    "benchmark",
    "share",
    "limit",
    "contaminated",
    "of",
    "exact",
    "triple",
    "near",
    "patient",
    "images",
    "touched",
    "of benchmark",
)


class Cell(SpecModel):
    """One training set against one benchmark. Counts are of samples but for `images`.

    A sample may count in several of `exact`, `triple` and `patient`; `near` has those that are
    not exact. `contaminated` has each once.
    """

    training: str
    benchmark: str
    samples: int
    exact: int = 0
    triple: int = 0
    near: int = 0
    patient: int = 0
    contaminated: int = 0
    images: int = 0  # different pictures that both hold, pixel by pixel
    benchmark_samples: int
    touched: int = 0  # of the benchmark, that a training sample meets
    limit: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float:
        """Of the training set's samples, those that the benchmark touches."""
        return self.contaminated / self.samples if self.samples else 0.0

    def row(self) -> tuple[str | int | float, ...]:
        """The cell under COLUMNS."""
        return (
            self.training,
            self.benchmark,
            f"{self.share:.1%}",
            f"{self.limit:.0%}",
            self.contaminated,
            self.samples,
            self.exact,
            self.triple,
            self.near,
            self.patient,
            self.images,
            self.touched,
            self.benchmark_samples,
        )


class Matrix(SpecModel):
    """All training sets against all benchmarks, and the rules that were applied."""

    rules: Decontamination
    cells: tuple[Cell, ...]

    def check(self) -> None:
        """Raise DataError naming every cell above its limit."""
        above = [cell for cell in self.cells if cell.share > cell.limit]
        if above:
            raise DataError(
                "\n".join(map(_complaint, above)),
                "Take the set out of the mixture, divide it by patient and picture instead of "
                "its own split, or raise decontamination.limit "
                f"(or decontamination.limits.{above[0].benchmark}).",
            )

    def page(self) -> str:
        """The matrix as Markdown."""
        cells = [COLUMNS, tuple("---" for _ in COLUMNS), *(cell.row() for cell in self.cells)]
        lines = ["| " + " | ".join(map(str, row)) + " |" for row in cells]
        return "\n".join(["# Training sets against benchmarks", "", *lines, "", _EXPLAINED]) + "\n"


_EXPLAINED = (
    "contaminated: samples of the training set that meet the benchmark in any way; share: of all "
    "its samples. exact: the same pixels, or the same text where there is no picture. triple: the "
    "same pictures, question and answer. near: not exact, but a picture that looks alike or a "
    "long text nearly equal. patient: the same patient or study. images: different pictures "
    "that both hold. touched: samples of the benchmark that training meets."
)


def make_cell(
    training: str, samples: int, index: BenchmarkIndex, hits: Sequence[Hit], limit: float
) -> Cell:
    """Count the hits of one training set with one benchmark, one a sample."""
    return Cell(
        training=training,
        benchmark=index.name,
        samples=samples,
        exact=sum(Match.EXACT in hit.matches for hit in hits),
        triple=sum(Match.TRIPLE in hit.matches for hit in hits),
        near=sum(Match.NEAR in hit.matches and Match.EXACT not in hit.matches for hit in hits),
        patient=sum(Match.PATIENT in hit.matches for hit in hits),
        contaminated=len(hits),
        images=shared_images(hits),
        benchmark_samples=index.rows,
        touched=len(index.touched(hits)),
        limit=limit,
    )


def joined(hits: Iterable[Hit]) -> dict[tuple[str, str], Hit]:
    """One hit a sample and benchmark, in the order of the first: (sample id, benchmark) -> hit."""
    found: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        key = (hit.sample_id, hit.benchmark)
        found[key] = found[key].joined(hit) if key in found else hit
    return found


def _complaint(cell: Cell) -> str:
    return (
        f"The training set {cell.training} shares {cell.contaminated} of its {cell.samples} "
        f"samples ({cell.share:.1%}) with the benchmark {cell.benchmark}: "
        f"the limit is {cell.limit:.1%}."
    )
