"""The lifecycle node: camera images in, hazards and score images out."""

import gc
import re
import sys
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

import rclpy
from rcl_interfaces.msg import SetParametersResult
from rclpy.clock import Clock, ClockType, JumpThreshold, TimeJump
from rclpy.duration import Duration
from rclpy.executors import ExternalShutdownException
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.parameter import Parameter
from rclpy.signals import SignalHandlerOptions
from sensor_msgs.msg import CompressedImage, Image

from ..errors import SettingsError, Vl4adError
from ..hazards.road import check_road
from ..messages import degradation
from ..pipeline import Pipeline
from ..score_drift import ScoreDrift
from ..structures import GroupEmbeddings
from .camera import Camera
from .control import Control, Switches
from .frame_processor import FrameProcessor
from .health import Health
from .loading import Loaded, load, while_running
from .mailbox import Letter, Mailbox
from .memory import give_back_memory
from .parameters import change_settings, declare_cameras, declare_settings, refusal
from .signals import leave_after_dds
from .spinning import spin_until_shutdown
from .transforms import Transforms

# A step of a network that was given up may take longer than a process that is to end may wait.
WORKER_PATIENCE_S = 0.3


@dataclass
class Configured:
    """What exists from configure to cleanup."""

    loaded: Loaded
    cameras: dict[str, Camera]
    processor: FrameProcessor
    control: Control
    health: Health
    transforms: Transforms


@dataclass
class Active:
    """What exists from activate to deactivate."""

    mailbox: Mailbox[Image | CompressedImage]
    worker: threading.Thread


