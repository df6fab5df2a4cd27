"""What people say of a bundle after it was exported: its origin and what was measured."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .bundle import MANIFEST, Bundle
from .manifest import dump_manifest
from .yaml_record import fill_record, read_yaml


@dataclass(frozen=True)
class ModelCard:
    """Remarks of a manifest: they do not change what the network says, nor the digest."""

    notes: str
    licence: str
    training_data: str
    figures: Mapping[str, str] = field(default_factory=dict)  # what was measured -> how it was


def read_model_card(path: Path) -> ModelCard:
    """Read a card; raises SettingsError with the remedy."""
    return fill_record(ModelCard, read_yaml(path, 'a bundle'), str(path))


def describe_bundle(bundle: Bundle, card: ModelCard) -> Bundle:
    """Write a card into a bundle's manifest, in one step, and return the bundle as it now is."""
    manifest = replace(bundle.manifest, **vars(card))
    path = bundle.path / MANIFEST
    fresh = path.with_name(f'.{MANIFEST}.new')
    fresh.write_text(dump_manifest(manifest), encoding='utf-8')
    os.replace(fresh, path)
    return replace(bundle, manifest=manifest)
