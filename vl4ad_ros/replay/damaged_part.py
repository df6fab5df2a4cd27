"""Bag files that are cut short or damaged, read without their index as far as they go."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from ..errors import DriveError
from .bag_part import Received, Topic


class _Row(NamedTuple):
    topic: str
    type_name: str
    received_ns: int
    data: bytes


class DamagedPart:
    """
    A bag file whose index cannot be used; all of it is read once to see what is there.

    Whatever stands before the first damaged place is given, what comes after it is not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        types: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for row in self._rows():
            types[row.topic] = row.type_name
            counts[row.topic] += 1
        self.topics = {name: Topic(types[name], counts[name]) for name in types}

    def messages(self, topic: str) -> Iterator[Received]:
        """Return the messages of a topic in the order in which they are stored."""
        return ((row.received_ns, row.data) for row in self._rows() if row.topic == topic)

    def _rows(self) -> Iterator[_Row]:
        rows = _sqlite_rows if self._path.suffix == '.db3' else _mcap_rows
        stored = rows(self._path)
        while True:
            try:
                row = next(stored)
            except StopIteration:
                return
            except DriveError:
                raise
            except Exception:  # of any kind: struct, zlib, zstd, lz4, Unicode, memory, SQLite
                return
            yield row


def _mcap_rows(path: Path) -> Iterator[_Row]:
    records, kinds = _mcap_library(path)
    schemas: dict[int, str] = {}
    channels: dict[int, Any] = {}
    with path.open('rb') as file:
        # With checksums, so that a damaged picture is not taken for one that was recorded.
        for record in records(file, validate_crcs=True).records:
            if isinstance(record, kinds.Schema):
                schemas[record.id] = record.name
            elif isinstance(record, kinds.Channel):
                channels[record.id] = record
            elif isinstance(record, kinds.Message):
                channel = channels[record.channel_id]
                type_name = schemas.get(channel.schema_id, '')
                yield _Row(channel.topic, type_name, record.log_time, record.data)


def _mcap_library(path: Path) -> tuple[Any, Any]:
    try:
        from mcap import records  # rosbags reads no MCAP file that lacks its end
        from mcap.stream_reader import StreamReader
    except ModuleNotFoundError as err:
        raise DriveError(
            f'{path} is cut short or damaged, to read it as far as it goes {err.name} has to be '
            "installed: run `pip install '.[evaluation]'` in a clone of vl4ad_ros"
        ) from err
    return StreamReader, records


def _sqlite_rows(path: Path) -> Iterator[_Row]:
    connection = sqlite3.connect(f'file:{quote(str(path))}?immutable=1', uri=True)
    try:
        # Without this SQLite refuses a file that is shorter than its header says.
        connection.execute('PRAGMA writable_schema = ON')
        topics = {
            number: (name, type_name)
            for number, name, type_name in connection.execute('SELECT id, name, type FROM topics')
        }
        # In the order of the rows: the index by time stands at the end of the file.
        for number, received_ns, data in connection.execute(
            'SELECT topic_id, timestamp, data FROM messages NOT INDEXED'
        ):
            yield _Row(*topics[number], received_ns, data)
    finally:
        connection.close()
