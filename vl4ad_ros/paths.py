"""Where shipped files, bundles, vocabularies and caches lie, with ROS or without."""

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from .errors import BundleError, VocabularyError

PACKAGE = 'vl4ad_ros'
_SIZED = re.compile(r'(.+)@(\d{1,6})x(\d{1,6})')


def share_directory() -> Path:
    """Return the folder that holds bundles/, config/, drives/ and launch/."""
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / 'package.xml').is_file():  # a clone, also when installed in editable mode
        return checkout
    prefixes = [*os.environ.get('AMENT_PREFIX_PATH', '').split(os.pathsep), sys.prefix]
    for prefix in filter(None, prefixes):
        share = Path(prefix) / 'share' / PACKAGE
        if (share / 'config').is_dir():
            return share
    raise FileNotFoundError(
        f'the shared files of {PACKAGE} are not in any of {prefixes}: install the package again'
    )


def vocabulary_directory() -> Path:
    """Return the folder of the shipped vocabularies."""
    return share_directory() / 'config' / 'vocabularies'


def find_vocabulary(name_or_path: str) -> Path:
    """Return the file of a shipped vocabulary, or the path as it is."""
    folder = vocabulary_directory()
    with suppress(OSError, RuntimeError, ValueError):  # no name that a file or a home could have
        for path in (Path(name_or_path).expanduser(), folder / f'{name_or_path}.yaml'):
            if path.is_file():
                return path
    shipped = ', '.join(sorted(path.stem for path in folder.glob('*.yaml')))
    raise VocabularyError(
        f'there is no vocabulary {name_or_path!r}: give the path of a YAML file, '
        f'or the name of a shipped one ({shipped})'
    )


def find_bundle(name_or_path: str) -> Path:
    """
    Return the folder of a shipped bundle, or the path as it is.

    Either may end in @HEIGHTxWIDTH, and so does what is returned then: see `load_bundle`.
    """
    folder = share_directory() / 'bundles'
    for name, size_hw in ((name_or_path, None), split_size(name_or_path)):
        for path in (Path(name).expanduser(), folder / name):
            if (path / 'bundle.yaml').is_file():
                return Path(with_size(str(path), size_hw))
    shipped = ', '.join(sorted(path.name for path in folder.glob('*/'))) or 'none'
    raise BundleError(
        f'there is no bundle {name_or_path!r}: give a folder with a bundle.yaml, '
        f'or the name of a shipped one ({shipped})'
    )


def split_size(bundle: str) -> tuple[str, tuple[int, int] | None]:
    """Return what NAME@HEIGHTxWIDTH names, and the size; None where it says none."""
    match = _SIZED.fullmatch(bundle)
    if not match:
        return bundle, None
    return match[1], (int(match[2]), int(match[3]))


def with_size(bundle: str, size_hw: tuple[int, int] | None) -> str:
    """Return what `split_size` splits."""
    return bundle if size_hw is None else f'{bundle}@{size_hw[0]}x{size_hw[1]}'


def cache_directory() -> Path:
    """Return the folder for what can be computed again; it need not exist yet."""
    base = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
    return Path(base) / PACKAGE
