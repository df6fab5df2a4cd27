import pytest

from vl4ad_ros.engine.providers import ProviderChoice, choose_provider, execution_providers
from vl4ad_ros.errors import EngineError

CPU, CUDA, TENSORRT = (
    'CPUExecutionProvider', 'CUDAExecutionProvider', 'TensorrtExecutionProvider'
)  # fmt: skip


@pytest.mark.parametrize(
    ('wanted', 'available', 'name'),
    [
        ('cpu', [CPU], 'cpu'),
        ('cpu', [TENSORRT, CUDA, CPU], 'cpu'),
        ('cuda', [CUDA, CPU], 'cuda'),
        ('tensorrt', [TENSORRT, CUDA, CPU], 'tensorrt'),
        ('auto', [TENSORRT, CUDA, CPU], 'cuda'),
    ],
)
def test_present_provider_is_taken(wanted: str, available: list[str], name: str) -> None:
    assert choose_provider(wanted, available) == ProviderChoice(name)


def test_auto_says_why_it_takes_the_cpu() -> None:
    choice = choose_provider('auto', ['AzureExecutionProvider', CPU])
    assert choice.name == 'cpu'
    assert 'onnxruntime-gpu' in (choice.fallback_reason or '')


@pytest.mark.parametrize('wanted', ['cuda', 'tensorrt'])
def test_absent_provider_is_an_error_that_names_those_present(wanted: str) -> None:
    with pytest.raises(EngineError, match=f'{wanted!r} is not part of .* use one of auto, cpu'):
        choose_provider(wanted, [CPU])


def test_unknown_provider_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(EngineError, match="did you mean 'cuda'"):
        choose_provider('cuda:0', [CPU, CUDA])


def test_lesser_providers_assist_and_options_are_those_of_the_first() -> None:
    options = {'device_id': '0'}
    assert execution_providers('tensorrt', options) == [(TENSORRT, options), (CUDA, {}), (CPU, {})]
    assert execution_providers('cuda', {}) == [(CUDA, {}), (CPU, {})]
    assert execution_providers('cpu', {}) == [(CPU, {})]
