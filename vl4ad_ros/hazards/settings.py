"""How maps become hazards: one dataclass for each step, with the defaults of the node."""

from dataclasses import dataclass, field, replace

PLAIN, HYSTERESIS, GUIDED = 'plain', 'hysteresis', 'guided'
GROUPINGS = (PLAIN, HYSTERESIS, GUIDED)
ALL, NEAR_ROAD, ON_ROAD = 'all', 'near_road', 'on_road'
PLACES = (ALL, NEAR_ROAD, ON_ROAD)

# Pixels of the map below which a region has no shape to judge, at the horizon and at the lower
# border: a large image is seen no finer by the network.
LEAST_CELLS, NEAR_CELLS = 6, 24


@dataclass(frozen=True)
class ComponentSettings:
    """Which pixels make up a region, and from which size on it counts."""

    threshold: float = 0.5  # a region has a pixel whose score is greater
    grouping: str = GUIDED  # one of GROUPINGS
    low_share: float = 0.6  # of the threshold, down to which a region extends; not for plain
    bridge_px: float = 8.0  # narrower connections of two bodies are cut; 0: none; not for plain
    # At the horizon, and at the lower border, where the same thing covers more pixels; of the
    # input image, but no less than LEAST_CELLS and NEAR_CELLS of the map; 0: any.
    min_area_px: float = 100.0
    near_area_px: float = 400.0
    # Width of a region where it is thickest, in sides of a square of its area; 0: any shape.
    min_compactness: float = 0.55
    max_surround: float = 0.3  # score around, as a share of the score inside; 1: anything
    # Known groups of this name, or with this concept, are scenery: more is asked of what looks so.
    scenery: tuple[str, ...] = ('building', 'vegetation', 'sky')
    max_hazards: int = 50  # the highest scores are kept; also bounds the time spent


@dataclass(frozen=True)
class RoadSettings:
    """What is drivable, what is the own car, and which hazards are given."""

    names: tuple[str, ...] = ('road',)  # groups of this name, or with this concept, are drivable
    publish: str = ALL  # one of PLACES
    margin_px: float = 24.0  # next to the area is what is no farther away, at the lower border
    below_horizon: bool = False  # leave out what stands nowhere below the horizon
    ego_mask: str = ''  # picture that is not black where the own car is; empty: none
    ego_front_m: float = 0.0  # ground nearer to the camera is the own car; 0: none


@dataclass(frozen=True)
class TrackSettings:
    """When a region is a hazard, and for how long it is remembered."""

    enabled: bool = True
    confirm_hits: int = 2  # frames in which a region was seen ...
    confirm_window: int = 3  # ... among so many, until it is a hazard; also when it was lost
    # Time for which a hazard is given unseen, but no longer than it was seen; unseen for longer
    # it is lost.
    coast_s: float = 0.3
    memory_s: float = 1.5  # time after which it gets a new id when it is seen again


@dataclass(frozen=True)
class GroundSettings:
    """Where the camera is, where tf does not say it, and how well that is known."""

    camera_height_m: float = 0.0  # 0: not known, there are no ranges
    camera_pitch_deg: float = 0.0  # of the optical axis below the horizon
    camera_roll_deg: float = 0.0  # positive: the right side is lower
    attitude_error_deg: float = 0.5  # standard deviation of pitch and roll, and of the ground's
    height_error: float = 0.02  # standard deviation of the height, as a share of it
    pixel_error_px: float = 2.0  # standard deviation of a hazard's lowest edge
    rectified: bool = False  # the images are rectified: P of CameraInfo applies, not K and D


@dataclass(frozen=True)
class HazardSettings:
    """All steps from maps to hazards."""

    components: ComponentSettings = field(default_factory=ComponentSettings)
    road: RoadSettings = field(default_factory=RoadSettings)
    tracks: TrackSettings = field(default_factory=TrackSettings)
    ground: GroundSettings = field(default_factory=GroundSettings)

    @property
    def threshold(self) -> float:
        """Return the score above which a pixel makes a region."""
        return self.components.threshold

    def at_threshold(self, threshold: float) -> 'HazardSettings':
        """Return the settings with another threshold."""
        return replace(self, components=replace(self.components, threshold=threshold))
