"""Raw records of files that a test writes."""

from residency.data.raw import Raw
from residency.data.sources.dicom import read
from tests.unit.data.conftest import WriteDicom


def raw_of(write_dicom: WriteDicom, **elements: object) -> Raw:
    """A file with these elements, as the source reads it."""
    path = write_dicom(**elements)
    found = read(path.parent, path.name)
    assert isinstance(found, Raw)
    return found
