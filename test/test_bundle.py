import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
import yaml
from onnx import TensorProto, helper

from vl4ad_ros.bundle import file_digest, load_bundle
from vl4ad_ros.errors import BundleError
from vl4ad_ros.paths import find_bundle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_bundle('demo'), tmp_path / 'demo'))


def rewrite(folder: Path, **changes: object) -> None:
    path = folder / 'bundle.yaml'
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changes))


def redigest(folder: Path) -> None:
    """Make the manifest agree with the files, as somebody would who means harm."""
    files = sorted(path for path in folder.iterdir() if path.name != 'bundle.yaml')
    rewrite(folder, files={path.name: file_digest(path) for path in files})


def test_shipped_bundle_is_whole_and_small(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert bundle.manifest.name == 'demo'
    assert bundle.manifest.input_size_hw == (360, 640)
    assert sum(path.stat().st_size for path in folder.iterdir()) < 8_000_000


def test_untrained_bundle_says_so_in_words() -> None:
    manifest = load_bundle(find_bundle('demo')).manifest
    assert manifest.trained or 'mean nothing' in manifest.notes


def test_model_id_changes_with_any_file(folder: Path) -> None:
    bundle = load_bundle(folder)
    listing = json.dumps(dict(bundle.manifest.files), sort_keys=True).encode()
    assert bundle.digest == hashlib.sha256(listing).hexdigest()
    assert bundle.model_id == f'demo@{bundle.digest[:12]}'
    (folder / 'tokenizer.json').write_text('{}')
    redigest(folder)
    assert load_bundle(folder).model_id != bundle.model_id


def flip_a_bit(folder: Path) -> None:
    path = folder / 'image.onnx'
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(folder: Path) -> None:
    path = folder / 'text.onnx'
    path.write_bytes(path.read_bytes()[:-1])


def cut_short_with_digest(folder: Path) -> None:
    cut_short(folder)
    redigest(folder)


def climb_out(folder: Path) -> None:
    files = yaml.safe_load((folder / 'bundle.yaml').read_text())['files']
    rewrite(folder, files=files | {'../demo/image.onnx': files['image.onnx']})


def forget_the_text_graph(folder: Path) -> None:
    files = yaml.safe_load((folder / 'bundle.yaml').read_text())['files']
    rewrite(folder, files={name: files[name] for name in files if name != 'text.onnx'})


def add_foreign_operator(folder: Path) -> None:
    model = onnx.load(folder / 'image.onnx')
    model.opset_import.append(helper.make_opsetid('acme.backdoor', 1))
    model.graph.node.append(helper.make_node('Open', ['image'], ['door'], domain='acme.backdoor'))
    onnx.save(model, folder / 'image.onnx')
    redigest(folder)


def move_weights_outside(folder: Path) -> None:
    model = onnx.load(folder / 'image.onnx')
    tensor = next(item for item in model.graph.initializer if item.dims)
    tensor.ClearField('raw_data')
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key='location', value='../weights.bin')
    onnx.save(model, folder / 'image.onnx')
    redigest(folder)


def change_opset(folder: Path) -> None:
    model = onnx.load(folder / 'text.onnx')
    model.opset_import[0].version = 17
    onnx.save(model, folder / 'text.onnx')
    redigest(folder)


def swap_graph_for_a_page(folder: Path) -> None:
    (folder / 'image.onnx').write_text('<html>404 not found</html>')
    redigest(folder)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    'no folder': (shutil.rmtree, 'there is no bundle.yaml'),
    'no manifest': (lambda path: (path / 'bundle.yaml').unlink(), 'there is no bundle.yaml'),
    'no file': (lambda path: (path / 'text.onnx').unlink(), r'text\.onnx is missing'),
    'flipped bit': (flip_a_bit, r'image\.onnx was changed or cut short'),
    'cut short': (cut_short, r'text\.onnx was changed or cut short'),
    'cut short, new digest': (cut_short_with_digest, r'text\.onnx is not an ONNX model'),
    'tokenizer edited': (
        lambda path: (path / 'tokenizer.json').open('a').write(' '),
        r'tokenizer\.json was changed',
    ),
    'newer format': (lambda path: rewrite(path, format_version=99), 'update vl4ad_ros'),
    'foreign yaml': (
        lambda path: (path / 'bundle.yaml').write_text('version: 3\nservices: {}\n'),
        'belongs to something else',
    ),
    'yaml with code': (
        lambda path: (path / 'bundle.yaml').write_text('!!python/object/apply:os.getcwd []'),
        'not plain YAML',
    ),
    'not text': (lambda path: (path / 'bundle.yaml').write_bytes(b'\xff\xfe\x00'), 'not UTF-8'),
    'huge manifest': (
        lambda path: (path / 'bundle.yaml').write_text('#' * (2 << 20)),
        'too large',
    ),
    'path outside': (climb_out, 'not the plain name of a file'),
    'graph not listed': (forget_the_text_graph, r'lists no text\.onnx'),
    'foreign operator': (add_foreign_operator, r"operators of 'acme\.backdoor'"),
    'data outside': (move_weights_outside, r"keeps data in '\.\./weights\.bin'"),
    'other opset': (change_opset, 'has opset 17, the manifest says 18'),
    'web page': (swap_graph_for_a_page, r'image\.onnx is not an ONNX model'),
}


@pytest.mark.parametrize('name', DAMAGES)
def test_damage_is_refused_in_one_sentence(name: str, folder: Path) -> None:
    damage, words = DAMAGES[name]
    damage(folder)
    with pytest.raises(BundleError, match=words) as caught:
        load_bundle(folder)
    assert '\n' not in str(caught.value)
    assert ': ' in str(caught.value)  # the remedy follows
