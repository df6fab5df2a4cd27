"""Writes one MCAP file."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from rosbags.interfaces import Connection
from rosbags.rosbag2 import StoragePlugin, Writer

from .message_types import message_types


class McapFileWriter:
    """
    Writes serialised messages into a single MCAP file that appears when it is complete.

    rosbag2 writes a folder with the data and a metadata.yaml; the metadata are in the MCAP file
    as well, so the file is moved out of the folder and can be read by itself.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._connections: dict[str, Connection] = {}

    def __enter__(self) -> 'McapFileWriter':
        scratch = tempfile.mkdtemp(prefix=f'.{self._path.stem}_', dir=self._path.parent)
        self._stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        self._bag = Path(scratch) / self._path.stem
        self._writer = Writer(self._bag, version=9, storage_plugin=StoragePlugin.MCAP)
        self._writer.open()
        return self

    def add_topic(self, topic: str, message_type: str) -> None:
        """Announce a topic; it must happen before its first message is written."""
        self._connections[topic] = self._writer.add_connection(
            topic, message_type, typestore=message_types()
        )

    def write(self, topic: str, received_ns: int, cdr: bytes) -> None:
        """Write one message as it came from the wire."""
        self._writer.write(self._connections[topic], received_ns, cdr)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._stack:
            if kind is not None:
                self._writer.abort()
                return
            self._writer.close()
            (self._bag / f'{self._bag.name}.mcap').replace(self._path)
