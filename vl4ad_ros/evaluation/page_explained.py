"""Of a report: why the worst pixels have their scores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import Vl4adError
from ..explanation.explanation import Explanation, NamedCosine
from ..structures import UInt8Array
from .frame_pictures import data_url
from .html import Child, Markup, join, table, tag, void_tag
from .image_reader import ImageReader
from .page_parts import note, number, section
from .worst_pixels import WorstPixel

# From a picture (H, W, 3) and a pixel x, y of it to why it has its score, in words and drawn.
Explain = Callable[[UInt8Array, tuple[int, int]], tuple[Explanation, UInt8Array]]


@dataclass(frozen=True)
class ExplainedPixel:
    """A worst pixel, and what the mask queries say of it."""

    worst: WorstPixel
    explanation: Explanation
    picture_url: str


def explain_worst(worst: Sequence[WorstPixel], explain: Explain) -> tuple[ExplainedPixel, ...]:
    """Return explanations; where a picture or the bundle cannot be explained, none."""
    reader = ImageReader()
    explained = []
    for pixel in worst:
        try:
            image = reader.read(pixel.frame)
            x, y = (
                int((place + 0.5) * size / label_size)
                for place, size, label_size in zip(
                    pixel.at_xy, image.shape[1::-1], pixel.label_hw[::-1], strict=True
                )
            )
            explanation, drawn = explain(image, (x, y))
        except Vl4adError:  # the figures need no explanation
            continue
        explained.append(ExplainedPixel(pixel, explanation, data_url(drawn)))
    return tuple(explained)


def explained_section(explained: Sequence[ExplainedPixel]) -> Markup | None:
    """Return the part of the page, None where there is nothing to explain."""
    if not explained:
        return None
    return section(
        'Why the worst pixels have their scores',
        note(
            'The largest false alarm and the largest missed object, each in the frame with most '
            'such pixels. The score is 1 minus the evidence of the known group that explains the '
            'pixel best; each mask query takes away its mask times its probability of that '
            'group; where the bundle opens its scores, thin doubt has less than that. '
            '`vl4ad explain` shows the same for any pixel.'
        ),
        *(_pixel(one) for one in explained),
    )


def _pixel(one: ExplainedPixel) -> Markup:
    worst, explanation = one.worst, one.explanation
    rows: list[tuple[Child, ...]] = [
        (
            str(part.number),
            number(part.mask, 3),
            number(part.probability, 3),
            number(part.evidence, 3),
            _words(part.known),
            _words(part.prompt) if part.prompt else '-',
        )
        for part in explanation.queries
    ]
    rows.append(('others', '', '', number(explanation.other_evidence, 3), '', ''))
    rows.append(('all', '', '', number(explanation.evidence, 3), '', ''))
    x, y = explanation.at_xy_px
    picture = void_tag('img', src=one.picture_url, alt=f'masks at pixel {x},{y}', loading='lazy')
    headings = (
        'query',
        'mask here',
        f'is {explanation.known_words}',
        'takes away',
        'best known concept, cosine (share)',
        'best OOD prompt, cosine (share)',
    )
    return join(
        tag(
            'figure',
            picture,
            tag(
                'figcaption',
                tag('span', worst.what, class_='badge'),
                f'{worst.frame.id}, pixel {x},{y} of {worst.pixels} px: score '
                f'{explanation.score:.3f}, most evidence for {explanation.winner}',
            ),
            class_='frame',
        ),
        table(headings, rows),
    )


def _words(best: NamedCosine) -> str:
    words = best.concept if best.concept == best.group else f'{best.concept} ({best.group})'
    return f'{words} {best.cosine:.2f} ({best.probability:.2f})'
