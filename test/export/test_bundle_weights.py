"""A decoder goes into a bundle and comes out again, to the last bit."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from vl4ad_ros.bundle import MANIFEST, Bundle, load_bundle
from vl4ad_ros.ensemble import Ensemble
from vl4ad_ros.errors import ExportError
from vl4ad_ros.export.bundle_weights import decoder_weights
from vl4ad_ros.export.exporter import Description, export_bundle
from vl4ad_ros.manifest import dump_manifest
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.model.network import SegmentationNetwork

from ..conftest import UNTRAINED_BUNDLE
from .conftest import silent

VOID = 'void_embedding.weight'


@pytest.fixture(scope='module')
def bundle(
    network: SegmentationNetwork,
    description: Description,
    tmp_path_factory: pytest.TempPathFactory,
) -> Bundle:
    """Of a network in which no weight is what it began with, as after a training."""
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter)).copy_(parameter.half())
    trained = replace(description, trained=True)
    return export_bundle(network, trained, (288, 512), tmp_path_factory.mktemp('a') / 'b', silent)


def altered(bundle: Bundle, folder: Path, **changes: object) -> Bundle:
    shutil.copytree(bundle.path, folder)
    manifest = replace(bundle.manifest, **changes)
    (folder / MANIFEST).write_text(dump_manifest(manifest))
    return load_bundle(folder)


def test_the_decoder_comes_out_of_a_bundle(
    bundle: Bundle, network: SegmentationNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ARCHITECTURES, 'tiny', network.config)
    found = decoder_weights(bundle, silent)
    expected = {
        name: x for name, x in network.state_dict().items() if not name.startswith('backbone.')
    }
    expected[VOID] = functional.normalize(expected[VOID], dim=-1)
    assert found.keys() == expected.keys()
    rounded = {VOID, 'sem_seg_head.predictor.logit_scale'}
    for name, weight in expected.items():
        if name in rounded:
            assert torch.allclose(found[name], weight, atol=1e-5), name
        else:
            assert torch.equal(found[name], weight), name


def test_what_cannot_give_its_weights_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match='learned nothing'):
        decoder_weights(load_bundle(UNTRAINED_BUNDLE), silent)
    with pytest.raises(ExportError, match='which is not known here'):
        decoder_weights(bundle, silent)  # nothing knows it by the name tiny
    eight = altered(bundle, tmp_path / 'eight', precision='int8')
    with pytest.raises(ExportError, match='give the bundle in fp32'):
        decoder_weights(eight, silent)
    joined = altered(bundle, tmp_path / 'joined', ensemble=Ensemble(('road',)))
    with pytest.raises(ExportError, match='without --ensemble'):
        decoder_weights(joined, silent)
