"""`vl4ad export`: weights to a bundle that a robot can load."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from ..errors import ExportError
from ..export.averaging import mean_checkpoint
from ..export.clip_source import read_clip
from ..export.exporter import Description, GraphOptions, export_bundles
from ..export.random_weights import random_network
from ..export.rounding import round_decoder
from ..model.config import find_architecture
from ..model.network import SegmentationNetwork
from ..model.weights import build_network
from ..opening import Opening
from ..paths import find_vocabulary, vocabulary_directory
from ..vocabulary.reader import read_vocabulary
from ..votes import Votes
from .bundle import print_bundle
from .export_options import (
    ArchitectureName,
    BundleFolder,
    Checkpoints,
    ClipSource,
    DeformConv,
    Embed,
    EnsembleShares,
    EnsembleVocabulary,
    ImageSize,
    OpeningText,
    OtherScores,
    PictureFolder,
    Precisions,
    RandomSeed,
    Resizable,
    RoundWeights,
    VocabularyChoice,
    VotesText,
    WithQuery,
    parse_ensemble,
    parse_opening,
    parse_precisions,
    parse_scores,
    parse_size,
    parse_votes,
)

_UNTRAINED = (
    'The weights are random (seed {seed}), nothing was learned. Scores and names mean nothing '
    'until a trained bundle takes the place of this one.'
)


def export(
    architecture: ArchitectureName,
    out: BundleFolder,
    vocabulary: VocabularyChoice,
    size: ImageSize = 'dynamic',
    resizable: Resizable = False,
    checkpoint: Checkpoints = None,
    clip: ClipSource = None,
    random_weights: RandomSeed = None,
    precision: Precisions = 'fp32',
    ensemble: EnsembleVocabulary = None,
    ensemble_shares: EnsembleShares = None,
    scores: OtherScores = '',
    query: WithQuery = False,
    votes: VotesText = None,
    opening: OpeningText = None,
    pictures: PictureFolder = None,
    round_weights: RoundWeights = False,
    embed: Embed = True,
    deform_conv: DeformConv = False,
) -> None:
    """Export a network to ONNX, prove the result against torch, and write a bundle."""
    options = GraphOptions(
        parse_size(size),
        parse_ensemble(ensemble, ensemble_shares),
        parse_scores(scores),
        query,
        deform_conv,
        resizable,
    )
    refinements = parse_votes(votes), parse_opening(opening)
    outs = _outs(parse_precisions(precision), out)
    vocabulary_file = find_vocabulary(vocabulary)
    read_vocabulary(vocabulary_file)  # a mistake in it is told now, not in some minutes
    if bool(checkpoint) == (random_weights is not None) or (clip and not checkpoint):
        raise ExportError('give either --checkpoint (with --clip or without) or --random-weights')
    console = Console()
    with console.status('loading the weights') as status:
        network = load_network(architecture, checkpoint or (), clip, random_weights)
        if round_weights:
            round_decoder(network)
        description = _describe(
            out.resolve().name,
            architecture,
            _default_vocabulary(vocabulary_file),
            random_weights,
            *refinements,
        )
        bundles = export_bundles(
            network, description, options, outs, pictures, status.update, embed
        )
    for bundle in bundles:
        print_bundle(bundle, console)


def _outs(precisions: tuple[str, ...], out: Path) -> dict[str, Path]:
    if len(precisions) == 1:
        return {precisions[0]: out}
    whole = out.resolve()
    return {precision: whole.with_name(f'{whole.name}_{precision}') for precision in precisions}


def load_network(
    architecture: str, checkpoints: Sequence[Path], clip: str | None, seed: int | None
) -> SegmentationNetwork:
    """Build a network by its name, with the mean of files' weights or with random ones."""
    config = find_architecture(architecture, ExportError)
    if not checkpoints:
        assert seed is not None
        return random_network(config, seed)
    clip_weights = read_clip(clip) if clip else None
    return build_network(config, mean_checkpoint(checkpoints), clip_weights)


def _default_vocabulary(path: Path) -> str | Path:
    """Return the name of a shipped vocabulary, which every robot has; any other file itself."""
    shipped = path.resolve().parent == vocabulary_directory().resolve()
    return path.stem if shipped else path


def _describe(
    name: str,
    architecture: str,
    vocabulary: str | Path,
    seed: int | None,
    votes: Votes | None,
    opening: Opening | None,
) -> Description:
    trained = seed is None
    return Description(
        name=name,
        architecture=architecture,
        trained=trained,
        notes='' if trained else _UNTRAINED.format(seed=seed),
        vocabulary=vocabulary,
        licence='that of the weights' if trained else 'Apache-2.0',
        training_data='not stated' if trained else 'none',
        votes=votes,
        opening=opening,
    )
