"""Damaged bundles through the command line: exit code 2, one sentence, no traceback."""

import pickle
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
import yaml
from onnx import TensorProto, helper

from vl4ad_ros.bundle import file_digest
from vl4ad_ros.cli.main import main
from vl4ad_ros.paths import find_bundle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_bundle('demo'), tmp_path / 'demo'))


def manifest_of(folder: Path) -> dict[str, object]:
    return yaml.safe_load((folder / 'bundle.yaml').read_text())


def rewrite(folder: Path, **changes: object) -> None:
    (folder / 'bundle.yaml').write_text(yaml.safe_dump(manifest_of(folder) | changes))


def drop(folder: Path, key: str) -> None:
    values = manifest_of(folder)
    del values[key]
    (folder / 'bundle.yaml').write_text(yaml.safe_dump(values))


def redigest(folder: Path) -> None:
    """Make the manifest agree with the files, as somebody would who means harm."""
    files = sorted(path for path in folder.iterdir() if path.name != 'bundle.yaml')
    rewrite(folder, files={path.name: file_digest(path) for path in files})


def flip_a_bit(folder: Path) -> None:
    path = folder / 'image.onnx'
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(folder: Path) -> None:
    path = folder / 'text.onnx'
    path.write_bytes(path.read_bytes()[:-1])


def with_digest(damage: Callable[[Path], object]) -> Callable[[Path], None]:
    def both(folder: Path) -> None:
        damage(folder)
        redigest(folder)

    return both


