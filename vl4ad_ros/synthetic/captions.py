"""A sentence about what a frame shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .labels import UNKNOWN
from .settings import SkySettings
from .weather import weather_name

STREET_WORDS = {
    'city': 'a street in a town',
    'country': 'a country road',
    'freeway': 'a freeway',
    'motorway': 'a motorway',
    'residential': 'a street of terraced houses',
    'suburb': 'a street with gardens',
    'wood': 'a road through a wood',
}
NOT_COUNTED = (
    'fields', 'land', 'garden', 'gardens', 'grass', 'pavement', 'road', 'sky', 'verges',
    'sign post', 'signal post', 'gantry', 'delineator', 'bonnet',
)  # fmt: skip
NUMBERS = ('no', 'a', 'two', 'three', 'four')
PLURALS = {'person': 'people', 'bus': 'buses', 'bench': 'benches'}
LEAST_PX_SHARE = 0.0004  # of the picture, to be worth a word


@dataclass(frozen=True)
class Seen:
    """What is visible of one thing."""

    kind: str
    label: str
    pixels: int
    middle: float  # 0 at the left edge of the picture, 1 at the right


def caption(street: str, sky: SkySettings, seen: Sequence[Seen], picture_px: int) -> str:
    """Return a sentence that names street, weather, known things by size and every unknown one."""
    start = f'{STREET_WORDS.get(street, street)} {weather_name(sky)}'
    large = [one for one in seen if one.pixels >= LEAST_PX_SHARE * picture_px]
    known = Counter[str]()
    for one in large:
        if one.label != UNKNOWN and one.kind not in NOT_COUNTED:
            known[one.kind] += 1
    sizes = Counter[str]()
    for one in large:
        sizes[one.kind] += one.pixels
    kinds = sorted(known, key=lambda kind: -sizes[kind])[:5]
    parts = [_counted(kind, known[kind]) for kind in kinds]
    parts += [
        f'{_counted(one.kind, 1)} {_where(one.middle)}' for one in seen if one.label == UNKNOWN
    ]
    sentence = start + (f' with {_listed(parts)}' if parts else '')
    return sentence[0].upper() + sentence[1:] + '.'


def _counted(kind: str, count: int) -> str:
    if kind.endswith('bags') or kind == 'cartons':
        return kind
    if count == 1:
        return f'{"an" if kind[0] in "aeiou" else "a"} {kind}'
    number = NUMBERS[count] if count < len(NUMBERS) else 'many'
    return f'{number} {PLURALS.get(kind, kind + "s")}'


def _where(middle: float) -> str:
    return 'on the left' if middle < 0.37 else 'on the right' if middle > 0.63 else 'ahead'


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ', '.join(parts[:-1]) + f' and {parts[-1]}'
