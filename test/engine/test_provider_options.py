from dataclasses import replace

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.engine import provider_options as module
from vl4ad_ros.engine.provider_options import (
    captures_cuda_graph,
    engine_folder,
    provider_options,
    without_cuda_graph,
)

from ..conftest import UNTRAINED_BUNDLE

BUNDLE = load_bundle(UNTRAINED_BUNDLE)
OPEN = replace(BUNDLE, manifest=replace(BUNDLE.manifest, input_size_hw=None))
RESIZABLE = replace(BUNDLE, manifest=replace(BUNDLE.manifest, resizable=True))
HALF = replace(BUNDLE, manifest=replace(BUNDLE.manifest, precision='fp16'))


def test_cuda_graphs_are_for_one_size() -> None:
    options = provider_options('cuda', BUNDLE)
    assert captures_cuda_graph(options)
    assert not captures_cuda_graph(without_cuda_graph(options))
    assert not captures_cuda_graph(provider_options('cuda', OPEN))
    assert not captures_cuda_graph(provider_options('cuda', RESIZABLE))
    assert provider_options('cpu', BUNDLE) == {}


def test_tensorrt_computes_in_the_precision_of_the_bundle() -> None:
    assert provider_options('tensorrt', BUNDLE)['trt_fp16_enable'] == '0'
    options = provider_options('tensorrt', HALF)
    assert options['trt_fp16_enable'] == '1'
    assert options['trt_engine_cache_path'] == str(engine_folder(HALF))


def test_everything_that_an_engine_depends_on_has_a_folder_of_its_own(monkeypatch) -> None:
    folders = {engine_folder(BUNDLE), engine_folder(HALF), engine_folder(OPEN)}
    monkeypatch.setattr(module, '_gpu_facts', lambda: 'another GPU')
    folders.add(engine_folder(BUNDLE))
    monkeypatch.setattr(module, '_tensorrt_versions', lambda: {'tensorrt 11'})
    folders.add(engine_folder(BUNDLE))
    monkeypatch.setattr(module.onnxruntime, '__version__', '9')
    folders.add(engine_folder(BUNDLE))
    assert len(folders) == 6
