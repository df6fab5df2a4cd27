import json
import sys
from pathlib import Path

import pytest

from vl4ad_ros.bags.message_types import message_types
from vl4ad_ros.paths import share_directory

OURS = sorted(path.stem for path in (share_directory() / 'msg').glob('*.msg'))


def test_every_message_of_the_package_is_known():
    assert OURS
    assert {f'vl4ad_ros/msg/{name}' for name in OURS} <= message_types().types.keys()


@pytest.mark.parametrize('name', OURS)
def test_digests_are_those_of_the_compiled_messages(name):
    built = Path(sys.prefix) / 'share/vl4ad_ros/msg' / f'{name}.json'
    if not built.is_file():
        pytest.skip('the messages were not compiled here')
    hashes = json.loads(built.read_text())['type_hashes']
    ours = next(entry for entry in hashes if entry['type_name'] == f'vl4ad_ros/msg/{name}')
    assert message_types().hash_rihs01(f'vl4ad_ros/msg/{name}') == ours['hash_string']
