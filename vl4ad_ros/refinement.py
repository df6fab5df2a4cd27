"""What is done with the scores of the image graph, where a bundle asks for it."""

from dataclasses import replace

from .opening import Opening
from .structures import AnomalyMaps
from .votes import Votes


def refine(maps: AnomalyMaps, votes: Votes | None, opening: Opening | None) -> AnomalyMaps:
    """
    Return maps whose score is weighed with votes, and then all whose scores are opened.

    Scores of others have no votes. Without both, maps are as the graph gave them.
    """
    return open_scores(weigh(maps, votes, opening), opening)


def weigh(maps: AnomalyMaps, votes: Votes | None, opening: Opening | None) -> AnomalyMaps:
    """Return maps whose score is weighed; wide squares grow as those of the opening do."""
    if votes is None:
        return maps
    assert maps.votes is not None
    wide = replace(opening or Opening(), width=votes.wide)
    return replace(maps, score=votes(maps.score, maps.votes, wide))


def open_scores(maps: AnomalyMaps, opening: Opening | None) -> AnomalyMaps:
    """Return maps all whose scores are opened."""
    if opening is None:
        return maps
    baselines = {name: opening(score) for name, score in maps.baselines.items()}
    return replace(maps, score=opening(maps.score), baselines=baselines)
