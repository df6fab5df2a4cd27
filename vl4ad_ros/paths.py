"""Where shipped files, bundles, vocabularies and caches lie, with ROS or without."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from .errors import BundleError, VocabularyError

PACKAGE = 'vl4ad_ros'


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
    """Return the folder of a shipped bundle, or the path as it is."""
    folder = share_directory() / 'bundles'
    for path in (Path(name_or_path).expanduser(), folder / name_or_path):
        if (path / 'bundle.yaml').is_file():
            return path
    shipped = ', '.join(sorted(path.name for path in folder.glob('*/'))) or 'none'
    raise BundleError(
        f'there is no bundle {name_or_path!r}: give a folder with a bundle.yaml, '
        f'or the name of a shipped one ({shipped})'
    )


def cache_directory() -> Path:
    """Return the folder for what can be computed again; it need not exist yet."""
    base = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
    return Path(base) / PACKAGE
