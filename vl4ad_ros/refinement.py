"""What is done with the scores of the image graph, where a bundle asks for it."""

from dataclasses import replace

from .opening import Opening
from .structures import AnomalyMaps, FloatArray
from .votes import Votes


def refine(maps: AnomalyMaps, votes: Votes | None, opening: Opening | None) -> AnomalyMaps:
    """
    Return maps whose score is weighed with votes, and all whose scores are opened.

    Scores of others have no votes. Without both, maps are as the graph gave them.
    """
    if votes is None and opening is None:
        return maps
    score = _opened(maps.score, opening) if votes is None else weigh(maps, votes, opening)
    baselines = {name: _opened(other, opening) for name, other in maps.baselines.items()}
    return replace(maps, score=score, baselines=baselines)


def weigh(
    maps: AnomalyMaps,
    votes: Votes,
    opening: Opening | None,
    opened: bool = True,  # False: as it would be if nothing were thin
) -> FloatArray:  # (h, w) in [0, 1]
    """Return the weighed score; opened is the product, in which small doubt is smallest."""
    assert maps.votes is not None
    product = votes.product(maps.score, maps.votes)
    wide = replace(opening or Opening(), width=votes.wide)
    return votes.score(_opened(product, opening if opened else None), wide(maps.score))


def _opened(score: FloatArray, opening: Opening | None) -> FloatArray:
    return score if opening is None else opening(score)
