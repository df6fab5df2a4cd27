"""Two processes, as on a machine with two GPUs, on the CPU."""

import csv
import os
import pickle
import subprocess
import sys
from dataclasses import replace

import torch
from safetensors.torch import load_file

from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.paths import share_directory
from vl4ad_ros.training.start import start_network

SCRIPT = """
import pickle
from pathlib import Path
from vl4ad_ros.model.config import ARCHITECTURES
from vl4ad_ros.training.trainer import train

if __name__ == '__main__':
    here = Path(__file__).parent
    settings, ARCHITECTURES['tiny'] = pickle.loads((here / 'settings.pickle').read_bytes())
    network = train(settings, here / 'run', False, lambda report: print(report.step, flush=True))
    print('helper' if network is None else network, flush=True)
"""


def test_two_processes_share_a_run(settings, tmp_path):
    together = replace(settings, validation=settings.data, run=replace(settings.run, devices=2))
    (tmp_path / 'settings.pickle').write_bytes(pickle.dumps((together, ARCHITECTURES['tiny'])))
    script = tmp_path / 'script.py'
    script.write_text(SCRIPT)
    threads = {'OMP_NUM_THREADS': '1', 'OMP_WAIT_POLICY': 'PASSIVE'}
    result = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env={**os.environ, **threads, 'PYTHONPATH': str(share_directory())},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.split()
    assert [line for line in lines if line.isdigit()] == [str(step) for step in range(1, 7)]
    assert 'helper' in lines
    with (tmp_path / 'run' / 'metrics.csv').open(newline='') as file:
        losses = [float(row['loss']) for row in csv.DictReader(file)]
    assert losses[-1] < losses[0]
    before = start_network(settings).state_dict()
    after = load_file(tmp_path / 'run' / 'network.safetensors')
    same = {name for name in before if torch.equal(before[name], after[name])}
    assert same == {name for name in before if name.startswith('backbone.')}
    assert (tmp_path / 'run' / 'validation.csv').read_text().count('\n') == 2
