"""NodeSettings as ROS parameters: declared with type, range and description, read back checked."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from rcl_interfaces.msg import (
    FloatingPointRange,
    IntegerRange,
    ParameterDescriptor,
    SetParametersResult,
)
from rclpy.exceptions import InvalidParameterTypeException, InvalidParameterValueException
from rclpy.node import Node
from rclpy.parameter import Parameter

from ..camera_settings import CameraSettings
from ..errors import SettingsError, Vl4adError
from ..limits import Limits
from ..settings import LIMITS, PER_CAMERA, NodeSettings, check_names

# Declared by rclpy itself or by its QoS overrides.
FOREIGN_PARAMETERS = ('use_sim_time', 'start_type_description_service')
FOREIGN_PREFIXES = ('qos_overrides.',)


def declare_settings(node: Node) -> NodeSettings:
    """
    Declare all parameters and return the values that file and command line gave them.

    Raises SettingsError for an unknown name, a wrong type or a value out of range.
    """
    overrides = node._parameter_overrides  # rclpy tells of undeclared overrides nowhere else
    for name, default in asdict(NodeSettings()).items():
        _declare(node, name, default)
    settings = NodeSettings(**{name: node.get_parameter(name).value for name in LIMITS})
    check_names((name for name in overrides if not _is_foreign(name)), settings.cameras)
    return settings


def declare_cameras(node: Node, settings: NodeSettings) -> dict[str, CameraSettings]:
    """
    Return the settings of each camera by its name.

    Those of a named camera have parameters of their own, which are declared here the first time.
    Raises SettingsError as declare_settings does.
    """
    if settings.cameras == ('',):
        return {'': settings.camera_settings()}
    cameras = {}
    for camera in settings.cameras:
        changes = {}
        for name in PER_CAMERA:
            own = f'{camera}.{name}'
            if not node.has_parameter(own):
                _declare(node, own, getattr(settings, name))
            changes[name] = node.get_parameter(own).value
        cameras[camera] = settings.camera_settings(changes)
    return cameras


def _declare(node: Node, name: str, default: Any) -> None:
    """Declare a parameter with type, range and description."""
    limits = LIMITS[name.rpartition('.')[2]]
    overrides = node._parameter_overrides
    # An empty list in a file has no type, and arrives as if it were not set.
    is_empty_list = (
        isinstance(default, tuple)
        and name in overrides
        and overrides[name].type_ == Parameter.Type.NOT_SET
    )
    try:
        value = list(default) if isinstance(default, tuple) else default
        node.declare_parameter(name, value, _descriptor(limits), ignore_override=is_empty_list)
    except (InvalidParameterTypeException, InvalidParameterValueException) as error:
        value = overrides[name].value
        raise SettingsError(
            f'parameter {name!r} cannot be {value!r}: {_expectation(default, limits)}'
        ) from error


def change_settings(
    settings: NodeSettings, parameters: Iterable[Parameter], only_live: bool
) -> NodeSettings:
    """
    Return the settings with some parameters changed.

    Raises SettingsError when one is out of its range, or not live where only those may change.
    """
    changes: dict[str, Any] = {p.name: p.value for p in parameters if not _is_foreign(p.name)}
    for name in changes:
        if only_live and not (name in LIMITS and LIMITS[name].live):
            raise SettingsError(
                f'parameter {name!r} acts when the node is configured: '
                'deactivate it and clean it up before changing it'
            )
    general = {name: value for name, value in changes.items() if name in LIMITS}
    changed = replace(settings, **general)
    for name, value in changes.items():
        if name not in LIMITS:  # of one camera
            changed.camera_settings({name.rpartition('.')[2]: value})
    return changed


def refusal(error: Vl4adError) -> SetParametersResult:
    """Return the answer to a parameter change that cannot be done."""
    return SetParametersResult(successful=False, reason=str(error))


def _is_foreign(name: str) -> bool:
    return name in FOREIGN_PARAMETERS or name.startswith(FOREIGN_PREFIXES)


def _descriptor(limits: Limits) -> ParameterDescriptor:
    descriptor = ParameterDescriptor(description=limits.description)
    if limits.choices:
        descriptor.additional_constraints = f'one of {", ".join(limits.choices)}'
    if isinstance(limits.low, float):
        span = FloatingPointRange(from_value=limits.low, to_value=limits.high)
        descriptor.floating_point_range = [span]
    elif limits.low is not None:
        span = IntegerRange(from_value=limits.low, to_value=limits.high, step=limits.step)
        descriptor.integer_range = [span]
    return descriptor


def _expectation(default: Any, limits: Limits) -> str:
    kind = {bool: 'true or false', int: 'a whole number', float: 'a number with a decimal point'}
    text = kind.get(type(default), 'text')
    if isinstance(default, tuple):
        text = 'a list of texts' if isinstance(default[0], str) else 'a list of whole numbers'
    return text if limits.low is None else f'{text} from {limits.low} to {limits.high}'
