"""Hazards as vision_msgs has them, for tools that know those."""

from geometry_msgs.msg import Point
from vision_msgs.msg import (
    BoundingBox2D,
    Detection2D,
    Detection2DArray,
    ObjectHypothesis,
    ObjectHypothesisWithPose,
    Point2D,
    Pose2D,
)

from vl4ad_ros.msg import Hazard

from .answer import Answer
from .contact_points import contact_xyz, has_range


def detection_array(answer: Answer) -> Detection2DArray:
    """Return every hazard as a detection; the class is its name, the score its highest."""
    return Detection2DArray(
        header=answer.header,
        detections=[
            Detection2D(
                header=answer.header,
                results=[_hypothesis(hazard)],
                bbox=_box(hazard),
                id=str(hazard.id),
            )
            for hazard in answer.hazards.hazards
        ],
    )


def _hypothesis(hazard: Hazard) -> ObjectHypothesisWithPose:
    hypothesis = ObjectHypothesisWithPose(
        hypothesis=ObjectHypothesis(class_id=hazard.name, score=hazard.score_max)
    )
    if has_range(hazard):
        x, y, z = contact_xyz(hazard)
        hypothesis.pose.pose.position = Point(x=x, y=y, z=z)
    return hypothesis


def _box(hazard: Hazard) -> BoundingBox2D:
    box = hazard.box
    centre = Point2D(x=box.x_offset + box.width / 2, y=box.y_offset + box.height / 2)
    return BoundingBox2D(
        center=Pose2D(position=centre, theta=0.0),
        size_x=float(box.width),
        size_y=float(box.height),
    )
