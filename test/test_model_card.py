import shutil
from pathlib import Path

import pytest

from vl4ad_ros.bundle import load_bundle
from vl4ad_ros.errors import SettingsError
from vl4ad_ros.model_card import describe_bundle, read_model_card

from .conftest import UNTRAINED_BUNDLE

CARD = """
notes: Learned on rendered streets, ä.
licence: Apache-2.0
training_data: 600 stills
figures:
  AP on rendered stills: 12.3 %
"""


def test_a_card_changes_what_is_said_and_not_what_the_bundle_is(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(UNTRAINED_BUNDLE, tmp_path / 'bundle'))
    (tmp_path / 'card.yaml').write_text(CARD, encoding='utf-8')
    before = load_bundle(folder)
    described = describe_bundle(before, read_model_card(tmp_path / 'card.yaml'))
    after = load_bundle(folder)
    assert after == described
    assert after.model_id == before.model_id
    assert after.manifest.notes == 'Learned on rendered streets, ä.'
    assert after.manifest.figures == {'AP on rendered stills': '12.3 %'}
    assert after.manifest.proof == before.manifest.proof
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        path.name for path in UNTRAINED_BUNDLE.iterdir()
    )


@pytest.mark.parametrize(
    ('card', 'message'),
    [
        ('notes: a\nlicence: b\n', "'training_data' is missing"),
        (CARD + 'trained: true\n', "'trained' is not known"),
        (CARD.replace('12.3 %', '12.3'), 'expected str, got 12.3'),
    ],
)
def test_a_wrong_card_is_refused(card: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / 'card.yaml'
    path.write_text(card, encoding='utf-8')
    with pytest.raises(SettingsError, match=message):
        read_model_card(path)
