"""What becomes of a rendering: the picture with haze, and instance ids and depth in a file."""

from typing import Any

TRUTH_NAME = 'truth'


def set_outputs(scene: Any, folder: str, haze: tuple[float, ...], haze_share: float) -> None:
    """Send the picture to the result, ids and depth to FOLDER/truth0001.exr."""
    layer = scene.view_layers[0]
    layer.use_pass_object_index = layer.use_pass_mist = layer.use_pass_z = True
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new('CompositorNodeRLayers')
    share = tree.nodes.new('CompositorNodeMath')
    share.operation = 'MULTIPLY'
    share.inputs[1].default_value = haze_share
    solid = tree.nodes.new('CompositorNodeMath')  # 1 on things, 0 on the sky
    solid.operation = 'MINIMUM'
    hazy = tree.nodes.new('CompositorNodeMath')
    hazy.operation = 'MULTIPLY'
    mixed = tree.nodes.new('CompositorNodeMixRGB')
    mixed.inputs[2].default_value = haze
    result = tree.nodes.new('CompositorNodeComposite')
    link = tree.links.new
    link(layers.outputs['Mist'], share.inputs[0])
    link(layers.outputs['IndexOB'], solid.inputs[0])
    link(share.outputs[0], hazy.inputs[0])
    link(solid.outputs[0], hazy.inputs[1])
    link(hazy.outputs[0], mixed.inputs[0])
    link(layers.outputs['Image'], mixed.inputs[1])
    link(mixed.outputs[0], result.inputs[0])
    _write_truth(tree, layers, folder)


def _write_truth(tree: Any, layers: Any, folder: str) -> None:
    """Put ids into red and depth into green."""
    both = tree.nodes.new('CompositorNodeCombineColor')
    files = tree.nodes.new('CompositorNodeOutputFile')
    files.base_path = folder
    files.file_slots[0].path = TRUTH_NAME
    files.format.file_format = 'OPEN_EXR'
    files.format.color_depth = '32'
    files.format.color_mode = 'RGB'
    tree.links.new(layers.outputs['IndexOB'], both.inputs[0])
    tree.links.new(layers.outputs['Depth'], both.inputs[1])
    tree.links.new(both.outputs[0], files.inputs[0])
