"""What stands around TensorRT, with another way to leave engines in a folder."""

import logging
import os
import subprocess
from functools import partial

import pytest

from vl4ad_ros.engine.engine_build import require_engines
from vl4ad_ros.engine.providers import choose_provider
from vl4ad_ros.errors import EngineError

# What another process can import: it does not know this file.
FAIL = partial(choose_provider, 'cuda', ['CPUExecutionProvider'])
DIE = partial(os._exit, 1)


def test_engines_are_built_once_by_another_process(tmp_path, caplog):
    folder = tmp_path / 'engines'
    with caplog.at_level(logging.WARNING):
        script = f'sleep 0.3; touch {folder}/engine_of_$PPID'
        build = partial(subprocess.check_call, ['sh', '-c', script])
        require_engines(folder, build, 'demo', tell_every_s=0.1)
    (engine,) = folder.glob('engine_of_*')
    assert engine.name != f'engine_of_{os.getpid()}'
    assert 'builds the engine of demo' in caplog.text
    require_engines(folder, DIE, 'demo')  # is not called


@pytest.mark.parametrize(('build', 'reason'), [(FAIL, 'is not part of'), (DIE, 'ended early')])
def test_a_build_that_fails_is_tried_again(build, reason, tmp_path):
    for _ in range(2):
        with pytest.raises(EngineError, match=reason):
            require_engines(tmp_path / 'engines', build, 'demo')
