"""`vl4ad explain`: why one pixel of a picture has its score."""

import re
from pathlib import Path
from typing import Annotated

import cv2
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..drives.picture_drive import read_picture
from ..errors import Vl4adError
from ..explanation.explanation import Explanation, NamedCosine, explain_pixel
from ..explanation.picture import draw_explanation
from ..export.inspection import Inspector
from ..pipeline import load_pipeline
from .network_options import BundleName, ThreadCount, VocabularyName


def explain(
    picture: Annotated[Path, typer.Argument(help='A camera picture.')],
    at: Annotated[str, typer.Option(metavar='X,Y', help='The pixel, from the upper left.')],
    bundle: BundleName = 'demo',
    vocabulary: VocabularyName = '',
    out: Annotated[Path, typer.Option(help='Where the picture of it goes.')] = Path(
        'explained.png'
    ),
    threads: ThreadCount = 0,
) -> None:
    """Show the mask queries that make up a pixel's score, and the words they resemble."""
    place = re.fullmatch(r'(\d+),(\d+)', at)
    if place is None:
        raise Vl4adError(f'--at {at!r} is no pixel: give two whole numbers, for example 320,180')
    image = read_picture(picture)
    pipeline = load_pipeline(bundle, vocabulary, 'cpu', threads)
    values = Inspector(pipeline.engine, threads).inspect(image, pipeline.text)
    explanation = explain_pixel(
        values, pipeline.text, (int(place[1]), int(place[2])), image.shape[:2]
    )
    drawn = draw_explanation(image, values, explanation)
    if not cv2.imwrite(str(out), drawn[..., ::-1]):
        raise Vl4adError(f'{out} cannot be written: give a file that ends in .png or .jpg')
    console = Console()
    if not pipeline.engine.bundle.manifest.trained:
        console.print('[yellow]the bundle is untrained: its scores mean nothing[/]')
    console.print(_table(explanation))
    console.print(_summary(explanation))
    console.print(f'the masks are in {out}')


def _table(explanation: Explanation) -> Table:
    x, y = explanation.at_xy_px
    table = Table(title=Text(f'pixel {x},{y}: anomaly score {explanation.score:.3f}'))
    table.add_column('query', justify='right')
    table.add_column('mask here', justify='right')
    table.add_column(Text(f'is {explanation.known_words}'), justify='right')
    table.add_column('takes away', justify='right')
    table.add_column('best known concept, cosine (share of its group)')
    table.add_column('best OOD prompt, cosine (share)')
    for part in explanation.queries:
        table.add_row(
            str(part.number),
            f'{part.mask:.3f}',
            f'{part.probability:.3f}',
            f'{part.evidence:.3f}',
            Text(_words(part.known)),
            Text(_words(part.prompt) if part.prompt else '-'),
        )
    table.add_section()
    table.add_row('others', '', '', f'{explanation.other_evidence:.3f}', '', '')
    table.add_row('all', '', '', f'{explanation.evidence:.3f}', '', '')
    return table


def _summary(explanation: Explanation) -> Text:
    family = [name for name in explanation.family if name != explanation.known_group]
    added = f', added up with {", ".join(family)}' if family else ''
    claim = (
        f'The known group that explains the pixel best is {explanation.known_group}{added}: the '
        f'score is 1 - {explanation.evidence:.2f}, cut to 0..1: {explanation.score_plain:.2f}. '
    )
    if explanation.weighed is not None:
        claim += (
            f'Queries have {explanation.votes:.1f} votes against all known groups, which makes it '
            f'{explanation.score_before:.2f}. '
        )
    if explanation.is_thin:
        claim += (
            f'Around the pixel such scores are thinner than a thing would be there: the opening '
            f'leaves {explanation.score:.2f}. '
        )
    if not explanation.is_covered:
        return Text(f'{claim}No mask covers the pixel: it is anomalous because nothing is seen.')
    return Text(f'{claim}Of all groups {explanation.winner} has the most evidence.')


def _words(best: NamedCosine) -> str:
    words = best.concept if best.concept == best.group else f'{best.concept} ({best.group})'
    return f'{words} {best.cosine:.2f} ({best.probability:.2f})'
