"""Values that cross layers: frozen, validated once, their arrays never copied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray

from .errors import ImageError

UInt8Array = NDArray[np.uint8]
Int32Array = NDArray[np.int32]
FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class CameraCalibration:
    """What sensor_msgs/CameraInfo says of a camera, for the full image."""

    width: int  # px
    height: int  # px
    distortion_model: str  # plumb_bob, rational_polynomial or equidistant
    d: tuple[float, ...]  # distortion; empty: none
    k: tuple[float, ...]  # (9,) row-major matrix of the raw image; k[0] is 0 if not calibrated
    r: tuple[float, ...]  # (9,) rotation into the rectified frame
    p: tuple[float, ...]  # (12,) row-major matrix of the rectified image
    frame_id: str = ''


@dataclass(frozen=True)
class CameraMount:
    """Height and attitude of a camera over level ground."""

    height_m: float
    pitch_rad: float  # of the optical axis below the horizon
    roll_rad: float  # positive: the right side of the image is nearer to the ground


@dataclass(frozen=True)
class Frame:
    """
    One camera image on its way through the pipeline.

    Raises ImageError when the image is not a non-empty uint8 array of three channels.
    """

    image: UInt8Array  # (H, W, 3) RGB
    stamp_ns: int  # time of exposure, nanoseconds since the epoch
    camera: str = 'camera'
    calibration: CameraCalibration | None = None  # None: directions are not known
    mount: CameraMount | None = None  # as tf has it; None: as the parameters have it

    def __post_init__(self) -> None:
        image = self.image
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise ImageError(
                'not_rgb8',
                f'expected a uint8 image of shape (H, W, 3), got {image.dtype} {image.shape}',
            )
        if image.size == 0:
            raise ImageError('zero_size', f'the image is empty: its shape is {image.shape}')

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width of the image in pixels."""
        return self.image.shape[0], self.image.shape[1]


_ALONE = np.empty(0, np.int32)  # stands for: each group by itself


@dataclass(frozen=True)
class GroupEmbeddings:
    """
    The text of a vocabulary in the form the image graph takes it.

    A group is one column of the softmax: a (super-)class of known concepts or an OOD prompt.
    Known groups come first.
    """

    concepts: FloatArray  # (G, L, D), unit length, zero where padded
    concept_mask: BoolArray  # (G, L), True where a concept stands
    known: BoolArray  # (G,), True for a known group, False for an OOD prompt
    names: tuple[str, ...]  # G names
    temperature: float  # T of Eq. 1: logits are cosines divided by T
    digest: str  # hexadecimal SHA-256 of vocabulary, text tower and tokenizer
    texts: tuple[tuple[str, ...], ...]  # the concepts of each group in words
    # (G,) the index of the first group of each one's family; left out, each is by itself
    families: Int32Array = field(default_factory=lambda: _ALONE)

    def __post_init__(self) -> None:
        groups, length, _ = self.concepts.shape
        if self.families is _ALONE:
            object.__setattr__(self, 'families', np.arange(groups, dtype=np.int32))
        expected = {
            'concept_mask': ((groups, length), self.concept_mask.shape),
            'known': ((groups,), self.known.shape),
            'names': ((groups,), (len(self.names),)),
            'texts': ((groups,), (len(self.texts),)),
            'families': ((groups,), self.families.shape),
        }
        for name, (want, got) in expected.items():
            if want != got:
                raise ValueError(f'{name}: expected shape {want}, got {got}')


@dataclass(frozen=True)
class AnomalyMaps:
    """What the network says of one image, at mask stride; the maps cover the whole image."""

    score: FloatArray  # (h, w) anomaly score in [0, 1], higher is more anomalous
    label: Int32Array  # (h, w) index of the winning group
    # (h, w) scores of others by name, where the bundle was exported with them; of any range
    baselines: Mapping[str, FloatArray] = field(default_factory=dict)
    query: Int32Array | None = None  # (h, w) strongest mask query, where exported with it
    votes: FloatArray | None = None  # (h, w) of queries against all known groups, likewise


# How the direction and range of a hazard were found, as in msg/Hazard.msg.
GEOMETRY_NONE, GEOMETRY_BEARING, GEOMETRY_GROUND_PLANE = 0, 1, 2
UNKNOWN = 'unknown'  # name of a hazard that no OOD prompt describes
NOT_FOUND = (nan,) * 9


@dataclass(frozen=True)
class Hazard:
    """A connected region of high anomaly score, in pixels of the input image."""

    id: int
    name: str  # the OOD prompt that wins inside, or 'unknown'
    box_xyxy_px: tuple[int, int, int, int]  # x_min, y_min, x_max, y_max; max is exclusive
    area_px: float
    score_mean: float
    score_max: float
    contour_xy_px: FloatArray  # (N, 2), 3 <= N <= 32
    truncated: bool  # touches a border of the image
    age_frames: int = 1  # frames since it was first seen, this one included
    hits: int = 1  # frames in which it was seen, this one included
    borders: tuple[str, ...] = ()  # those it touches, of left, top, right, bottom
    coasted: bool = False  # not seen in this frame: the track's prediction
    name_score: float = nan  # share of its pixels, over its track, in which the name wins
    resembles: str = ''  # the known group that wins most of it, empty where none does
    road_share: float = nan  # share of its foot inside the drivable area; NaN: no area seen
    near_road_share: float = nan  # the same, inside or next to the area
    geometry_source: int = GEOMETRY_NONE  # one of GEOMETRY_*
    bearing_rad: float = nan  # of its lowest edge, to the right of the optical axis
    elevation_rad: float = nan  # of its lowest edge, above the optical axis
    range_m: float = nan  # from the camera to where its lowest edge meets the ground
    covariance: tuple[float, ...] = NOT_FOUND  # (9,) of bearing, elevation, range; row-major
    confidence: float = nan  # share of such hazards that were true in calibration; NaN: none


@dataclass(frozen=True)
class FrameResult:
    """Everything the pipeline found in one frame."""

    frame: Frame
    maps: AnomalyMaps
    hazards: tuple[Hazard, ...]  # highest score_max first
    stage_s: Mapping[str, float] = field(default_factory=dict)  # seconds per stage
