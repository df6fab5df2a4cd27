import pytest

from vl4ad_ros.bags.message_types import message_types
from vl4ad_ros.bags.reader import read_messages
from vl4ad_ros.bags.writer import McapFileWriter

STRING = 'std_msgs/msg/String'


def cdr(text):
    types = message_types()
    return bytes(types.serialize_cdr(types.types[STRING](data=text), STRING))


def test_one_file_that_reads_by_itself(tmp_path):
    path = tmp_path / 'results.mcap'
    with McapFileWriter(path) as writer:
        for topic in ('/a', '/b', '/silent'):
            writer.add_topic(topic, STRING)
        for index in range(50):
            writer.write('/a', 1000 + 2 * index, cdr(f'a{index}'))
            writer.write('/b', 1001 + 2 * index, cdr(f'b{index}' * 10_000))
        assert not path.exists()
    assert list(tmp_path.iterdir()) == [path]
    messages = list(read_messages(path, {'/a', '/b', '/silent'}))
    assert [time for _, time, _ in messages] == list(range(1000, 1100))
    assert [message.data for topic, _, message in messages if topic == '/a'][:2] == ['a0', 'a1']
    assert {topic for topic, _, _ in read_messages(path, {'/b'})} == {'/b'}
    assert list(read_messages(path, {'/unheard'})) == []


def test_a_recording_without_messages_can_be_read(tmp_path):
    with McapFileWriter(tmp_path / 'empty.mcap') as writer:
        writer.add_topic('/a', STRING)
    assert list(read_messages(tmp_path / 'empty.mcap', {'/a'})) == []


def test_a_failure_leaves_nothing_behind(tmp_path):
    def record():
        with McapFileWriter(tmp_path / 'results.mcap') as writer:
            writer.add_topic('/a', STRING)
            writer.write('/a', 1, cdr('a'))
            writer.write('/b', 2, cdr('not announced'))

    with pytest.raises(KeyError):
        record()
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_replaced(tmp_path):
    path = tmp_path / 'results.mcap'
    for text in ('old', 'new'):
        with McapFileWriter(path) as writer:
            writer.add_topic('/a', STRING)
            writer.write('/a', 1, cdr(text))
    assert [message.data for _, _, message in read_messages(path, {'/a'})] == ['new']
