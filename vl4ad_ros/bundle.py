"""The model bundle: the folder that a robot loads."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from .errors import BundleError
from .manifest import Manifest, parse_manifest
from .onnx_file import read_onnx_facts

MANIFEST = 'bundle.yaml'
IMAGE_GRAPH = 'image.onnx'
TEXT_GRAPH = 'text.onnx'
TOKENIZER = 'tokenizer.json'
REQUIRED_FILES = (IMAGE_GRAPH, TEXT_GRAPH, TOKENIZER)

# The standard operators and those that ONNX Runtime itself brings (fused, quantised).
OPERATOR_DOMAINS = {'', 'com.microsoft'}
_MAX_MANIFEST_BYTES = 1 << 20
_REMEDY = 'copy the bundle again'


@dataclass(frozen=True)
class Bundle:
    """A folder whose files are those that its manifest names, digest by digest."""

    path: Path
    manifest: Manifest

    @property
    def digest(self) -> str:
        """SHA-256 over the names and digests of all files."""
        listing = json.dumps(dict(self.manifest.files), sort_keys=True)
        return hashlib.sha256(listing.encode()).hexdigest()

    @property
    def model_id(self) -> str:
        """The name and the first digits of the digest, as messages carry it."""
        return f'{self.manifest.name}@{self.digest[:12]}'


def load_bundle(path: Path) -> Bundle:
    """
    Check a bundle from end to end and return it; nothing in it is run.

    Raises BundleError when the folder, a file or a digest is not as the manifest says, when the
    manifest is foreign or newer, and when a graph needs operators or files from elsewhere.
    """
    manifest = _read_manifest(path)
    absent = [name for name in REQUIRED_FILES if name not in manifest.files]
    if absent:
        raise BundleError(f'{path / MANIFEST} lists no {", ".join(absent)}: {_REMEDY}')
    for name, digest in manifest.files.items():
        _check_file(path, name, digest)
    for name in (IMAGE_GRAPH, TEXT_GRAPH):
        _check_graph(path / name, manifest)
    return Bundle(path, manifest)


def file_digest(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _read_manifest(path: Path) -> Manifest:
    source = path / MANIFEST
    if not source.is_file():
        raise BundleError(
            f'there is no {MANIFEST} in {path}: give the folder of a bundle, '
            'for example one made by `vl4ad export`'
        )
    data = source.read_bytes()
    if len(data) > _MAX_MANIFEST_BYTES:
        raise BundleError(f'{source} is too large for a manifest: {_REMEDY}')
    try:
        return parse_manifest(data.decode('utf-8'), str(source))
    except UnicodeDecodeError as err:
        raise BundleError(f'{source} is not UTF-8 text: {_REMEDY}') from err


def _check_file(folder: Path, name: str, digest: str) -> None:
    if name != Path(name).name or name in ('', '.', '..'):
        raise BundleError(
            f'{folder / MANIFEST} lists {name!r}, which is not the plain name of a file: {_REMEDY}'
        )
    file = folder / name
    if not file.is_file():
        raise BundleError(f'{file} is missing: {_REMEDY}')
    if file_digest(file) != digest:
        raise BundleError(f'{file} was changed or cut short after the export: {_REMEDY}')


def _check_graph(path: Path, manifest: Manifest) -> None:
    facts = read_onnx_facts(path)
    foreign = sorted(facts.domains - OPERATOR_DOMAINS)
    if foreign:
        raise BundleError(
            f'{path} needs operators of {", ".join(map(repr, foreign))}, which a bundle must not: '
            'export it again with `vl4ad export`'
        )
    outside = sorted(facts.external_files - manifest.files.keys())
    if outside:
        raise BundleError(
            f'{path} keeps data in {", ".join(map(repr, outside))}, which the manifest does not '
            'list: export it again with `vl4ad export`'
        )
    if facts.opset != manifest.opset:
        raise BundleError(
            f'{path} has opset {facts.opset}, the manifest says {manifest.opset}: {_REMEDY}'
        )
