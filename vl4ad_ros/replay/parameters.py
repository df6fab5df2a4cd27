"""The node's parameters from the YAML file that the node takes."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from ..errors import SettingsError
from ..paths import share_directory
from ..settings import NodeSettings, check_names

# Parts of the file that apply to a node called vl4ad; what comes later wins.
_NODES = ('/**', '**', '/*', 'vl4ad', '/vl4ad')
_PARAMETERS = 'ros__parameters'
# ROS's own, which mean nothing where there is no clock and no topic.
_FOREIGN = ('use_sim_time', 'start_type_description_service', 'qos_overrides')


def read_parameters(path: Path | None) -> NodeSettings:
    """
    Return what the node called vl4ad would take from the file; None: config/vl4ad.yaml.

    Raises SettingsError for what the node would refuse: an unknown name, a wrong type, a value
    out of range.
    """
    path = path or share_directory() / 'config' / 'vl4ad.yaml'
    try:
        file = yaml.safe_load(path.read_text(encoding='utf-8'))
    except OSError as err:
        raise SettingsError(f'{path} cannot be read ({err.strerror}): give another file') from err
    except (yaml.YAMLError, ValueError) as err:
        where = ' '.join(str(err).split())
        raise SettingsError(f'{path} is no YAML file ({where}): correct it') from err
    nodes = file if isinstance(file, dict) else {}
    values: dict[str, Any] = {}
    for name in _NODES:
        if name in nodes:
            values |= _parameters_of(path, nodes[name])
    values = {name: value for name, value in values.items() if name not in _FOREIGN}
    if not values:
        raise SettingsError(
            f'{path} holds no parameters of the node: put them below "/**:" and "{_PARAMETERS}:"'
        )
    cameras = values.get('cameras', ())
    values = {name: value for name, value in values.items() if name not in cameras}
    check_names(values)
    for name, default in asdict(NodeSettings()).items():
        wanted = list if isinstance(default, tuple) else type(default)
        if name in values and type(values[name]) is not wanted:
            kind = wanted.__name__
            raise SettingsError(
                f'parameter {name!r} of {path} cannot be {values[name]!r}: it is of type {kind}'
            )
    return NodeSettings(**values)


def _parameters_of(path: Path, node: Any) -> dict[str, Any]:
    parameters = node.get(_PARAMETERS) if isinstance(node, dict) else None
    if not isinstance(parameters, dict):
        raise SettingsError(f'{path} has no "{_PARAMETERS}:" below the name of the node: add it')
    return parameters
