"""What may be set for each camera by itself, and how cameras may be called."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from .errors import SettingsError
from .view import View

MAX_CAMERAS = 8
_NAME = re.compile(r'[A-Za-z][A-Za-z0-9_]{0,63}')  # a part of a topic


@dataclass(frozen=True)
class CameraSettings:
    """How one camera is listened to, and how its images are looked at."""

    image_transport: str
    reliability: str
    history: str
    depth: int
    view: View


def check_cameras(
    names: tuple[str, ...],  # one empty name: a single camera without a name
    taken: Collection[str],
) -> None:
    """Raise SettingsError when cameras cannot be called so."""
    if names == ('',):
        return
    if not 1 <= len(names) <= MAX_CAMERAS or len(set(names)) < len(names):
        raise SettingsError(
            f"parameter 'cameras' is {list(names)}: name 1 to {MAX_CAMERAS} different cameras"
        )
    for name in names:
        if not _NAME.fullmatch(name) or name in taken:
            raise SettingsError(
                f"parameter 'cameras' has {name!r}: a name is made of letters, digits and _, "
                'begins with a letter, is no longer than 64, and is not that of a parameter'
            )
