"""What the node has to say of one image: what every output is made from."""

from dataclasses import dataclass
from functools import cached_property

from std_msgs.msg import Header

from vl4ad_ros.msg import HazardArray

from ..messages import score_at_image_size
from ..overlay import draw_overlay
from ..structures import FloatArray, FrameResult, GroupEmbeddings, UInt8Array


@dataclass(frozen=True)
class Answer:
    """A result, its hazards as a message, and what several outputs share, computed once."""

    result: FrameResult
    hazards: HazardArray
    text: GroupEmbeddings  # the vocabulary that the labels of the result are about
    notice: str  # written into every overlay

    @property
    def header(self) -> Header:
        """Header of the image, which every output carries unchanged."""
        return self.hazards.header

    @cached_property
    def score(self) -> FloatArray:  # (H, W) in [0, 1]
        """Anomaly score at the size of the image."""
        return score_at_image_size(self.result.maps.score, self.result.frame.size_hw)

    @cached_property
    def overlay(self) -> UInt8Array:  # (H, W, 3) RGB
        """The image under its score, with its hazards."""
        result = self.result
        return draw_overlay(result.frame.image, result.maps.score, result.hazards, self.notice)
