"""
A client of the node, written against its messages and services alone.

It listens to what is said of several cameras, asks for prompts while images come, and writes down
everything as it comes from the wire.
"""

import argparse
import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.node import Node
from rclpy.serialization import deserialize_message, serialize_message
from rclpy.task import Future
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import String

from vl4ad_ros.msg import HazardArray
from vl4ad_ros.srv import AddOodPrompts

from ..bags.writer import McapFileWriter
from ..demo.progress import DONE, RUNNING, WAITING, ClientProgress, to_line
from ..demo.prompts import PromptRequest, parse_request
from ..demo.summary import stamp_of
from ..demo.topics import (
    DIAGNOSTICS,
    DRIVE,
    REQUESTS,
    camera_hazards,
    camera_overlay,
    camera_status,
    recorded_of,
)
from .recorder import QOS, REPORT_PERIOD_S
from .spinning import spin_until_shutdown

SERVICE = '/vl4ad/add_ood_prompts'
LEAST_S = 8.0  # of a run
AFTERWARDS_S = 4.0  # after the last prompt was asked for


class Client:
    """One client: subscriptions, the service, and the requests that are due."""

    def __init__(
        self,
        node: Node,
        writer: McapFileWriter,
        cameras: Sequence[str],
        requests: Sequence[PromptRequest],
    ) -> None:
        self._node = node
        self._writer = writer
        self._cameras = cameras
        self._due = sorted(requests, key=lambda request: request.at_s)
        self._end_s = max([LEAST_S, *(request.at_s + AFTERWARDS_S for request in requests)])
        self._answers = dict.fromkeys(cameras, 0)
        self._digests = dict.fromkeys(cameras, '')
        self._awaited = 0  # requests without an answer
        self._digest = ''  # that the newest answer promises
        self._counters: dict[str, dict[str, str]] = {}
        self._diagnostics_stamp_ns = 0
        self._start_s: float | None = None  # when each camera has had its first hazards
        self._said = ''
        self._service = node.create_client(AddOodPrompts, SERVICE)
        for name in cameras:
            self._listen(HazardArray, camera_hazards(name), partial(self._on_hazards, name))
            self._listen(CompressedImage, camera_overlay(name))
        self._listen(DiagnosticArray, DIAGNOSTICS, self._on_diagnostics)
        node.create_timer(REPORT_PERIOD_S, self._report)
        node.create_timer(0.02, self._ask)

    def _listen(self, kind: type, topic: str, read: Any = None) -> None:
        def take(cdr: bytes, information: dict[str, Any]) -> None:
            self._writer.write(topic, information['received_timestamp'], cdr)
            if read is not None:
                read(deserialize_message(cdr, kind))

        self._node.create_subscription(kind, topic, take, QOS, raw=True)

    def _on_hazards(self, name: str, message: HazardArray) -> None:
        self._answers[name] += 1
        self._digests[name] = message.vocabulary_digest
        if self._start_s is None and all(self._answers.values()):
            self._start_s = time.monotonic()

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        statuses = {status.name: status for status in message.status}
        for name in self._cameras:
            if status := statuses.get(camera_status(name)):
                self._counters[name] = {pair.key: pair.value for pair in status.values}
        self._diagnostics_stamp_ns = stamp_of(message)

    def _ask(self) -> None:
        """Ask for what is due; the answer is waited for without keeping anything up."""
        if not self._due or self._start_s is None:
            return
        if time.monotonic() - self._start_s < self._due[0].at_s:
            return
        request = self._due.pop(0)
        self._awaited += 1
        self._said = f'asked for {request.text!r}'
        future = self._service.call_async(AddOodPrompts.Request(prompts=[request.text]))
        asked = {
            'prompt': request.text,
            'asked_ns': time.time_ns(),
            'digest_before': next(iter(self._digests.values())),
        }
        future.add_done_callback(partial(self._on_answer, asked))

    def _on_answer(self, asked: dict[str, Any], future: 'Future[AddOodPrompts.Response]') -> None:
        answer = future.result()
        assert answer is not None
        self._awaited -= 1
        self._digest = answer.digest
        self._said = f'{asked["prompt"]!r}: {answer.message}'
        note = {
            **asked,
            'answered_ns': time.time_ns(),
            'success': answer.success,
            'message': answer.message,
            'digest': answer.digest,
        }
        self._writer.write(
            REQUESTS, time.time_ns(), serialize_message(String(data=json.dumps(note)))
        )

    def _report(self) -> None:
        phase = DONE if self._is_done() else RUNNING if self._is_matched() else WAITING
        progress = ClientProgress(
            phase, self._answers, self._counters, self._diagnostics_stamp_ns, self._said
        )
        print(to_line(progress), flush=True)

    def _is_matched(self) -> bool:
        topics = map(camera_hazards, self._cameras)
        is_heard = all(map(self._node.count_publishers, topics))
        return is_heard and bool(self._counters) and self._service.service_is_ready()

    def _is_done(self) -> bool:
        if self._due or self._awaited or self._start_s is None:
            return False
        has_acted = all(digest == self._digest for digest in self._digests.values())
        is_over = time.monotonic() - self._start_s >= self._end_s
        return is_over and (has_acted or not self._digest)


def main() -> None:
    """Listen and ask until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--file', type=Path, required=True)
    parser.add_argument('--drive', default='', help='what is played, noted in the file')
    parser.add_argument('--camera', action='append', required=True)
    parser.add_argument('--add-prompt', type=parse_request, action='append', default=[])
    arguments = parser.parse_args()
    rclpy.init()
    node = Node('client')
    with McapFileWriter(arguments.file) as writer:
        for topic, kind in recorded_of(arguments.camera).items():
            writer.add_topic(topic, kind)
        writer.write(DRIVE, time.time_ns(), serialize_message(String(data=arguments.drive)))
        Client(node, writer, arguments.camera, arguments.add_prompt)
        spin_until_shutdown(node)
    node.destroy_node()
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
