"""bundle.yaml: what a model bundle says of itself."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from functools import partial
from typing import Any

import yaml

from .ensemble import Ensemble
from .errors import BundleError
from .opening import Opening
from .votes import Votes

FORMAT_VERSION = 1
PRECISIONS = ('fp32', 'fp16', 'int8')


@dataclass(frozen=True)
class Normalisation:
    """Of the pixels 0..255, in RGB order. It is part of the graph; here it is information."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The contents of bundle.yaml, in the order in which they are written."""

    name: str
    trained: bool  # False: random weights, the maps mean nothing
    notes: str
    architecture: str
    input_size_hw: tuple[int, int] | None  # None: that of the image, to multiples of 32
    mask_stride: int  # input pixels per map cell
    normalisation: Normalisation
    temperature: float  # T of Eq. 1, for vocabularies that state none
    void: bool  # whether the softmax has the learned column of FC-CLIP
    ensemble: Ensemble | None = None  # the second classifier of FC-CLIP; None: Eq. 1 alone
    votes: Votes | None = None  # that weigh the scores, after the graph; None: Eq. 3 as it is
    opening: Opening | None = None  # of the scores, after that; None: as they are
    precision: str = 'fp32'  # of the image graph; one of PRECISIONS
    baselines: tuple[str, ...] = ()  # scores of others that the image graph also gives
    query: bool = False  # whether it also gives the strongest mask query of each pixel
    resizable: bool = False  # whether other multiples of 32 than that may be asked for
    families: bool = False  # whether it adds up those of a vocabulary; False: it takes none
    default_vocabulary: str
    licence: str
    training_data: str
    opset: int
    onnxruntime_version: str  # with which the proof was run
    files: Mapping[str, str]  # name -> hexadecimal SHA-256
    proof: Mapping[str, Any] = field(default_factory=dict)  # the graphs against torch, at export
    figures: Mapping[str, Any] = field(default_factory=dict)  # measured quality and speed
    format_version: int = FORMAT_VERSION

    @property
    def fixed_hw(self) -> tuple[int, int] | None:
        """The only size that the image graph takes; None: any multiples of 32."""
        return None if self.resizable else self.input_size_hw


class _Dumper(yaml.SafeDumper):
    """Lists on one line, everything else below each other."""


_Dumper.add_representer(
    list,
    lambda dumper, value: dumper.represent_sequence(
        'tag:yaml.org,2002:seq', value, flow_style=True
    ),
)


def dump_manifest(manifest: Manifest) -> str:
    """Return the manifest as YAML."""
    values: dict[str, Any] = {'format_version': manifest.format_version}
    for item in fields(manifest):
        value = getattr(manifest, item.name)
        values[item.name] = dict(value) if isinstance(value, Mapping) else value
    values['input_size_hw'] = list(manifest.input_size_hw) if manifest.input_size_hw else 'dynamic'
    pixels = asdict(manifest.normalisation)
    values['baselines'] = list(manifest.baselines)
    values['normalisation'] = {name: list(triple) for name, triple in pixels.items()}
    if manifest.ensemble:
        concepts = list(manifest.ensemble.trained_concepts)
        values['ensemble'] = asdict(manifest.ensemble) | {'trained_concepts': concepts}
    if manifest.votes:
        values['votes'] = asdict(manifest.votes)
    if manifest.opening:
        values['opening'] = asdict(manifest.opening)
    return yaml.dump(values, Dumper=_Dumper, sort_keys=False, width=99, allow_unicode=True)


def parse_manifest(text: str, source: str) -> Manifest:
    """Read a manifest; raises BundleError that names `source` and what to do."""
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as err:
        raise BundleError(f'{source} is not plain YAML: copy the bundle again') from err
    if not isinstance(values, dict) or 'format_version' not in values:
        raise BundleError(
            f'{source} has no format_version, so it belongs to something else: '
            'give the folder of a bundle made by `vl4ad export`'
        )
    _check_format(values['format_version'], source)
    _check_keys(values, source)
    return Manifest(**{key: _convert(key, value, source) for key, value in values.items()})


def _check_format(version: Any, source: str) -> None:
    if type(version) is not int or version < 1:
        raise BundleError(f'{source}: format_version {version!r} is no number: export again')
    if version > FORMAT_VERSION:
        raise BundleError(
            f'{source} has format {version}, this version of vl4ad_ros reads up to '
            f'{FORMAT_VERSION}: update vl4ad_ros'
        )


