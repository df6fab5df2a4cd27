"""Pictures and instance maps of a scene, path traced on the CPU."""

import math
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import cv2
import numpy as np
from mathutils import Quaternion
from numpy.typing import NDArray

from ...structures import UInt8Array
from ..camera import CameraPose
from ..settings import DriveSettings
from ..streets.street import Street
from .sky import add_daylight
from .stage import Stage

HAZE = (0.62, 0.68, 0.76, 1.0)
HAZE_REACH_M = 420.0
HAZE_SHARE = 0.6  # of the light at that reach


@dataclass(frozen=True)
class RenderedFrame:
    """What one exposure gives."""

    image: UInt8Array  # (H, W, 3) RGB
    instances: NDArray[np.uint16]  # (H, W), 0 where only the sky is


class Renderer:
    """Renders one scene from any pose at any time; Blender holds one scene at a time."""

    def __init__(self, street: Street, settings: DriveSettings) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._scene = bpy.context.scene
        self._stage = Stage(street.things)
        add_daylight(settings.sky, settings.seed)
        self._camera = _add_camera(settings)
        self._exchange = tempfile.TemporaryDirectory(prefix='vl4ad_render_')
        _set_quality(self._scene, settings)
        _set_outputs(self._scene, Path(self._exchange.name))

    def render(self, pose: CameraPose, time_s: float) -> RenderedFrame:
        """Return the picture and the instance map seen from a pose at a time."""
        self._stage.move_to(time_s)
        x, y, z, w = pose.orientation_xyzw
        half_turn = Quaternion((1, 0, 0), math.pi)  # Blender's camera looks along -z, y is up
        self._camera.rotation_quaternion = Quaternion((w, x, y, z)) @ half_turn
        self._camera.location = pose.position_m
        with _silent():
            bpy.ops.render.render(write_still=True)
        folder = Path(self._exchange.name)
        image = cv2.imread(str(folder / 'image.png'), cv2.IMREAD_COLOR)
        assert image is not None
        rgb = np.ascontiguousarray(image[..., ::-1])
        return RenderedFrame(rgb, _read_instances(folder / 'instances0001.exr', rgb.shape))


@contextmanager
def _silent() -> Iterator[None]:
    """Keep Blender's progress, which it writes past Python, off the terminal."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _add_camera(settings: DriveSettings) -> Any:
    data = bpy.data.cameras.new('camera')
    data.sensor_fit = 'HORIZONTAL'
    data.angle = math.radians(settings.camera.horizontal_fov_deg)
    data.clip_start, data.clip_end = 0.1, 2000.0
    camera = bpy.data.objects.new('camera', data)
    camera.rotation_mode = 'QUATERNION'
    bpy.context.scene.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    return camera


def _set_quality(scene: Any, settings: DriveSettings) -> None:
    """Set few bounces and a denoiser: seconds a frame on two cores instead of minutes."""
    scene.render.engine = 'CYCLES'
    cycles = scene.cycles
    cycles.device = 'CPU'
    cycles.seed = settings.seed % 2**31
    cycles.samples = settings.render.samples
    cycles.use_adaptive_sampling = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 3, 2, 2
    cycles.transmission_bounces, cycles.transparent_max_bounces = 1, 2
    cycles.use_fast_gi = True
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4.0
    cycles.use_denoising = True
    cycles.denoiser = 'OPENIMAGEDENOISE'
    cycles.denoising_prefilter = 'FAST'
    render = scene.render
    render.resolution_x, render.resolution_y = settings.camera.width, settings.camera.height
    render.resolution_percentage = 100
    render.use_persistent_data = True
    render.threads_mode, render.threads = 'FIXED', settings.render.threads
    scene.view_settings.view_transform = 'AgX'
    scene.view_settings.look = 'AgX - High Contrast'
    scene.view_settings.exposure = 0.35


def _set_outputs(scene: Any, folder: Path) -> None:
    """Send the picture, with haze over what is far, and the instance ids to files."""
    scene.render.filepath = str(folder / 'image.png')
    scene.render.image_settings.file_format = 'PNG'
    scene.render.image_settings.color_mode = 'RGB'
    scene.render.image_settings.compression = 15
    layer = scene.view_layers[0]
    layer.use_pass_object_index = layer.use_pass_mist = True
    scene.world.mist_settings.start = 25.0
    scene.world.mist_settings.depth = HAZE_REACH_M
    scene.world.mist_settings.falloff = 'LINEAR'
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new('CompositorNodeRLayers')
    share = tree.nodes.new('CompositorNodeMath')
    share.operation = 'MULTIPLY'
    share.inputs[1].default_value = HAZE_SHARE
    solid = tree.nodes.new('CompositorNodeMath')  # 1 on things, 0 on the sky
    solid.operation = 'MINIMUM'
    hazy = tree.nodes.new('CompositorNodeMath')
    hazy.operation = 'MULTIPLY'
    haze = tree.nodes.new('CompositorNodeMixRGB')
    haze.inputs[2].default_value = HAZE
    result = tree.nodes.new('CompositorNodeComposite')
    files = tree.nodes.new('CompositorNodeOutputFile')
    files.base_path = str(folder)
    files.file_slots[0].path = 'instances'
    files.format.file_format = 'OPEN_EXR'
    files.format.color_depth = '32'
    tree.links.new(layers.outputs['Mist'], share.inputs[0])
    tree.links.new(layers.outputs['IndexOB'], solid.inputs[0])
    tree.links.new(share.outputs[0], hazy.inputs[0])
    tree.links.new(solid.outputs[0], hazy.inputs[1])
    tree.links.new(hazy.outputs[0], haze.inputs[0])
    tree.links.new(layers.outputs['Image'], haze.inputs[1])
    tree.links.new(haze.outputs[0], result.inputs[0])
    tree.links.new(layers.outputs['IndexOB'], files.inputs[0])


def _read_instances(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint16]:
    loaded = bpy.data.images.load(str(path))
    loaded.colorspace_settings.name = 'Non-Color'
    values = np.empty(shape[0] * shape[1] * 4, np.float32)
    loaded.pixels.foreach_get(values)
    bpy.data.images.remove(loaded)
    ids = np.rint(values.reshape(shape[0], shape[1], 4)[::-1, :, 0])  # Blender's rows go up
    return ids.astype(np.uint16)
