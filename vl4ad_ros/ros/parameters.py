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

from ..errors import SettingsError
from ..settings import LIMITS, Limits, NodeSettings, check_names

# Declared by rclpy itself or by its QoS overrides.
FOREIGN_PARAMETERS = ('use_sim_time', 'start_type_description_service')
FOREIGN_PREFIXES = ('qos_overrides.',)


def declare_settings(node: Node) -> NodeSettings:
    """
    Declare all parameters and return the values that file and command line gave them.

    Raises SettingsError for an unknown name, a wrong type or a value out of range.
    """
    overrides = node._parameter_overrides  # rclpy tells of undeclared overrides nowhere else
    check_names(name for name in overrides if not _is_foreign(name))
    for name, default in asdict(NodeSettings()).items():
        try:
            node.declare_parameter(name, default, _descriptor(LIMITS[name]))
        except (InvalidParameterTypeException, InvalidParameterValueException) as error:
            value = overrides[name].value
            raise SettingsError(
                f'parameter {name!r} cannot be {value!r}: {_expectation(default, LIMITS[name])}'
            ) from error
    return NodeSettings(**{name: node.get_parameter(name).value for name in LIMITS})


def change_settings(
    settings: NodeSettings, parameters: Iterable[Parameter], only_live: bool
) -> NodeSettings:
    """
    Return the settings with some parameters changed.

    Raises SettingsError when one is out of its range, or not live where only those may change.
    """
    changes: dict[str, Any] = {p.name: p.value for p in parameters if p.name in LIMITS}
    for name in changes:
        if only_live and not LIMITS[name].live:
            raise SettingsError(
                f'parameter {name!r} acts when the node is configured: '
                'deactivate it and clean it up before changing it'
            )
    return replace(settings, **changes)


def refusal(error: SettingsError) -> SetParametersResult:
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
        descriptor.integer_range = [IntegerRange(from_value=limits.low, to_value=limits.high)]
    return descriptor


def _expectation(default: Any, limits: Limits) -> str:
    kind = {bool: 'true or false', int: 'a whole number', float: 'a number with a decimal point'}
    text = kind.get(type(default), 'text')
    return text if limits.low is None else f'{text} from {limits.low} to {limits.high}'
