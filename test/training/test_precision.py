import pytest

from vl4ad_ros.training.precision import precision_here, precision_on
from vl4ad_ros.training.settings import RunSettings


@pytest.mark.parametrize(
    ('asked', 'cpu', 'taken'),
    [
        ('bf16-mixed', 'AVX2', '32-true'),
        ('bf16-mixed', 'AVX512', 'bf16-mixed'),
        ('bf16-mixed', '', 'bf16-mixed'),
        ('16-mixed', 'AVX2', '16-mixed'),
        ('32-true', 'AVX2', '32-true'),
    ],
)
def test_bf16_gives_way_where_a_cpu_is_slow_at_it(asked, cpu, taken):
    assert precision_on(asked, cpu) == taken


def test_single_precision_is_what_it_is_on_every_machine():
    assert precision_here(RunSettings(accelerator='cpu', precision='32-true')) == '32-true'


def test_what_a_gpu_is_asked_for_stays():
    assert precision_here(RunSettings(accelerator='cuda', precision='bf16-mixed')) == 'bf16-mixed'
