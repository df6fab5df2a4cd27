"""The vocabulary in use while the node runs, and how it changes."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from ..errors import VocabularyError
from ..structures import GroupEmbeddings
from .embedding import Encoder, embed_vocabulary
from .vocabulary import Vocabulary
from .writer import with_ood_prompts


class VocabularyKeeper:
    """
    A vocabulary and prompts besides its own, embedded.

    Changes are embedded one after the other in a thread of their own, and then handed to `apply`,
    in that thread; what it raises refuses the change. A change that fails leaves all as it was.
    Raises VocabularyError or EngineError when the first one cannot be embedded.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        prompts: Sequence[str],
        encoder: Encoder,
        default_temperature: float,
        cache_dir: Path | None = None,
    ) -> None:
        self._encoder = encoder
        self._default_temperature = default_temperature
        self._cache_dir = cache_dir
        self._base = vocabulary
        self._is_closed = False
        self.apply: Callable[[GroupEmbeddings], None] = lambda text: None
        self.prompts = tuple(prompts)
        self.vocabulary = with_ood_prompts(vocabulary, prompts)
        self.text = self._embed(self.vocabulary)
        self._thread = ThreadPoolExecutor(1, 'vl4ad_vocabulary')

    def replace(self, vocabulary: Vocabulary) -> 'Future[GroupEmbeddings]':
        """Take another vocabulary; prompts that were added to the one before are gone."""
        return self._thread.submit(lambda: self._change(vocabulary, ()))

    def add_prompts(self, prompts: Sequence[str]) -> 'Future[GroupEmbeddings]':
        """Add to the prompts; those that are there already change nothing."""

        def change() -> GroupEmbeddings:
            return self._change(self._base, tuple(dict.fromkeys((*self.prompts, *prompts))))

        return self._thread.submit(change)

    def set_prompts(self, prompts: Sequence[str]) -> 'Future[GroupEmbeddings]':
        """Take these prompts in place of those before."""
        return self._thread.submit(lambda: self._change(self._base, tuple(prompts)))

    def check_prompts(self, prompts: Sequence[str]) -> None:
        """Raise VocabularyError when `set_prompts` would refuse these."""
        with_ood_prompts(self._base, prompts)

    def close(self) -> None:
        """Begin no other change, and give up the one that is made."""
        self._is_closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _change(self, base: Vocabulary, prompts: tuple[str, ...]) -> GroupEmbeddings:
        if base is self._base and prompts == self.prompts:
            return self.text
        vocabulary = with_ood_prompts(base, prompts)
        text = self._embed(vocabulary)
        self.apply(text)
        self._base, self.prompts, self.vocabulary, self.text = base, prompts, vocabulary, text
        return text

    def _embed(self, vocabulary: Vocabulary) -> GroupEmbeddings:
        return embed_vocabulary(
            vocabulary, self._encoder, self._default_temperature, self._cache_dir, self._go_on
        )

    def _go_on(self, done: int, total: int) -> None:
        if self._is_closed:
            raise VocabularyError(
                f'given up at {done} of {total} concepts: the node was cleaned up meanwhile'
            )