def _check_keys(values: dict[Any, Any], source: str) -> None:
    optional = {
        item.name
        for item in fields(Manifest)
        if item.default is not MISSING or item.default_factory is not MISSING
    }
    for key in values:
        if key not in _CONVERTERS:
            near = difflib.get_close_matches(str(key), _CONVERTERS, n=1, cutoff=0)
            raise BundleError(
                f'{source}: unknown key {key!r}, the nearest known one is {near[0]!r}: '
                'correct it or copy the bundle again'
            )
    missing = [key for key in _CONVERTERS if key not in values and key not in optional]
    if missing:
        raise BundleError(f'{source} lacks {", ".join(missing)}: copy the bundle again')


def _convert(key: str, value: Any, source: str) -> Any:
    try:
        return _CONVERTERS[key](value)
    except ValueError as err:
        raise BundleError(f'{source}: {key} must be {err}, not {value!r}: export again') from err


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('text')
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError('true or false')
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError('a positive whole number')
    return value


def _positive(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value < float('inf'):
        raise ValueError('a positive number')
    return float(value)


def _size(value: Any) -> tuple[int, int] | None:
    if value == 'dynamic':
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("[height, width] or 'dynamic'")
    return _count(value[0]), _count(value[1])


def _triple(value: Any) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise ValueError('three positive numbers each for mean and std')
    return _positive(value[0]), _positive(value[1]), _positive(value[2])


def _normalisation(value: Any) -> Normalisation:
    if not isinstance(value, dict) or value.keys() != {'mean', 'std'}:
        raise ValueError('a mapping with mean and std')
    return Normalisation(_triple(value['mean']), _triple(value['std']))


def _check_fields(value: Any, kind: type[Ensemble | Votes | Opening]) -> None:
    keys = {item.name for item in fields(kind)}
    if not isinstance(value, dict) or value.keys() != keys:
        raise ValueError(f'null or a mapping with {", ".join(sorted(keys))}')


def _ensemble(value: Any) -> Ensemble | None:
    if value is None:
        return None
    _check_fields(value, Ensemble)
    concepts, alpha, beta = _texts(value['trained_concepts']), value['alpha'], value['beta']
    if not all(type(share) is float for share in (alpha, beta)):
        raise ValueError(
            'a mapping with decimal numbers as alpha and beta, 0.0 or 0.4 for example'
        )
    return Ensemble(concepts, alpha, beta)


def _numbers(value: Any, kind: type[Votes | Opening], whole: str) -> Votes | Opening | None:
    if value is None:
        return None
    _check_fields(value, kind)
    decimals = (number for name, number in value.items() if name != whole)
    if type(value[whole]) is not int or not all(type(number) is float for number in decimals):
        raise ValueError(
            f'a mapping with a whole number as {whole} and decimal ones as the others'
        )
    return kind(**value)


def _precision(value: Any) -> str:
    if value not in PRECISIONS:
        raise ValueError(f'one of {", ".join(PRECISIONS)}')
    return str(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError('a list of texts')
    return tuple(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ValueError('a mapping with names as keys')
    return value


def _digests(value: Any) -> Mapping[str, str]:
    hexadecimal = set('0123456789abcdef')
    for digest in _mapping(value).values():
        if not isinstance(digest, str) or len(digest) != 64 or not hexadecimal.issuperset(digest):
            raise ValueError('a mapping of file names to 64 hexadecimal digits')
    return _mapping(value)


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    'format_version': _count,
    'name': _text,
    'trained': _flag,
    'notes': _text,
    'architecture': _text,
    'input_size_hw': _size,
    'mask_stride': _count,
    'normalisation': _normalisation,
    'temperature': _positive,
    'void': _flag,
    'ensemble': _ensemble,
    'votes': partial(_numbers, kind=Votes, whole='wide'),
    'opening': partial(_numbers, kind=Opening, whole='width'),
    'precision': _precision,
    'baselines': _texts,
    'query': _flag,
    'resizable': _flag,
    'families': _flag,
    'default_vocabulary': _text,
    'licence': _text,
    'training_data': _text,
    'opset': _count,
    'onnxruntime_version': _text,
    'files': _digests,
    'proof': _mapping,
    'figures': _mapping,
}
