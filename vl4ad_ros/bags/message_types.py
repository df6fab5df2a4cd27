"""Message types for reading and writing bags, ours included."""

from functools import cache

from rosbags.typesys import Stores, get_types_from_msg, get_typestore
from rosbags.typesys.store import Typestore

from ..paths import PACKAGE, share_directory


@cache
def message_types() -> Typestore:
    """Return the types of ROS 2 with those of this package's msg/ folder."""
    store = get_typestore(Stores.ROS2_KILTED)
    for path in sorted((share_directory() / 'msg').glob('*.msg')):
        text = path.read_text(encoding='utf-8')
        store.register(get_types_from_msg(text, f'{PACKAGE}/msg/{path.stem}'))
    return store
