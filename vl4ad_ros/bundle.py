"""The model bundle: the folder that a robot loads."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from .errors import BundleError
from .manifest import Manifest, parse_manifest
from .onnx_file import read_onnx_facts
from .paths import find_vocabulary, split_size, with_size

MANIFEST = 'bundle.yaml'
IMAGE_GRAPH = 'image.onnx'
TEXT_GRAPH = 'text.onnx'
TOKENIZER = 'tokenizer.json'
REQUIRED_FILES = (IMAGE_GRAPH, TEXT_GRAPH, TOKENIZER)
VOCABULARY = 'vocabulary.yaml'  # in bundles that bring their own
BUNDLED = 'bundled'  # as default vocabulary: that file
NETWORK_STRIDE = 32  # sizes that may be asked for are multiples of it ...
LARGEST_PX = 4096  # ... up to this one

# What the manifest says about the network, which does not change what the network says.
REMARKS = {
    'name', 'notes', 'licence', 'training_data', 'onnxruntime_version', 'proof', 'figures',
}  # fmt: skip

# The standard operators and those that ONNX Runtime itself brings (fused, quantised) ...
OPERATOR_DOMAINS = {'', 'com.microsoft'}
# ... but for those that load or call code from elsewhere.
FOREIGN_CODE = {'ATen', 'EPContext', 'PythonOp', 'PythonOpGrad', 'TritonOp'}
_MAX_MANIFEST_BYTES = 1 << 20
_REMEDY = 'copy the bundle again'


@dataclass(frozen=True)
class Bundle:
    """A folder whose files are those that its manifest names, digest by digest."""

    path: Path
    manifest: Manifest
    size_hw: tuple[int, int] | None = None  # that was asked for; the manifest has it too

    @property
    def reference(self) -> Path:
        """What `load_bundle` takes to give the same bundle again."""
        return Path(with_size(str(self.path), self.size_hw))

    def at_size(self, size_hw: tuple[int, int]) -> 'Bundle':
        """Return the bundle with images fitted into another size. Raises BundleError."""
        asked = _words(size_hw)
        fixed_hw = self.manifest.fixed_hw
        if fixed_hw:
            raise BundleError(
                f'{self.path} takes images of {_words(fixed_hw)} alone, not of {asked}: '
                'name it without a size, or export it with --resizable'
            )
        nearest_hw = nearest_size(size_hw)
        if nearest_hw != size_hw:
            raise BundleError(
                f'{self.path} takes images of multiples of {NETWORK_STRIDE} up to {LARGEST_PX}, '
                f'not of {asked}: ask for {_words(nearest_hw)}'
            )
        manifest = replace(
            self.manifest,
            name=with_size(self.manifest.name, size_hw),
            input_size_hw=size_hw,
            resizable=True,
        )
        return Bundle(self.path, manifest, size_hw)

    @property
    def digest(self) -> str:
        """
        SHA-256 over the meaning: all files, and what the manifest says but its remarks.

        A value that is its own default is left out, so that a bundle keeps its digest when a
        later format has more keys.
        """
        values = asdict(self.manifest)
        meaning = {
            item.name: values[item.name]
            for item in fields(self.manifest)
            if item.name not in REMARKS and values[item.name] != item.default
        }
        return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()

    @property
    def model_id(self) -> str:
        """The name and the first digits of the digest, as messages carry it."""
        return f'{self.manifest.name}@{self.digest[:12]}'

    def vocabulary_file(self, name_or_path: str = '') -> Path:
        """
        Return the file of a vocabulary, by default of the bundle's own.

        Raises VocabularyError when there is none.
        """
        if not name_or_path and self.manifest.default_vocabulary == BUNDLED:
            return self.path / VOCABULARY
        return find_vocabulary(name_or_path or self.manifest.default_vocabulary)


def load_bundle(path: Path) -> Bundle:
    """
    Check a bundle from end to end and return it; nothing in it is run.

    Where there is no such folder, and its name ends in @HEIGHTxWIDTH, that size is asked for.
    Raises BundleError when the folder, a file or a digest is not as the manifest says, when the
    manifest is foreign or newer, when a graph needs operators or files from elsewhere, and when
    the bundle is not to be had at that size.
    """
    size_hw = None
    if not path.exists():
        name, size_hw = split_size(str(path))
        path = Path(name)
    manifest = _read_manifest(path)
    required = [*REQUIRED_FILES, *([VOCABULARY] if manifest.default_vocabulary == BUNDLED else [])]
    absent = [name for name in required if name not in manifest.files]
    if absent:
        raise BundleError(f'{path / MANIFEST} lists no {", ".join(absent)}: {_REMEDY}')
    default_hw = manifest.input_size_hw
    if manifest.resizable and (default_hw is None or nearest_size(default_hw) != default_hw):
        raise BundleError(
            f'{path / MANIFEST} is resizable, but its input_size_hw is not of multiples of '
            f'{NETWORK_STRIDE}: {_REMEDY}'
        )
    for name, digest in manifest.files.items():
        _check_file(path, name, digest)
    for name in (IMAGE_GRAPH, TEXT_GRAPH):
        _check_graph(path / name, manifest)
    bundle = Bundle(path, manifest)
    return bundle.at_size(size_hw) if size_hw else bundle


def file_digest(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def nearest_size(size_hw: tuple[int, int]) -> tuple[int, int]:
    """Return the nearest size that a resizable bundle may have."""
    height, width = (
        min(max(round(side / NETWORK_STRIDE) * NETWORK_STRIDE, NETWORK_STRIDE), LARGEST_PX)
        for side in size_hw
    )
    return height, width


def _words(size_hw: tuple[int, int]) -> str:
    return f'{size_hw[0]}x{size_hw[1]}'


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
    # `colcon build --symlink-install` links each file, but then all of them to one folder.
    if file.resolve().parent != (folder / MANIFEST).resolve().parent:
        raise BundleError(
            f'{file} is a link to outside of the bundle: copy the bundle with what it links to, '
            'for example by `cp -rL`'
        )
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
    loading = sorted(facts.operators & FOREIGN_CODE)
    if loading:
        raise BundleError(
            f'{path} needs {", ".join(loading)}, which loads code from elsewhere: '
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
