"""Hazards as drawings over Foxglove's image panel; needs foxglove_msgs."""

from foxglove_msgs.msg import Color, ImageAnnotations, Point2, PointsAnnotation, TextAnnotation

from vl4ad_ros.msg import Hazard

from .answer import Answer

CYAN = Color(r=0.25, g=0.88, b=1.0, a=1.0)
DARK = Color(r=0.07, g=0.08, b=0.1, a=0.8)
LINE_PX = 2.0
LETTERS_PX = 14.0


def image_annotations(answer: Answer) -> ImageAnnotations:
    """Return the outline and the name of every hazard; without hazards nothing is drawn."""
    hazards = answer.hazards.hazards
    return ImageAnnotations(
        points=[_outline(answer, hazard) for hazard in hazards],
        texts=[_name(answer, hazard) for hazard in hazards],
    )


def _outline(answer: Answer, hazard: Hazard) -> PointsAnnotation:
    return PointsAnnotation(
        timestamp=answer.header.stamp,
        type=PointsAnnotation.LINE_LOOP,
        points=[Point2(x=point.x, y=point.y) for point in hazard.contour],
        outline_color=CYAN,
        thickness=LINE_PX,
    )


def _name(answer: Answer, hazard: Hazard) -> TextAnnotation:
    return TextAnnotation(
        timestamp=answer.header.stamp,
        position=Point2(x=float(hazard.box.x_offset), y=float(hazard.box.y_offset)),
        text=f'{hazard.name} {hazard.score_max:.2f}',
        font_size=LETTERS_PX,
        text_color=CYAN,
        background_color=DARK,
    )
