"""The names behind the numbers of the label image; needs vision_msgs."""

from vision_msgs.msg import LabelInfo, VisionClass

from .answer import Answer
from .label_images import UNLABELLED


def label_info(answer: Answer) -> LabelInfo:
    """Return the vocabulary's groups by their index."""
    return LabelInfo(
        header=answer.header,
        class_map=[
            VisionClass(class_id=index, class_name=name)
            for index, name in enumerate(answer.text.names[:UNLABELLED])
        ],
        threshold=answer.hazards.threshold,
    )
