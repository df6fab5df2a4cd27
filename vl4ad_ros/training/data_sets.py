"""From the data sets a configuration names to labelled pictures."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..errors import DataSetError
from .layouts.cityscapes import find_cityscapes
from .layouts.comma10k import find_comma10k
from .layouts.drives import find_drives
from .layouts.folder import find_folder
from .layouts.mapillary import find_mapillary
from .pictures import MAX_CLASSES, LabelledPicture, Source, label_pictures
from .settings import DataSettings

# To add a layout, write a function from a folder and a split to what it found, and enter it here.
LAYOUTS: dict[str, Callable[[Path, str], Source]] = {
    'drives': find_drives,
    'cityscapes': find_cityscapes,
    'mapillary': find_mapillary,
    'comma10k': find_comma10k,
    'folder': find_folder,
}


def open_data_sets(
    data: Iterable[DataSettings],
    known: Sequence[str],  # the vocabulary's classes
) -> tuple[LabelledPicture, ...]:
    """Find the pictures of all data sets; raises DataSetError with the first that is wrong."""
    if len(known) > MAX_CLASSES:
        raise DataSetError(
            f'the vocabulary has {len(known)} classes: a label can tell {MAX_CLASSES} apart'
        )
    return tuple(picture for settings in data for picture in _open(settings, known))


def _open(settings: DataSettings, known: Sequence[str]) -> tuple[LabelledPicture, ...]:
    if settings.layout not in LAYOUTS:
        near = difflib.get_close_matches(settings.layout, LAYOUTS, 1, 0.0)[0]
        raise DataSetError(f'there is no layout {settings.layout!r}: did you mean {near!r}?')
    root = Path(settings.root).expanduser()
    if not root.is_dir():
        raise DataSetError(
            f'there is no folder {root} for the data set {settings.layout!r}: '
            'give the path of the extracted data set'
        )
    source = LAYOUTS[settings.layout](root, settings.split)
    if not source.files:
        raise DataSetError(
            f'{root} holds no pictures of a {settings.layout!r} data set: see docs/training.md '
            'for how its files must lie'
        )
    place = f'the {settings.layout!r} data set in {root}'
    return label_pictures(source, settings.classes, known, place)
