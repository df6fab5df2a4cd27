"""Pictures, instance maps and depth of a scene, path traced on the CPU."""

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

from ...structures import FloatArray, UInt8Array
from ..camera import CameraPose
from ..scene_palette import scene_palette
from ..settings import DriveSettings
from ..streets.street import Street
from .compositor import TRUTH_NAME, set_outputs
from .lamps import add_headlights
from .materials import paint
from .sky import add_sky, add_sun, haze_colour
from .stage import Stage

STILL_SKY_MAP = 256  # pixels of the map by which the sky is sampled
FILM_LOOKS = {  # view transform and look
    'agx': ('AgX', 'AgX - High Contrast'),
    'filmic': ('Filmic', 'Medium High Contrast'),
    'standard': ('Standard', 'None'),
}


@dataclass(frozen=True)
class RenderedFrame:
    """What one exposure gives."""

    image: UInt8Array  # (H, W, 3) RGB
    instances: NDArray[np.uint16]  # (H, W), 0 where only the sky is
    depth_m: FloatArray  # (H, W) along the optical axis, 0 where only the sky is


class Renderer:
    """Renders from any pose at any time; Blender holds one scene, and a process one renderer."""

    def __init__(self) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._scene = bpy.context.scene
        self._scene.world = bpy.data.worlds.new('sky')
        self._stage = Stage()
        self._camera: Any = None
        self._exchange = tempfile.TemporaryDirectory(prefix='vl4ad_render_')

    def load(self, street: Street, settings: DriveSettings) -> None:
        """Show a street, with the camera, light and weather of the settings."""
        folder = self._exchange.name
        for data in (bpy.data.cameras, bpy.data.lights):
            for entry in list(data):
                data.remove(entry)  # and the objects with them
        self._stage.show(street.things, settings.sky.night)
        paint(scene_palette(settings.seed, settings.variety, settings.sky))
        add_sky(settings.sky, settings.seed)
        add_sun(settings.sky)
        self._camera = _add_camera(settings)
        if settings.sky.night:
            add_headlights(self._camera)
        _set_quality(self._scene, settings)
        _set_picture(self._scene, settings, str(Path(folder) / 'image.png'))
        set_outputs(self._scene, folder, haze_colour(settings.sky), settings.sky.haze)

    def render(self, pose: CameraPose, time_s: float) -> RenderedFrame:
        """Return what is seen from a pose at a time."""
        self._stage.move_to(time_s, pose.position_m, pose.yaw_rad)
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
        ids, depth = _read_truth(folder / f'{TRUTH_NAME}0001.exr', rgb.shape)
        return RenderedFrame(rgb, ids, np.where(ids > 0, depth, np.float32(0)))


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
    alone = settings.frames == 1  # a single frame is not worth what pays off in a drive
    render.use_persistent_data = not alone
    world = scene.world.cycles
    world.sampling_method = 'MANUAL' if alone else 'AUTOMATIC'
    world.sample_map_resolution = STILL_SKY_MAP
    render.threads_mode, render.threads = 'FIXED', settings.render.threads


def _set_picture(scene: Any, settings: DriveSettings, path: str) -> None:
    render = scene.render
    render.resolution_x, render.resolution_y = settings.camera.width, settings.camera.height
    render.resolution_percentage = 100
    render.filepath = path
    render.image_settings.file_format = 'PNG'
    render.image_settings.color_mode = 'RGB'
    render.image_settings.compression = 15
    scene.view_settings.view_transform, look = FILM_LOOKS[settings.camera.film]
    scene.view_settings.look = look
    scene.view_settings.exposure = settings.camera.exposure_ev
    scene.world.mist_settings.start = 25.0
    scene.world.mist_settings.depth = settings.sky.haze_reach_m
    scene.world.mist_settings.falloff = 'LINEAR'


def _read_truth(path: Path, shape: tuple[int, ...]) -> tuple[NDArray[np.uint16], FloatArray]:
    """Return instance ids and depth, (H, W) each."""
    loaded = bpy.data.images.load(str(path))
    loaded.colorspace_settings.name = 'Non-Color'
    values = np.empty(shape[0] * shape[1] * 4, np.float32)
    loaded.pixels.foreach_get(values)
    bpy.data.images.remove(loaded)
    planes = values.reshape(shape[0], shape[1], 4)[::-1]  # Blender's rows go up
    return np.rint(planes[..., 0]).astype(np.uint16), np.ascontiguousarray(planes[..., 1])
