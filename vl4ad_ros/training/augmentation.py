"""Pictures as other cameras, places and hours would have shown them."""

import cv2
import numpy as np

from ..structures import FloatArray, UInt8Array
from .pictures import BEYOND
from .settings import AugmentationSettings

BORDER_RGB = (123, 117, 104)  # CLIP's mean: it is zero for the encoder, as padding is


def augment(
    image: UInt8Array,  # (H, W, 3) RGB
    label: UInt8Array,  # (H, W)
    size_hw: tuple[int, int],
    settings: AugmentationSettings,
    rng: np.random.Generator,
) -> tuple[UInt8Array, UInt8Array]:  # (h, w, 3) and (h, w)
    """Return a random part of a picture, changed in size, side, light and sharpness."""
    image, label = _crop(image, label, size_hw, settings.scale, rng)
    if rng.random() < settings.flip:
        image, label = image[:, ::-1], label[:, ::-1]
    # In place where that can be: memory taken anew for each change was a quarter of the time.
    light: FloatArray = image.astype(np.float32)
    light /= np.float32(255)
    if rng.random() < settings.colour:
        light = _change_colours(light, rng)
    if rng.random() < settings.gamma:
        light **= np.float32(np.exp(rng.uniform(-0.7, 0.7)))
    if rng.random() < settings.night:
        light = _make_night(light, rng)
    if rng.random() < settings.blur:
        light = cv2.GaussianBlur(light, (0, 0), rng.uniform(0.4, 2.0))
    if rng.random() < settings.noise:
        light = _add_noise(light, rng.uniform(0.01, 0.06), rng)
    light.clip(0, 1, out=light)
    light *= 255
    image = np.rint(light, out=light).astype(np.uint8)
    if rng.random() < settings.compression:
        image = _compress(image, int(rng.integers(25, 80)))
    image[label == BEYOND] = BORDER_RGB  # the border stays what padding is
    return image, np.ascontiguousarray(label)


def fit(
    image: UInt8Array,  # (H, W, 3) RGB
    label: UInt8Array,  # (H, W)
    size_hw: tuple[int, int],
) -> tuple[UInt8Array, UInt8Array]:  # (h, w, 3) and (h, w)
    """Return the whole picture, its aspect kept, with a border at the right or the bottom."""
    scale = min(size_hw[0] / image.shape[0], size_hw[1] / image.shape[1])
    return _place(image, label, size_hw, scale, (0, 0))


def _crop(
    image: UInt8Array,
    label: UInt8Array,
    size_hw: tuple[int, int],
    scale_range: tuple[float, float],
    rng: np.random.Generator,
) -> tuple[UInt8Array, UInt8Array]:
    low, high = np.log(scale_range)
    covering = max(size_hw[0] / image.shape[0], size_hw[1] / image.shape[1])
    scale = covering * float(np.exp(rng.uniform(low, high)))
    parts = [
        (side, min(side, round(wanted / scale)))
        for side, wanted in zip(image.shape[:2], size_hw, strict=True)
    ]
    top, left = (int(rng.integers(side - part + 1)) for side, part in parts)
    rows, columns = slice(top, top + parts[0][1]), slice(left, left + parts[1][1])
    image, label = image[rows, columns], label[rows, columns]
    free = [
        max(0, wanted - round(side * scale))
        for side, wanted in zip(image.shape[:2], size_hw, strict=True)
    ]
    corner = int(rng.integers(free[0] + 1)), int(rng.integers(free[1] + 1))
    return _place(image, label, size_hw, scale, corner)


def _place(
    image: UInt8Array,
    label: UInt8Array,
    size_hw: tuple[int, int],
    scale: float,
    corner: tuple[int, int],  # row and column of the upper left
) -> tuple[UInt8Array, UInt8Array]:
    """Resize a picture and put it onto an empty one."""
    height, width = (
        max(1, min(wanted, round(side * scale)))
        for side, wanted in zip(image.shape[:2], size_hw, strict=True)
    )
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    image = np.asarray(cv2.resize(image, (width, height), interpolation=way), np.uint8)
    label = np.asarray(
        cv2.resize(label, (width, height), interpolation=cv2.INTER_NEAREST_EXACT), np.uint8
    )
    if (height, width) == size_hw:
        return image, label
    placed = np.full((*size_hw, 3), BORDER_RGB, np.uint8)
    placed_label = np.full(size_hw, BEYOND, np.uint8)
    rows, columns = slice(corner[0], corner[0] + height), slice(corner[1], corner[1] + width)
    placed[rows, columns] = image
    placed_label[rows, columns] = label
    return placed, placed_label


def _change_colours(light: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Change brightness, contrast, saturation, hue and white balance."""
    hsv = cv2.cvtColor(light, cv2.COLOR_RGB2HSV)
    hue, saturation = hsv[..., 0], hsv[..., 1]
    hue += np.float32(rng.uniform(-18, 18))
    hue %= 360
    saturation *= np.float32(rng.uniform(0.4, 1.6))
    saturation.clip(0, 1, out=saturation)
    changed: FloatArray = np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.float32)
    changed *= rng.uniform(0.85, 1.15, 3).astype(np.float32)
    middle = changed.mean()
    changed -= middle
    changed *= np.float32(rng.uniform(0.6, 1.4))
    changed += middle
    changed += np.float32(rng.uniform(-0.15, 0.15))
    return changed.clip(0, 1, out=changed)


def _make_night(light: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Darken a picture but for a pool of light in front of the camera, tint it, add noise."""
    height, width = light.shape[:2]
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None]
    reach = rng.uniform(0.15, 0.5)
    pool = np.exp(-(((rows - 0.85) / reach) ** 2) - (columns / rng.uniform(0.4, 0.9)) ** 2)
    ambient = rng.uniform(0.08, 0.35)
    gain = (ambient + rng.uniform(0.2, 0.7) * pool)[..., None].astype(np.float32)
    tint = np.array([rng.uniform(0.8, 1.2), 1.0, rng.uniform(0.7, 1.3)], np.float32)
    dark: FloatArray = light ** np.float32(rng.uniform(1.0, 1.4)) * gain * tint
    return _add_noise(dark.clip(0, 1), rng.uniform(0.005, 0.03), rng)


def _add_noise(light: FloatArray, sigma: float, rng: np.random.Generator) -> FloatArray:
    noisy: FloatArray = rng.standard_normal(light.shape, np.float32)
    noisy *= np.float32(sigma)
    noisy += light
    return noisy.clip(0, 1, out=noisy)


def _compress(image: UInt8Array, quality: int) -> UInt8Array:
    _, data = cv2.imencode('.jpg', image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
