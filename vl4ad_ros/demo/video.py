"""Writes videos that every browser plays."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
from av.video.stream import VideoStream

from ..structures import UInt8Array

TICKS_PER_S = 90_000
# How long the last frame stays, and the whole of a video of one frame.
LAST_FRAME_S = 0.5
RATE_HINT = 30  # of the encoder's budget; each frame carries its own time


class VideoFile:
    """An H.264 video in which each frame is shown from its own time on, as it really was."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path), 'w', options={'movflags': '+faststart'})
        self._stream: VideoStream = self._container.add_stream('libx264', rate=RATE_HINT)
        self._stream.pix_fmt = 'yuv420p'
        self._stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        self._stream.options = {'crf': '21', 'preset': 'veryfast'}
        self._last: tuple[UInt8Array, float] | None = None

    def write(
        self,
        picture: UInt8Array,  # (H, W, 3) RGB, of one even size: colours are stored by 2 x 2 pixels
        time_s: float,  # since the beginning, later than that of the frame before
    ) -> None:
        """Add one frame."""
        if self._last is None:
            self._stream.height, self._stream.width = picture.shape[:2]
        frame = av.VideoFrame.from_ndarray(picture, format='rgb24')
        frame.pts = round(time_s * TICKS_PER_S)
        frame.time_base = Fraction(1, TICKS_PER_S)
        self._container.mux(self._stream.encode(frame))
        self._last = picture, time_s

    def __enter__(self) -> 'VideoFile':
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._container:
            if kind is None and self._last is not None:
                picture, time_s = self._last
                self.write(picture, time_s + LAST_FRAME_S)  # else the last frame is not seen
                self._container.mux(self._stream.encode())
