"""What is done with the scores of the image graph, where a bundle asks for it."""

from dataclasses import replace

from .opening import Opening
from .structures import AnomalyMaps
from .votes import Votes


def refine(maps: AnomalyMaps, votes: Votes | None, opening: Opening | None) -> AnomalyMaps:
    """
    Return maps whose score is weighted with votes, and then all whose scores are opened.

    Scores of others have no votes. Without both, maps are as the graph gave them.
    """
    if votes is not None:
        assert maps.votes is not None
        maps = replace(maps, score=votes(maps.score, maps.votes))
    if opening is not None:
        baselines = {name: opening(score) for name, score in maps.baselines.items()}
        maps = replace(maps, score=opening(maps.score), baselines=baselines)
    return maps
