import signal
import sys

import pytest

from vl4ad_ros.processes import ChildProcess


def child(code, **options):
    return ChildProcess([sys.executable, '-uc', code], {}, **options)


def test_lines_arrive_one_by_one_and_the_last_stay_readable():
    lines = []
    process = child('print("one"); print("two")', on_line=lines.append)
    assert process.wait(20) == 0
    assert lines == ['one', 'two'] == list(process.tail)


def test_leaving_the_block_ends_the_child():
    with child('import time; time.sleep(60)') as process:
        assert process.exit_code is None
        assert process.wait(0.1) is None
    assert process.exit_code is not None


def test_a_child_that_does_not_listen_is_killed():
    code = 'import signal, time; signal.signal(2, signal.SIG_IGN); print("on"); time.sleep(60)'
    started = []
    process = child(code, on_line=started.append, patience_s=0.5)
    while not started:
        assert process.exit_code is None
    assert process.stop(signal.SIGINT) == -signal.SIGKILL


@pytest.mark.parametrize('code', [0, 3])
def test_the_exit_code_is_the_childs(code):
    assert child(f'raise SystemExit({code})').wait(20) == code
