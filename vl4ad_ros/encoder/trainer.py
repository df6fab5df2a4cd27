"""From the parts to an encoder and its figures."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..errors import SettingsError
from ..model.config import LITES, LiteConfig
from ..model.network import LiteClip
from ..model.sentence_tower import SentenceTransformer
from ..structures import FloatArray
from .alignment import Alignment, EntryVectors, Indices, Strengths, unit
from .figures import Figures, Material, Sizes, choose_strengths, judge
from .files import write_report, write_weights
from .rounding import to_bytes, to_halves
from .sentences import SentenceEncoder
from .settings import EncoderSettings
from .weights import LiteWeights, read_lite, read_sentence_encoder
from .word_pieces import build_word_piece_tokenizer
from .wordnet import Entry, is_one_of, read_entries

CACHE = 'cache'
_EXPLANATION_LENGTH = 64  # tokens; few definitions are longer


@dataclass(frozen=True)
class SeedReport:
    """What one choice of held-out classes shows."""

    seed: int
    strengths: Strengths
    unread: Figures  # neither row nor dictionary entry of the held-out classes was seen
    read: Figures  # their names and definitions stand in the dictionary, their rows were not seen


@dataclass(frozen=True)
class EncoderReport:
    """What a user is told."""

    seeds: tuple[SeedReport, ...]
    strengths: Strengths  # of the encoder that is written
    kept_out: tuple[str, ...]  # names of the entries that the encoder has no part of
    classes: int
    entries: int


def train_encoder(
    settings: EncoderSettings,
    out: Path,
    progress: Callable[[str, int, int], None],  # what is done, how much of it, of how much
) -> EncoderReport:
    """
    Judge on held-out classes, fit on all that are not kept out, and write the encoder.

    Raises PartError when a part is missing, and SettingsError when the trunk is not known.
    """
    if settings.trunk not in LITES:
        raise SettingsError(f'there is no trunk {settings.trunk!r}; use one of {", ".join(LITES)}')
    config = LITES[settings.trunk]
    entries, classes = read_entries()
    lite = read_lite(settings.trunk, config)
    transformer = _read_transformer(config, settings)
    encoder = SentenceEncoder(
        transformer,
        build_word_piece_tokenizer(),
        out / CACHE,
        lambda done, of: progress('sentences', done, of),
    )
    material = _gather(config, settings, encoder, entries, lite.rows[:classes])
    reports = []
    for number, seed in enumerate(settings.seeds):
        progress('held-out classes', number, len(settings.seeds))
        reports.append(_report_seed(material, settings, seed))
    progress('held-out classes', len(reports), len(reports))
    strengths = choose_strengths(material, material.classes, settings, settings.seeds[0])
    nothing = np.zeros(0, np.intp)
    alignment = _rounded(material.fit(material.classes, nothing, strengths), settings)
    clip = _assemble(config, lite, transformer, alignment)
    write_weights(clip, out)
    kept_out = np.setdiff1d(np.arange(len(entries)), material.allowed)
    report = EncoderReport(
        seeds=tuple(reports),
        strengths=strengths,
        kept_out=tuple(entries[index].name for index in kept_out),
        classes=len(material.classes),
        entries=len(alignment.keys),
    )
    write_report(asdict(settings), asdict(report), out)
    return report


def _gather(
    config: LiteConfig,
    settings: EncoderSettings,
    encoder: SentenceEncoder,
    entries: list[Entry],
    rows: Tensor,
) -> Material:
    in_template, alone = (
        encoder.encode([entry.sentences[form] for entry in entries], config.context_length)
        for form in (0, 1)
    )
    explanations = encoder.encode([entry.explanation for entry in entries], _EXPLANATION_LENGTH)
    allowed = [i for i, entry in enumerate(entries) if not is_one_of(entry, settings.kept_out)]
    spare = len(allowed) - settings.held_out - config.entries
    if spare < 0:
        raise SettingsError(
            f'kept_out and held_out leave {-spare} entries too few for the dictionary of '
            f'{settings.trunk}; keep less out'
        )
    return Material(
        rows=rows.numpy(),
        vectors=EntryVectors(unit(in_template + alone), explanations),
        sentences=in_template[: len(rows)],
        allowed=np.array(allowed, np.intp),
        sizes=Sizes(config.embed_dim, config.key_dim, config.entries),
    )


def _report_seed(material: Material, settings: EncoderSettings, seed: int) -> SeedReport:
    shuffled = np.random.default_rng(seed).permutation(material.classes)
    held_out: Indices = np.sort(shuffled[: settings.held_out])
    fitted = np.sort(shuffled[settings.held_out :])
    strengths = choose_strengths(material, fitted, settings, seed)
    unread, read = (
        judge(_rounded(material.fit(fitted, absent, strengths), settings), material, held_out)
        for absent in (held_out, held_out[:0])
    )
    return SeedReport(seed, strengths, unread, read)


def _read_transformer(config: LiteConfig, settings: EncoderSettings) -> SentenceTransformer:
    transformer = SentenceTransformer(config.text)
    weights = read_sentence_encoder(config.text)
    if settings.text_weights == 'bytes':
        weights = {name: to_bytes(x) if x.dim() == 2 else x for name, x in weights.items()}
    transformer.load_state_dict(weights)
    return transformer


def _rounded(alignment: Alignment, settings: EncoderSettings) -> Alignment:
    """Give the dictionary the digits that a bundle keeps."""
    if settings.text_weights == 'exact':
        return alignment
    return replace(
        alignment,
        projection=to_halves(torch.from_numpy(alignment.projection)).numpy(),
        query=_bytes(alignment.query),
        keys=_bytes(alignment.keys),
        values=_bytes(alignment.values),
    )


def _bytes(rows: FloatArray) -> FloatArray:
    rounded: FloatArray = to_bytes(torch.from_numpy(rows)).numpy()
    return rounded


def _assemble(
    config: LiteConfig, lite: LiteWeights, transformer: SentenceTransformer, alignment: Alignment
) -> LiteClip:
    clip = LiteClip(config)
    clip.visual.trunk.load_state_dict({name: to_halves(x) for name, x in lite.trunk.items()})
    clip.transformer.load_state_dict(transformer.state_dict())
    arrays = {
        'query.weight': alignment.query,
        'query.bias': alignment.query_bias,
        'keys': alignment.keys,
        'values': alignment.values,
        'sharpness': np.array(alignment.sharpness, np.float32),
    }
    clip.dictionary.load_state_dict({name: torch.from_numpy(x) for name, x in arrays.items()})
    clip.visual.proj.load_state_dict({'weight': torch.from_numpy(alignment.projection).T})
    return clip.eval()