def list_file(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        files = manifest_of(folder)['files']
        rewrite(folder, files=files | {name: files['image.onnx']})

    return damage


def forget_the_text_graph(folder: Path) -> None:
    files = manifest_of(folder)['files']
    rewrite(folder, files={name: files[name] for name in files if name != 'text.onnx'})


def move_out_and_link(folder: Path) -> None:
    outside = folder.parent / 'image.onnx'
    (folder / 'image.onnx').rename(outside)
    (folder / 'image.onnx').symlink_to(outside)


def edit_graph(name: str, edit: Callable[[onnx.ModelProto], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        model = onnx.load(folder / name)
        edit(model)
        onnx.save(model, folder / name)
        redigest(folder)

    return damage


def add_operator(name: str, domain: str) -> Callable[[onnx.ModelProto], None]:
    def edit(model: onnx.ModelProto) -> None:
        model.opset_import.append(helper.make_opsetid(domain, 1))
        model.graph.node.append(helper.make_node(name, ['image'], ['door'], domain=domain))

    return edit


def add_function(model: onnx.ModelProto) -> None:
    node = helper.make_node('Open', ['x'], ['y'], domain='acme')
    opsets = [helper.make_opsetid('', 18), helper.make_opsetid('acme', 1)]
    model.functions.append(helper.make_function('', 'F', ['x'], ['y'], [node], opsets))


def keep_weights_in(location: str) -> Callable[[onnx.ModelProto], None]:
    def edit(model: onnx.ModelProto) -> None:
        tensor = next(item for item in model.graph.initializer if item.dims)
        tensor.ClearField('raw_data')
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key='location', value=location)

    return edit


def link_weights(folder: Path) -> None:
    (folder.parent / 'secret').write_bytes(bytes(1 << 20))
    (folder / 'weights.bin').symlink_to(folder.parent / 'secret')
    edit_graph('image.onnx', keep_weights_in('weights.bin'))(folder)


def rename_output(model: onnx.ModelProto) -> None:
    old = model.graph.output[0].name
    model.graph.output[0].name = 'other'
    for node in model.graph.node:
        node.output[:] = ['other' if name == old else name for name in node.output]


def age(model: onnx.ModelProto) -> None:
    model.opset_import[0].version = 17


def write_in(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def swap_graphs(folder: Path) -> None:
    image, text = folder / 'image.onnx', folder / 'text.onnx'
    image.rename(folder / 'x')
    text.rename(image)
    (folder / 'x').rename(text)
    redigest(folder)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    # not a bundle
    'no folder': (shutil.rmtree, 'there is no bundle'),
    'no manifest': (lambda path: (path / 'bundle.yaml').unlink(), 'there is no bundle'),
    'foreign yaml': (write_in('bundle.yaml', b'version: 3\nservices: {}\n'), 'something else'),
    'newer format': (lambda path: rewrite(path, format_version=99), 'update vl4ad_ros'),
    # a manifest that is not one
    'yaml with code': (
        write_in('bundle.yaml', b'!!python/object/apply:os.getcwd []'),
        'not plain YAML',
    ),
    'not text': (write_in('bundle.yaml', b'\xff\xfe\x00'), 'not UTF-8'),
    'huge manifest': (write_in('bundle.yaml', b'#' * (2 << 20)), 'too large'),
    'key missing': (lambda path: drop(path, 'temperature'), 'lacks temperature'),
    'key misspelt': (lambda path: rewrite(path, temprature=1.0), "nearest .* 'temperature'"),
    'value out of range': (lambda path: rewrite(path, temperature=-1.0), 'positive number'),
    # files
    'no file': (lambda path: (path / 'text.onnx').unlink(), r'text\.onnx is missing'),
    'flipped bit': (flip_a_bit, r'image\.onnx was changed or cut short'),
    'cut short': (cut_short, r'text\.onnx was changed or cut short'),
    'tokenizer edited': (
        lambda path: (path / 'tokenizer.json').open('a').write(' '),
        r'tokenizer\.json was changed',
    ),
    'path outside': (list_file('../demo/image.onnx'), 'not the plain name of a file'),
    'absolute path': (list_file('/etc/passwd'), 'not the plain name of a file'),
    'link to outside': (move_out_and_link, 'link to outside of the bundle'),
    'graph not listed': (forget_the_text_graph, r'lists no text\.onnx'),
    'vocabulary not there': (
        lambda path: rewrite(path, default_vocabulary='bundled'),
        r'lists no vocabulary\.yaml',
    ),
    # graphs, with digests that agree
    'cut graph': (with_digest(cut_short), r'text\.onnx is not an ONNX model'),
    'web page': (
        with_digest(write_in('image.onnx', b'<html>404 not found</html>')),
        r'image\.onnx is not an ONNX model',
    ),
    'pickle': (
        with_digest(write_in('image.onnx', pickle.dumps({'weights': [1.0] * 99}))),
        r'image\.onnx is not an ONNX model',
    ),
    'foreign operator': (
        edit_graph('image.onnx', add_operator('Open', 'acme.backdoor')),
        r"operators of 'acme\.backdoor'",
    ),
    'foreign operator in a function': (edit_graph('text.onnx', add_function), "of 'acme'"),
    'compiled code': (
        edit_graph('image.onnx', add_operator('EPContext', 'com.microsoft')),
        'EPContext, which loads code',
    ),
    'data above': (
        edit_graph('image.onnx', keep_weights_in('../weights.bin')),
        r"keeps data in '\.\./weights\.bin'",
    ),
    'data anywhere': (edit_graph('text.onnx', keep_weights_in('/dev/zero')), "in '/dev/zero'"),
    'data not listed': (edit_graph('image.onnx', keep_weights_in('w.bin')), "in 'w.bin'"),
    'data behind a link': (link_weights, r'weights\.bin is a link to outside'),
    'other opset': (edit_graph('text.onnx', age), 'has opset 17, the manifest says 18'),
    # what only running them shows
    'graphs swapped': (swap_graphs, 'expected .* found'),
    'output renamed': (edit_graph('image.onnx', rename_output), 'expected .*anomaly.* found'),
    'other size': (
        lambda path: rewrite(path, resizable=False),
        r'images of any size, the manifest says 320x576',
    ),
    'other tokenizer': (
        with_digest(write_in('tokenizer.json', b'{}')),
        r'tokenizer\.json is no tokenizer',
    ),
    'broken vocabulary': (
        with_digest(write_in('vocabulary.yaml', b'version: 1\nname: x\n')),
        r'vocabulary\.yaml:1: .*classes',
    ),
}


@pytest.mark.parametrize('name', DAMAGES)
def test_verify_says_it_in_one_sentence(
    name: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage, words = DAMAGES[name]
    damage(folder)
    if name == 'broken vocabulary':
        rewrite(folder, default_vocabulary='bundled')
    monkeypatch.setattr(sys, 'argv', ['vl4ad', 'bundle', 'verify', str(folder)])
    with pytest.raises(SystemExit) as ended:
        main()
    captured = capsys.readouterr()
    assert ended.value.code == 2
    assert re.fullmatch(rf'error: .*{words}.*\n', captured.err)
    assert re.search(r'[:;,] \w', captured.err.removeprefix('error: '))  # the remedy follows
    assert 'Traceback' not in captured.err
    assert 'is whole' not in captured.out
