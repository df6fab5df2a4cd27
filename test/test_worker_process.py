import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ENOUGH_S = 60.0

SCRIPT = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from vl4ad_ros.worker_process import end_with_parent

if __name__ == '__main__':
    with ProcessPoolExecutor(1, get_context(sys.argv[1]), end_with_parent) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


def _is_running(pid):
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


@pytest.mark.parametrize('start', ['spawn', 'forkserver'])
@pytest.mark.parametrize('end', [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_ends_when_its_parent_is_killed(tmp_path, start, end):
    script = tmp_path / 'parent.py'
    script.write_text(SCRIPT)
    environment = os.environ | {'PYTHONPATH': os.getcwd()}
    command = [sys.executable, script, start]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        worker = int(parent.stdout.readline())
        assert _is_running(worker)
        parent.send_signal(end)
        parent.wait()
    limit = time.monotonic() + ENOUGH_S
    while _is_running(worker) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not _is_running(worker)