class AnomalyNode(LifecycleNode):
    """
    Finds what the network was never taught in the images of cameras.

    Raises SettingsError when a parameter given from outside is unknown or out of range.
    """

    def __init__(self) -> None:
        super().__init__('vl4ad')
        self._settings = declare_settings(self)
        declare_cameras(self, self._settings)
        self._configured: Configured | None = None
        self._active: Active | None = None
        self._enabled = True
        self.add_on_set_parameters_callback(self._check_parameters)
        if hasattr(self, 'add_post_set_parameters_callback'):  # from Jazzy on
            self.add_post_set_parameters_callback(self._apply_parameters)
        self._jumps = self.get_clock().create_jump_callback(
            JumpThreshold(
                min_forward=None, min_backward=Duration(nanoseconds=-1), on_clock_change=True
            ),
            post_callback=self._on_jump,
        )
        if self._settings.autostart:
            self._autostart_timer = self.create_timer(0.0, self._autostart, clock=_steady_clock())

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Load bundle, vocabulary and network, and create the publishers."""
        try:
            self._configure()
        except ExternalShutdownException:
            return TransitionCallbackReturn.FAILURE
        except Exception as error:  # rclpy would swallow it
            return self._fail('configure', error)
        return TransitionCallbackReturn.SUCCESS

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Subscribe to the cameras and start the worker."""
        assert self._configured is not None
        mailbox: Mailbox[Image | CompressedImage] = Mailbox()
        try:
            for camera in self._configured.cameras.values():
                camera.subscribe(self._on_image)
        except Exception as error:  # rclpy would swallow it
            for camera in self._configured.cameras.values():
                camera.unsubscribe()
            return self._fail('activate', error)
        worker = threading.Thread(
            target=_serve,
            args=(mailbox, self._configured.processor),
            name='vl4ad_worker',
            daemon=True,
        )
        self._active = Active(mailbox, worker)
        worker.start()
        return super().on_activate(state)

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop taking images; the network stays warm."""
        self._stop()
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Release network and publishers."""
        loaded = self._configured.loaded if self._configured else None
        self._release()
        if loaded:
            loaded.close()
        give_back_memory()
        return TransitionCallbackReturn.SUCCESS

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop and release whatever there is."""
        self.close()
        return TransitionCallbackReturn.SUCCESS

    def close(self) -> None:
        """Stop and release everything; the frame that is computed is given up."""
        if self._configured is not None:
            self._configured.processor.abandon()
        self._stop(WORKER_PATIENCE_S)
        self._release()

    def _configure(self) -> None:
        settings = self._settings
        loaded = while_running(self.context, partial(load, settings))
        calibration = loaded.pipeline.calibration
        reference = loaded.pipeline.engine.bundle.manifest.figures.get('score_histogram')
        if calibration:
            reference = calibration.score_histogram
        cameras: dict[str, Camera] = {}
        try:
            for name, camera_settings in declare_cameras(self, settings).items():
                camera = Camera(self, name, camera_settings, ScoreDrift(reference))
                cameras[camera.name] = camera
                camera.outputs.change(settings)
        except Exception:
            for camera in cameras.values():
                camera.destroy()
            raise
        transforms = Transforms(self, settings.base_frame)
        processor = FrameProcessor(self, loaded.pipeline, cameras, settings, transforms)
        switches = Switches(self._enable, processor.forget, self._note_prompts)
        loaded.keeper.apply = partial(_use_text, loaded.pipeline, processor)
        self._enabled = True
        self._configured = Configured(
            loaded,
            cameras,
            processor,
            Control(self, loaded.pipeline.engine.bundle, loaded.keeper, switches),
            Health(self, loaded.pipeline, cameras, lambda: self._settings),
            transforms,
        )
        if calibration:  # the parameter says what acts
            value = Parameter('threshold', Parameter.Type.DOUBLE, calibration.threshold)
            self.set_parameters([value])
        self._log_configuration(loaded.pipeline)

    def _fail(self, transition: str, error: Exception) -> TransitionCallbackReturn:
        sentence = (
            str(error) if isinstance(error, Vl4adError) else (f'{type(error).__name__}: {error}')
        )
        self.get_logger().error(f'cannot {transition}: {sentence}')
        return TransitionCallbackReturn.FAILURE

    def _autostart(self) -> None:
        self._autostart_timer.cancel()
        if self.trigger_configure() == TransitionCallbackReturn.SUCCESS:
            self.trigger_activate()

    def _on_image(self, camera: Camera, message: Image | CompressedImage) -> None:
        if self._active is None or not self._enabled:
            return
        camera.statistics.count_received()
        if self._active.mailbox.put(Letter(camera.name, message, time.monotonic_ns())):
            camera.statistics.count_dropped()

    def _check_parameters(self, parameters: list[Parameter]) -> SetParametersResult:
        """Refuse all of them when one cannot be, before any has acted."""
        is_configured = self._configured is not None
        try:
            settings = change_settings(self._settings, parameters, only_live=is_configured)
            if self._configured:
                check_road(self._configured.loaded.keeper.text, settings.hazard_settings.road)
            if self._configured and settings.extra_prompts != self._settings.extra_prompts:
                self._configured.loaded.keeper.check_prompts(settings.extra_prompts)
        except Vl4adError as error:
            return refusal(error)
        if not hasattr(self, 'add_post_set_parameters_callback'):
            self._apply_parameters(parameters)
        return SetParametersResult(successful=True)

    def _apply_parameters(self, parameters: list[Parameter]) -> None:
        before = self._settings
        self._settings = change_settings(before, parameters, only_live=False)
        if self._configured is None or self._settings == before:
            return
        self._configured.processor.change(self._settings)
        for camera in self._configured.cameras.values():
            camera.outputs.change(self._settings)
        if self._settings.extra_prompts != before.extra_prompts:
            self._configured.loaded.keeper.set_prompts(
                self._settings.extra_prompts
            ).add_done_callback(self._log_failure)

    def _log_failure(self, change: 'Future[GroupEmbeddings]') -> None:
        if not change.cancelled() and (error := change.exception()):
            self.get_logger().error(f'the OOD prompts stay as they were: {error}')

    def _note_prompts(self) -> None:
        """Let the parameter say which prompts there are."""
        if self._configured is None:
            return
        prompts = self._configured.loaded.keeper.prompts
        if prompts != self._settings.extra_prompts:
            value = Parameter('ood_prompts', Parameter.Type.STRING_ARRAY, list(prompts))
            self.set_parameters([value])

    def _enable(self, on: bool) -> None:
        self._enabled = on

    def _on_jump(self, jump: TimeJump) -> None:
        """Forget what was seen before time began anew, as it does where a bag is played again."""
        if self._configured is not None:
            self._configured.processor.forget()

    def _stop(self, patience_s: float | None = None) -> None:
        active, self._active = self._active, None
        if active is None or self._configured is None:
            return
        cameras = self._configured.cameras
        for camera in cameras.values():
            camera.unsubscribe()
        for name in active.mailbox.close():
            cameras[name].statistics.count_dropped()
        active.worker.join(patience_s)

    def _release(self) -> None:
        configured, self._configured = self._configured, None
        if configured is None:
            return
        configured.health.destroy()
        configured.control.destroy()
        configured.transforms.destroy()
        configured.loaded.keeper.close()
        for camera in configured.cameras.values():
            camera.destroy()

    def _log_configuration(self, pipeline: Pipeline) -> None:
        logger, engine = self.get_logger(), pipeline.engine
        known = int(pipeline.text.known.sum())
        logger.info(
            f'{engine.bundle.model_id} on {engine.provider}, {known} known groups, '
            f'{len(pipeline.text.names) - known} OOD prompts, '
            f'threshold {pipeline.hazard_settings.threshold:g}'
        )
        for concern in filter(None, (engine.fallback_reason, degradation(pipeline))):
            logger.warning(concern)


def _use_text(pipeline: Pipeline, processor: FrameProcessor, text: GroupEmbeddings) -> None:
    """Use another text from the next frame on; raises SettingsError when it lacks the road."""
    check_road(text, pipeline.hazard_settings.road)
    processor.before_next_frame(partial(setattr, pipeline, 'text', text))


def _serve(mailbox: Mailbox[Image | CompressedImage], processor: FrameProcessor) -> None:
    while (letter := mailbox.take()) is not None:
        processor.handle(letter)


def _steady_clock() -> Clock:
    """Return a clock that goes on where simulated time stands still."""
    return Clock(clock_type=ClockType.STEADY_TIME)


def run() -> None:
    """Run the node until the context is shut down; exits 2 when it cannot start as asked."""
    try:
        rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    except RuntimeError as error:  # rcl on arguments or a parameters file it cannot parse
        _give_up(re.sub(r',? at /\S+', '', ' '.join(str(error).split())))
    gc.freeze()  # what lives as long as the process is not looked through each time
    try:
        _spin()
    except SettingsError as error:
        _give_up(str(error))
    except RuntimeError:
        if rclpy.ok():  # else it was asked to end in the middle of its start
            raise
    finally:
        rclpy.try_shutdown()
    leave_after_dds()


def _spin() -> None:
    node = AnomalyNode()
    try:
        spin_until_shutdown(node)
    finally:
        node.close()
        node.destroy_node()
        node.__dict__.clear()  # a thread at a long frame holds the node, but must not hold DDS


def _give_up(sentence: str) -> NoReturn:
    print(f'error: {sentence}', file=sys.stderr)
    sys.exit(2)
