"""From a recording to the video, the picture and the page."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

from ..errors import DemoError
from .output_folder import PAGE, PICTURE, VIDEO
from .page import render_page
from .pictures import compose, read_pairs
from .summary import Summary
from .video import VideoFile


def write_report(
    bag: Path,
    summary: Summary,  # of that bag
    truth: Sequence[tuple[str, str]],  # rows of figures against it, where there is one
    folder: Path,
    on_frame: Callable[[int], None],  # told how many frames are done
) -> None:
    """
    Write the three files that show a recording.

    Raises DemoError when a processed frame lacks its image or its overlay in the recording.
    """
    done = 0
    chosen = summary.most_anomalous
    start_ns = summary.frames[0].stamp_ns
    with VideoFile(folder / VIDEO) as video:
        for pair in read_pairs(bag, summary):
            picture = compose(pair, summary)
            video.write(picture, (pair.record.stamp_ns - start_ns) / 1e9)
            if pair.record is chosen:
                cv2.imwrite(str(folder / PICTURE), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
            done += 1
            on_frame(done)
    if done != summary.processed:
        raise DemoError(
            f'only {done} of {summary.processed} processed frames were recorded with image and '
            'overlay: the machine may be overloaded, so try a shorter drive'
        )
    (folder / PAGE).write_text(render_page(summary, truth), encoding='utf-8')
