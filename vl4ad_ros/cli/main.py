"""The `vl4ad` command: its sub-commands, and how their errors reach the user."""

import errno
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from ..errors import Vl4adError


@dataclass(frozen=True)
class SubCommand:
    """
    A module of this folder with a function of the same name, or with an `app` of several.

    It is imported when it is called: torch and ROS are not needed by those who do not use them.
    """

    help: str
    extra: str = ''  # of the installation, where it is needed

    def load(self, name: str) -> Any:
        """Return the command; raises Vl4adError when a library of the extra is missing."""
        module_name = name.replace('-', '_')
        try:
            module = import_module(f'.{module_name}', __package__)
        except ModuleNotFoundError as err:
            if not self.extra or (err.name or '').startswith('vl4ad_ros'):
                raise
            raise Vl4adError(
                f'`vl4ad {name}` needs {err.name}, which is not installed: '
                f"run `pip install '.[{self.extra}]'` in a clone of vl4ad_ros"
            ) from err
        if hasattr(module, 'app'):
            return typer.main.get_group(module.app)
        app = typer.Typer(add_completion=False)
        app.command(name)(getattr(module, module_name))
        return typer.main.get_command(app)


SUB_COMMANDS = {
    'demo': SubCommand('Play a drive to the node over DDS, record it, and show it.', 'ros,demo'),
    'doctor': SubCommand('Check this machine: ROS, DDS, GPU, bundle, cameras.'),
    'vocabulary': SubCommand('Look at vocabularies: known classes and OOD prompts.'),
    'bundle': SubCommand('Look at model bundles and check them.'),
    'export': SubCommand('Turn weights into a bundle that a robot can load.', 'export'),
    'parity': SubCommand("Compare the network with FC-CLIP's original code.", 'export'),
    'train-encoder': SubCommand('Make an encoder: from parts, or from renderings.', 'encoder'),
    'judge-encoder': SubCommand('Let encoders name the things of rendered pictures.', 'encoder'),
    'train': SubCommand("Fine-tune a network's decoder on known classes.", 'train'),
    'synthesize': SubCommand('Render a street drive with ground truth.', 'synthetic'),
    'evaluate': SubCommand('Judge a network, or score maps of any method, on a data set.'),
    'hazards': SubCommand('Compare ways from scores to hazards, on rendered drives.'),
    'calibrate': SubCommand('Choose a threshold that keeps a promise, or check one.'),
    'explain': SubCommand('Show why a pixel of a picture has its score.', 'export'),
    'replay': SubCommand('Replay a bag in code: each frame, the same each time.', 'evaluation'),
    'compare': SubCommand('Put evaluated runs side by side.'),
    'bench': SubCommand('Measure how fast it is: ways against each other, in one run.', 'demo'),
    'baselines': SubCommand('Judge VL4AD with and without each of its parts.'),
    'ablate': SubCommand('Test each idea of the paper, with a control.', 'evaluation'),
}


class _LazyGroup(TyperGroup):
    """Knows its commands by name and help, and imports the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(SUB_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in SUB_COMMANDS:
            return None
        return TyperCommand(cmd_name, help=SUB_COMMANDS[cmd_name].help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, _, rest = super().resolve_command(ctx, args)  # refuses an unknown name
        assert name is not None
        return name, SUB_COMMANDS[name].load(name), rest


app = typer.Typer(
    cls=_LazyGroup,
    help='Find objects of unknown class in street images.',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Do nothing; makes typer treat the application as a group, though it has no own command."""


def main() -> None:
    """Run the command line; an error of the user's is one sentence and exit code 2."""
    try:
        app()
    except Vl4adError as error:
        _end(str(error))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _end('the disk is full: make room, and start again')
        if error.filename is None:  # of a pipe or a connection: no file that the user named
            raise
        _end(f'{error.filename} cannot be used ({error.strerror}): name another, or mend it')


def _end(sentence: str) -> NoReturn:
    print(f'error: {sentence}', file=sys.stderr)
    sys.exit(2)
