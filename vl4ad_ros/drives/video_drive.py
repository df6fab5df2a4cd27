"""A video file as a drive."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, cast

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from ..errors import DriveError
from ..structures import Frame, UInt8Array

FALLBACK_FPS = 25.0  # of a video of one frame that states no rate
# A recording may end up to so much before or after the length its header states.
LENGTH_TOLERANCE_S = 0.5

_OPTIONS = {
    # FFmpeg takes text for ANSI art and follows playlists anywhere: it may open these files only.
    'format_whitelist': 'asf,avi,flv,h264,hevc,ivf,matroska,mjpeg,mov,mpeg,mpegts,mpegvideo,ogg',
    'protocol_whitelist': 'file',
    # Play every frame that is stored, so that their number is the one that the header states.
    'ignore_editlist': '1',
}


@dataclass(frozen=True)
class VideoDrive:
    """The pictures of a video; its stamps begin at 0."""

    path: Path
    fps: float
    frame_count: int

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def __iter__(self) -> Iterator[Frame]:
        count = 0
        try:
            with _open_container(self.path) as container:
                stamps = _Stamps(self.fps)
                for picture in container.decode(_picture_stream(self.path, container)):
                    yield Frame(_to_rgb(picture), stamps.next_ns(picture))
                    count += 1
        except av.FFmpegError as error:
            raise DriveError(
                f'{self.path} is damaged after {count} frames ({error.strerror}): '
                'convert it anew, or cut the damaged part off'
            ) from error


class _Stamps:
    """Times of presentation from 0 on; where the file has none, or they jump back, evenly on."""

    def __init__(self, fps: float) -> None:
        self._period_ns = round(1e9 / fps)
        self._first: Fraction | None = None
        self._last_ns = -1

    def next_ns(self, frame: VideoFrame) -> int:
        stamp_ns = None
        if frame.pts is not None and frame.time_base is not None:
            time_s = frame.pts * frame.time_base
            if self._first is None:
                self._first = time_s
            stamp_ns = round((time_s - self._first) * 10**9)
        if stamp_ns is None or stamp_ns <= self._last_ns:
            stamp_ns = self._last_ns + self._period_ns if self._last_ns >= 0 else 0
        self._last_ns = stamp_ns
        return stamp_ns


def open_video(path: Path) -> VideoDrive:
    """
    Open a video; raises DriveError when it is none, has no pictures or is cut short.

    A cut file shows only at its end, so all of it is read once, but not decoded.
    """
    try:
        with _open_container(path) as container:
            return _inspect(path, container)
    except av.FFmpegError as error:
        raise DriveError(
            f'{path} is no bag, video or picture that can be read ({error.strerror}): '
            'it may be cut short, or of another kind'
        ) from error


def _open_container(path: Path) -> InputContainer:
    # The author's name, say, may be in any character set.
    return av.open(str(path.absolute()), options=_OPTIONS, metadata_errors='replace')


def _inspect(path: Path, container: InputContainer) -> VideoDrive:
    stream = _picture_stream(path, container)
    contents = _read_contents(container, stream)
    length_s = (container.duration or 0) / av.time_base  # 0 where the header states none
    # Only this family of containers counts frames exactly; elsewhere the length must do.
    declared = stream.frames if 'mov' in container.format.name else 0
    is_short = contents.frames < declared or contents.end_s < length_s - LENGTH_TOLERANCE_S
    if contents.is_damaged or is_short or contents.frames == 0:
        of_all = f' of {declared}' if declared else ''
        raise DriveError(
            f'{path} is damaged or cut short after {contents.frames}{of_all} frames: '
            'copy or convert it anew'
        )
    fps = contents.fps or float(stream.average_rate or FALLBACK_FPS)
    return VideoDrive(path, fps, contents.frames)


def _picture_stream(path: Path, container: InputContainer) -> VideoStream:
    stream = container.streams.best('video')
    if not isinstance(stream, VideoStream):
        raise DriveError(
            f'{path} has no pictures: it is sound alone, or a video that is cut short'
        )
    return stream


class _Contents(NamedTuple):
    """What is really in a video file."""

    frames: int  # whole ones
    fps: float | None  # measured; None where times are missing
    end_s: float  # of whatever plays longest, sound included, on the file's own clock
    is_damaged: bool


def _read_contents(container: InputContainer, stream: VideoStream) -> _Contents:
    frames, is_damaged, end_s = 0, False, Fraction(0)
    first_s: float | Fraction = math.inf
    last_s: float | Fraction = -math.inf
    try:
        for packet in container.demux():
            if packet.size == 0:  # the mark at the end of each stream
                continue
            is_damaged |= packet.is_corrupt
            is_picture = packet.stream.index == stream.index
            frames += is_picture and not packet.is_corrupt
            if packet.pts is None:
                continue
            time_s = packet.pts * packet.time_base
            end_s = max(end_s, time_s + (packet.duration or 0) * packet.time_base)
            if is_picture:
                first_s, last_s = min(first_s, time_s), max(last_s, time_s)
    except av.FFmpegError:
        is_damaged = True
    fps = float((frames - 1) / (last_s - first_s)) if last_s > first_s else None
    return _Contents(frames, fps, float(end_s), is_damaged)


def _to_rgb(frame: VideoFrame) -> UInt8Array:
    """Return the picture as it is meant to be seen: telephones store it turned."""
    image = cast(UInt8Array, frame.to_ndarray(format='rgb24'))
    turns = round(frame.rotation / 90)
    return np.rot90(image, turns) if turns else image
