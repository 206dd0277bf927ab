"""Which reader reads a recipe's source: one entry a member of `Source`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from residency.data.sources.captions import Captions
from residency.data.sources.dicom import Dicom
from residency.data.sources.hugging_face import HuggingFace, HuggingFaceReader
from residency.data.sources.llava import Llava
from residency.data.sources.med_mcqa import MedMcqa
from residency.data.sources.med_qa import MedQa
from residency.data.sources.med_xpert_qa import MedXpertQa
from residency.data.sources.mimic_cxr import MimicCxr
from residency.data.sources.open_i import OpenI
from residency.data.sources.parquet import NamedColumns
from residency.data.sources.path_vqa import PathVqa, PathVqaReader
from residency.data.sources.pub_med_qa import PubMedQaReader
from residency.data.sources.reader import Reader
from residency.data.sources.slake import Slake
from residency.data.sources.table_reader import TableReader
from residency.data.sources.vqa_med import VqaMed
from residency.data.sources.vqa_rad import VqaRad
from residency.data.sources.webdataset import WebDataset
from residency.errors import NotSupportedYet
from residency.spec.dataset import Columns, ColumnsSource, ImagesSource, SlakeSource, Source

READERS: Final[Mapping[str, Callable[[Source], Reader]]] = {
    "dicom": lambda source: Dicom(),
    "llava": lambda source: TableReader(Llava(), _folder(source.llava)),
    "webdataset": lambda source: WebDataset(_columns(source.webdataset)),
    "parquet": lambda source: _parquet(source.parquet),
    "hugging_face": lambda source: _hugging_face(source.hugging_face),
    "captions": lambda source: _captions(source.captions),
    "vqa_rad": lambda source: TableReader(VqaRad(), _folder(source.vqa_rad)),
    "slake": lambda source: _slake(source.slake),
    "path_vqa": lambda source: PathVqaReader(TableReader(PathVqa(), _folder(source.path_vqa))),
    "vqa_med": lambda source: TableReader(VqaMed(), _folder(source.vqa_med)),
    "pub_med_qa": lambda source: PubMedQaReader(),
    "med_qa": lambda source: TableReader(MedQa()),
    "med_mcqa": lambda source: TableReader(MedMcqa()),
    "med_xpert_qa": lambda source: TableReader(MedXpertQa(), _folder(source.med_xpert_qa)),
    "mimic_cxr": lambda source: MimicCxr(bool(source.mimic_cxr and source.mimic_cxr.longitudinal)),
    "open_i": lambda source: OpenI(_folder(source.open_i)),
}


def reader(source: Source) -> Reader:
    """The reader of a recipe's source.

    Raises:
        NotSupportedYet: the source is of a later version, or (dictionary) is made and not read.
    """
    make = READERS.get(source.kind)
    if make is None:
        raise NotSupportedYet(
            f"not supported yet: reading a source of kind {source.kind!r}.",
            f"Use one of {', '.join(sorted(READERS))}.",
        )
    return make(source)


def _folder(source: ImagesSource | None) -> str | None:
    return source.images if source else None


def _columns(source: ColumnsSource | None) -> Columns:
    return source.columns if source else Columns()


def _parquet(source: ColumnsSource | None) -> Reader:
    return TableReader(NamedColumns(_columns(source)), _folder(source))


def _hugging_face(source: ColumnsSource | None) -> Reader:
    named = NamedColumns(_columns(source))
    return HuggingFaceReader(TableReader(HuggingFace(named), _folder(source)))


def _captions(source: ColumnsSource | None) -> Reader:
    return TableReader(Captions(_columns(source)), _folder(source))


def _slake(source: SlakeSource | None) -> Reader:
    return TableReader(Slake(source.language) if source else Slake(), _folder(source))
