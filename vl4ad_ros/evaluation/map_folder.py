"""Maps of a network on disk: `<frame id>.npz` for each frame, and the words they speak of."""

import json
from pathlib import Path

import numpy as np

from ..errors import EvaluationError
from ..structures import AnomalyMaps, GroupEmbeddings

_WORDS = 'words.json'


class MapFolder:
    """Scores, labels and, where the network gives them, mask queries."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, frame_id: str, maps: AnomalyMaps) -> None:
        """Keep maps; the file is there whole or not at all."""
        path = self._path(frame_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix('.part')
        with part.open('wb') as file:
            if maps.query is None:
                np.savez(file, score=maps.score, label=maps.label)
            else:
                np.savez(file, score=maps.score, label=maps.label, query=maps.query)
        part.replace(path)

    def read(self, frame_id: str) -> AnomalyMaps:
        """Return a frame's maps. Raises EvaluationError when they are missing or damaged."""
        path = self._path(frame_id)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                query = arrays['query'].astype(np.int32) if 'query' in arrays else None
                score = arrays['score'].astype(np.float32)
                label = arrays['label'].astype(np.int32)
        except FileNotFoundError as err:
            raise EvaluationError(f'there are no maps {path}: run with --bundle once') from err
        except Exception as err:  # zipfile and numpy raise many kinds on damaged bytes
            raise EvaluationError(f'{path} holds no score and label: make it again') from err
        if score.ndim != 2 or score.shape != label.shape or label.min(initial=0) < 0:
            raise EvaluationError(
                f'{path}: expected score and label of one shape, labels from 0, '
                f'got {score.shape} and {label.shape}: make it again'
            )
        return AnomalyMaps(score, label, query=query)

    def write_words(self, text: GroupEmbeddings, method: str) -> None:
        """Keep what the labels mean, and whose maps these are."""
        self.folder.mkdir(parents=True, exist_ok=True)
        words = {
            'method': method,
            'names': text.names,
            'known': text.known.tolist(),
            'texts': text.texts,
            'digest': text.digest,
        }
        (self.folder / _WORDS).write_text(json.dumps(words, indent=1), encoding='utf-8')

    def read_words(self) -> tuple[GroupEmbeddings, str]:
        """Return the groups without their vectors, and whose maps these are."""
        path = self.folder / _WORDS
        try:
            words = json.loads(path.read_text(encoding='utf-8'))
            names = tuple(words['names'])
            groups = GroupEmbeddings(
                concepts=np.zeros((len(names), 1, 1), np.float32),
                concept_mask=np.ones((len(names), 1), np.bool_),
                known=np.array(words['known'], np.bool_),
                names=names,
                temperature=1.0,
                digest=words['digest'],
                texts=tuple(tuple(concepts) for concepts in words['texts']),
            )
            return groups, str(words['method'])
        except OSError as err:
            raise EvaluationError(f'there is no {path}: run with --bundle once') from err
        except (ValueError, KeyError, TypeError) as err:
            raise EvaluationError(f'{path} does not say what labels mean: make it again') from err

    def _path(self, frame_id: str) -> Path:
        return self.folder / f'{frame_id}.npz'
