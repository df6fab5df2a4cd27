import threading

import numpy as np
import pytest

from vl4ad_ros.errors import SettingsError, VocabularyError
from vl4ad_ros.vocabulary.keeper import VocabularyKeeper
from vl4ad_ros.vocabulary.reader import parse_vocabulary


class Letters:
    """An encoder of eight numbers that differ from text to text."""

    digest = 'letters'

    def recall(self, templates):
        return {}

    def encode(self, texts):
        return np.array([np.bincount([ord(c) % 8 for c in text], minlength=8) for text in texts])


def vocabulary(name='small', known='road'):
    text = f"version: 1\nname: {name}\nclasses: {{{known}: [{known}]}}\ntemplates: ['a {{}}.']"
    return parse_vocabulary(text, name)


@pytest.fixture
def keeper():
    keeper = VocabularyKeeper(vocabulary(), ['sofa'], Letters(), 0.1)
    yield keeper
    keeper.close()


def test_changes_are_applied_one_after_the_other_in_another_thread(keeper):
    applied = []
    keeper.apply = lambda text: applied.append((threading.current_thread().name, text.names))
    futures = [keeper.add_prompts(['tyre']), keeper.add_prompts(['sofa', 'box'])]
    names = [future.result(20).names for future in futures]
    assert names == [('road', 'sofa', 'tyre'), ('road', 'sofa', 'tyre', 'box')]
    assert [names for _, names in applied] == names
    assert threading.current_thread().name not in {thread for thread, _ in applied}
    assert keeper.prompts == ('sofa', 'tyre', 'box')


def test_another_vocabulary_forgets_the_prompts_that_were_added(keeper):
    before = keeper.text.digest
    text = keeper.replace(vocabulary('other', 'street')).result(20)
    assert text.names == ('street',)
    assert keeper.prompts == ()
    assert keeper.vocabulary.name == 'other'
    assert keeper.text.digest == text.digest != before


def test_what_changes_nothing_is_not_applied(keeper):
    keeper.apply = lambda text: pytest.fail('applied')
    assert keeper.add_prompts(['sofa']).result(20) is keeper.text


def test_a_refused_change_leaves_all_as_it_was(keeper):
    def refuse(text):
        raise SettingsError('no')

    keeper.apply = refuse
    for change in (keeper.add_prompts(['road']), keeper.replace(vocabulary('other', 'street'))):
        with pytest.raises((VocabularyError, SettingsError)):
            change.result(20)
    assert keeper.text.names == ('road', 'sofa')
    assert keeper.prompts == ('sofa',)
    with pytest.raises(VocabularyError, match='has the name of the class'):
        keeper.check_prompts(['road'])


def test_a_change_is_given_up_when_the_keeper_is_closed(keeper):
    def encode(texts):
        keeper.close()
        return Letters.encode(keeper, texts)

    before = keeper.text
    keeper._encoder.encode = encode
    change = keeper.add_prompts([f'thing {number}' for number in range(99)])
    with pytest.raises(VocabularyError, match='given up at 64 of 101'):
        change.result(20)
    assert keeper.text is before
