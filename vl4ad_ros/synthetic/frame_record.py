"""What is known of one frame besides its pictures, as it is written to the index."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .camera import CameraPose, Intrinsics
from .captions import Seen, caption
from .labels import SKY_INSTANCE, UNKNOWN
from .objects.unknowns import UNKNOWN_KINDS
from .settings import DriveSettings
from .things import Thing

Record = dict[str, Any]


def frame_record(
    settings: DriveSettings,
    things: tuple[Thing, ...],
    instances: NDArray[np.uint16],  # (H, W)
    pose: CameraPose,
    intrinsics: Intrinsics,
) -> Record:
    """Return street, weather, camera and visible things of a frame."""
    seen = _seen(things, instances)
    return {
        'caption': caption(settings.street, settings.sky, list(seen.values()), instances.size),
        'street': settings.street,
        'night': settings.sky.night,
        'wetness': settings.sky.wetness,
        'camera': {
            'position_m': [round(value, 6) for value in pose.position_m],
            'orientation_xyzw': [round(value, 9) for value in pose.orientation_xyzw],
            'focal_px': intrinsics.focal_px,
            'centre_px': list(intrinsics.centre_px),
            'size_wh': [intrinsics.width, intrinsics.height],
        },
        'things': [_entry(number, one) for number, one in seen.items()],
    }


def _seen(things: tuple[Thing, ...], instances: NDArray[np.uint16]) -> dict[int, Seen]:
    """Return what is visible, by instance id."""
    columns = instances.shape[1]
    found = {}
    for number in np.unique(instances).tolist():
        mask = instances == number
        middle = float(np.flatnonzero(mask.any(axis=0)).mean()) / max(1, columns - 1)
        kind, label = 'sky', 'sky'
        if number != SKY_INSTANCE:
            model = things[number - 1].model
            kind, label = model.kind, model.label
        found[number] = Seen(kind, label, int(mask.sum()), middle)
    return found


def _entry(number: int, one: Seen) -> Record:
    entry: Record = {'id': number, 'kind': one.kind, 'label': one.label, 'pixels': one.pixels}
    if one.label == UNKNOWN:
        kind = UNKNOWN_KINDS[one.kind.replace(' ', '_')]
        entry |= {'near': kind.near, 'unseen': kind.unseen}
    return entry
