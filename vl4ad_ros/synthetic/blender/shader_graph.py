"""A short way to write Blender's shader nodes."""

from collections.abc import Mapping
from typing import Any

Socket = Any  # a Blender socket, or a constant for it


class ShaderGraph:
    """Adds nodes to a node tree; every method returns the socket that others take."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def add(
        self,
        kind: str,
        inputs: Mapping[Any, Socket] | None = None,
        output: str | int = 0,
        **attributes: Any,
    ) -> Socket:
        """Add a node, link or set its inputs and return one of its outputs."""
        node = self._tree.nodes.new(kind)
        for attribute, value in attributes.items():
            setattr(node, attribute, value)
        for name, value in (inputs or {}).items():
            self.feed(node.inputs[name], value)
        return node.outputs[output]

    def feed(self, socket: Any, value: Socket) -> None:
        """Link an output to an input, or set it to a constant."""
        if hasattr(value, 'is_linked'):
            self._tree.links.new(value, socket)
        else:
            socket.default_value = value

    def math(self, operation: str, first: Socket, second: Socket = 0.0) -> Socket:
        """Return the result of a scalar operation."""
        return self.add('ShaderNodeMath', {0: first, 1: second}, operation=operation)

    def mix(self, share: Socket, first: Socket, second: Socket) -> Socket:
        """Return a colour between two."""
        inputs = {0: share, 6: first, 7: second}
        return self.add('ShaderNodeMix', inputs, 2, data_type='RGBA')

    def scale_colour(self, colour: Socket, factor: Socket) -> Socket:
        """Return a colour made lighter or darker."""
        if isinstance(colour, tuple):
            colour = colour[:3]  # vectors have no alpha
        return self.add('ShaderNodeVectorMath', {0: colour, 'Scale': factor}, operation='SCALE')

    def remap(self, value: Socket, old: tuple[float, float], new: tuple[float, float]) -> Socket:
        """Return a value carried from one range into another, clamped."""
        inputs = {0: value, 1: old[0], 2: old[1], 3: new[0], 4: new[1]}
        return self.add('ShaderNodeMapRange', inputs)

    def noise(self, vector: Socket, scale: float, detail: float = 4.0) -> Socket:
        """Return fractal noise around 0.5."""
        inputs = {'Vector': vector, 'Scale': scale, 'Detail': detail, 'Roughness': 0.6}
        return self.add('ShaderNodeTexNoise', inputs, 0)

    def combine(self, x: Socket, y: Socket, z: Socket = 0.0) -> Socket:
        """Return a vector of three values."""
        return self.add('ShaderNodeCombineXYZ', {0: x, 1: y, 2: z})

    def separate(self, vector: Socket) -> tuple[Socket, Socket, Socket]:
        """Return the three values of a vector."""
        node = self.add('ShaderNodeSeparateXYZ', {0: vector}).node
        return node.outputs[0], node.outputs[1], node.outputs[2]
