from dataclasses import replace

import pytest
import yaml

from vl4ad_ros.ensemble import Ensemble
from vl4ad_ros.errors import BundleError
from vl4ad_ros.manifest import Manifest, Normalisation, dump_manifest, parse_manifest
from vl4ad_ros.opening import Opening
from vl4ad_ros.votes import Votes

MANIFEST = Manifest(
    name='demo',
    trained=False,
    notes='Random weights: the maps mean nothing.',
    architecture='demo',
    input_size_hw=(360, 640),
    mask_stride=4,
    normalisation=Normalisation((122.7, 116.7, 104.1), (68.5, 66.6, 70.3)),
    temperature=0.07,
    void=False,
    default_vocabulary='cityscapes',
    licence='Apache-2.0',
    training_data='none',
    opset=18,
    onnxruntime_version='1.20.0',
    files={'image.onnx': 'a' * 64},
    proof={'score_max_abs_torch': 1e-6, 'cases': ['one image']},
)


@pytest.mark.parametrize('size_hw', [(360, 640), None])
def test_what_is_written_is_read(size_hw: tuple[int, int] | None) -> None:
    manifest = replace(MANIFEST, input_size_hw=size_hw)
    assert parse_manifest(dump_manifest(manifest), 'bundle.yaml') == manifest


def test_choices_are_read_as_they_are_written() -> None:
    ensemble = Ensemble(('road', 'car'), alpha=0.3)
    choices = {'ensemble': ensemble, 'baselines': ('MSP', 'RbA'), 'query': True}
    choices['opening'] = Opening(3, 0.1, 0.4)
    choices['votes'] = Votes(2.0, 5.0, 3)
    manifest = replace(MANIFEST, precision='int8', **choices)
    assert parse_manifest(dump_manifest(manifest), 'bundle.yaml') == manifest


def test_proof_and_figures_may_be_absent() -> None:
    values = yaml.safe_load(dump_manifest(MANIFEST))
    del values['proof'], values['figures']
    assert parse_manifest(yaml.safe_dump(values), 'bundle.yaml').proof == {}


@pytest.mark.parametrize(
    ('key', 'value', 'words'),
    [
        ('format_version', 2, 'update vl4ad_ros'),
        ('format_version', '1', 'is no number'),
        ('format_version', True, 'is no number'),
        ('name', 7, 'name must be text'),
        ('trained', 'no', 'trained must be true or false'),
        ('input_size_hw', [360], 'height, width'),
        ('input_size_hw', [360, 0], 'positive whole number'),
        ('input_size_hw', 'big', 'dynamic'),
        ('mask_stride', 4.0, 'positive whole number'),
        ('temperature', 0, 'temperature must be a positive number'),
        ('temperature', float('nan'), 'positive number'),
        ('normalisation', {'mean': [1, 2, 3]}, 'mean and std'),
        ('normalisation', {'mean': [1, 2], 'std': [1, 2, 3]}, 'three positive numbers'),
        ('files', {'image.onnx': 'abc'}, '64 hexadecimal digits'),
        ('files', {'image.onnx': 7}, '64 hexadecimal digits'),
        ('files', ['image.onnx'], 'mapping'),
        ('files', {1: 'a' * 64}, 'mapping'),
        ('figures', 'good', 'mapping'),
        ('precision', 'fp8', 'one of fp32, fp16, int8'),
        ('baselines', 'MSP', 'a list of texts'),
        ('query', 'yes', 'query must be true or false'),
        ('ensemble', True, 'null or a mapping with alpha, beta, trained_concepts'),
        ('ensemble', {'alpha': 0.4, 'beta': 0.8, 'trained_concepts': 'car'}, 'list of texts'),
        ('ensemble', {'alpha': 0.4, 'beta': 1.0, 'trained_concepts': ['car']}, '0 to less than 1'),
        ('votes', [4.0, 12.0], 'null or a mapping with full, given, wide'),
        ('votes', {'given': 4, 'full': 12.0, 'wide': 4}, 'decimal ones as the others'),
        ('votes', {'given': 4.0, 'full': 2.0, 'wide': 4}, '0 < given <= full'),
        ('opening', 2, 'null or a mapping with growth, horizon, width'),
        ('opening', {'width': 2, 'growth': 2.0, 'horizon': 0.5}, 'growth from 0 to 1'),
        ('opening', {'width': True, 'growth': 0.1, 'horizon': 0.5}, 'whole number as width'),
        ('temprature', 0.07, "nearest known one is 'temperature'"),
    ],
)
def test_wrong_value_is_named(key: str, value: object, words: str) -> None:
    values = yaml.safe_load(dump_manifest(MANIFEST)) | {key: value}
    with pytest.raises(BundleError, match=words) as caught:
        parse_manifest(yaml.safe_dump(values), 'here/bundle.yaml')
    assert 'here/bundle.yaml' in str(caught.value)


def test_missing_key_is_named() -> None:
    values = yaml.safe_load(dump_manifest(MANIFEST))
    del values['temperature'], values['opset']
    with pytest.raises(BundleError, match='lacks temperature, opset'):
        parse_manifest(yaml.safe_dump(values), 'bundle.yaml')


@pytest.mark.parametrize(
    'text',
    [
        '',
        'just a sentence',
        '- a\n- list\n',
        'services:\n  web: {image: nginx}\n',
        'a: [1, 2\n',
        'key: !!python/object/apply:os.system ["true"]\n',
        'day: 2024-99-99\n',
        '[' * 100_000,
        '\x00',
    ],
    ids=['empty', 'text', 'list', 'foreign', 'broken', 'object', 'date', 'deep', 'binary'],
)
def test_foreign_file_is_refused(text: str) -> None:
    with pytest.raises(BundleError, match=r'bundle\.yaml'):
        parse_manifest(text, 'bundle.yaml')
