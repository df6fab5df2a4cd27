"""Scripts that measure for hours are not run here; that they find what they import is."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / 'scripts'


@pytest.mark.parametrize('name', ['bench_edge', 'measure_real_pictures'])
def test_a_script_starts(name):
    words = [sys.executable, str(SCRIPTS / name), '--help']
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert name in done.stdout
