"""
What is said of a frame, as ROS messages: the one place that knows their fields.

The messages of rclpy and those of rosbags take the same fields. Whoever makes them gives a
function that is called with the name of a type and its fields.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from .pipeline import Pipeline
from .structures import FloatArray, FrameResult, Hazard

MakeMessage = Callable[..., Any]  # (name of the type, **fields)

# As in msg/HazardArray.msg and msg/Hazard.msg.
STATUS_OK, STATUS_DEGRADED, STATUS_STALE = 0, 1, 2
BORDERS = {'left': 1, 'top': 2, 'right': 4, 'bottom': 8}


@dataclass(frozen=True)
class Remarks:
    """What is said of a frame besides its hazards."""

    latency_ns: int  # from the image's arrival to its hazards
    frames_dropped: int = 0  # dropped or rejected since the frame before
    status: int = STATUS_OK
    status_text: str = ''


def hazard_array_message(
    make: MakeMessage,
    header: Any,  # of the image, unchanged
    result: FrameResult,
    pipeline: Pipeline,
    remarks: Remarks,
) -> Any:
    """Return all hazards of one image as vl4ad_ros/msg/HazardArray."""
    height, width = result.frame.size_hw
    seconds, nanoseconds = divmod(remarks.latency_ns, 10**9)
    return make(
        'vl4ad_ros/msg/HazardArray',
        header=header,
        image_width=width,
        image_height=height,
        model_id=pipeline.engine.bundle.model_id,
        vocabulary_digest=pipeline.text.digest,
        threshold=pipeline.hazard_settings.threshold,
        status=remarks.status,
        status_text=remarks.status_text,
        processing_latency=make(
            'builtin_interfaces/msg/Duration', sec=seconds, nanosec=nanoseconds
        ),
        frames_dropped=remarks.frames_dropped,
        hazards=[hazard_message(make, hazard) for hazard in result.hazards],
    )


def stale_message(
    make: MakeMessage,
    header: Any,  # of the newest image there was
    pipeline: Pipeline,
    status_text: str,
) -> Any:
    """Return a vl4ad_ros/msg/HazardArray without an image: nobody has looked, nothing is known."""
    return make(
        'vl4ad_ros/msg/HazardArray',
        header=header,
        model_id=pipeline.engine.bundle.model_id,
        vocabulary_digest=pipeline.text.digest,
        threshold=pipeline.hazard_settings.threshold,
        status=STATUS_STALE,
        status_text=status_text,
    )


def hazard_message(make: MakeMessage, hazard: Hazard) -> Any:
    """Return one hazard."""
    x_min, y_min, x_max, y_max = hazard.box_xyxy_px
    return make(
        'vl4ad_ros/msg/Hazard',
        id=hazard.id,
        name=hazard.name,
        name_score=hazard.name_score,
        resembles=hazard.resembles,
        box=make(
            'sensor_msgs/msg/RegionOfInterest',
            x_offset=x_min,
            y_offset=y_min,
            width=x_max - x_min,
            height=y_max - y_min,
            do_rectify=False,
        ),
        contour=[
            make('geometry_msgs/msg/Point32', x=float(x), y=float(y), z=0.0)
            for x, y in hazard.contour_xy_px
        ],
        area=hazard.area_px,
        truncated=hazard.truncated,
        borders=sum(BORDERS[side] for side in hazard.borders),
        score_mean=hazard.score_mean,
        score_max=hazard.score_max,
        confidence=hazard.confidence,
        age=hazard.age_frames,
        hits=hazard.hits,
        coasted=hazard.coasted,
        road_share=hazard.road_share,
        near_road_share=hazard.near_road_share,
        geometry_source=hazard.geometry_source,
        bearing=hazard.bearing_rad,
        elevation=hazard.elevation_rad,
        range=hazard.range_m,
        covariance=np.array(hazard.covariance, np.float32),
    )


def score_at_image_size(
    score: FloatArray,  # (h, w)
    size_hw: tuple[int, int],
) -> FloatArray:  # (H, W)
    """Return the score map enlarged to the image it was computed from, as it is published."""
    enlarged: FloatArray = cv2.resize(score, size_hw[::-1], interpolation=cv2.INTER_LINEAR)
    return enlarged


def degradation(pipeline: Pipeline) -> str:
    """Return what is worse than configured about the network, or nothing."""
    if not pipeline.engine.bundle.manifest.trained:
        return 'the model bundle is untrained: its scores mean nothing'
    if pipeline.calibration and pipeline.calibration.vocabulary_digest != pipeline.text.digest:
        return 'the vocabulary is not that of the calibration: its promise does not hold'
    return ''
