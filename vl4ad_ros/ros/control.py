"""The node's services: another vocabulary, more prompts, on and off, and a fresh start."""

from collections.abc import Callable
from concurrent.futures import Future as Embedding
from dataclasses import dataclass

from rclpy.node import Node
from rclpy.service import Service
from rclpy.task import Future
from std_srvs.srv import SetBool, Trigger

from vl4ad_ros.srv import AddOodPrompts, GetVocabulary, SetVocabulary

from ..bundle import Bundle
from ..errors import Vl4adError, VocabularyError
from ..structures import GroupEmbeddings
from ..vocabulary.keeper import VocabularyKeeper
from ..vocabulary.reader import parse_vocabulary, read_vocabulary
from ..vocabulary.vocabulary import Vocabulary
from ..vocabulary.writer import vocabulary_yaml


@dataclass(frozen=True)
class Switches:
    """What the services make the node do."""

    enable: Callable[[bool], None]
    reset_tracks: Callable[[], None]
    note_prompts: Callable[[], None]  # after the prompts have changed


class Control:
    """The services of a configured node; texts are embedded while it goes on."""

    def __init__(
        self, node: Node, bundle: Bundle, keeper: VocabularyKeeper, switches: Switches
    ) -> None:
        self._node = node
        self._bundle = bundle
        self._keeper = keeper
        self._switches = switches
        self._services: list[Service] = [
            node.create_service(SetVocabulary, '~/set_vocabulary', self._set_vocabulary),
            node.create_service(AddOodPrompts, '~/add_ood_prompts', self._add_ood_prompts),
            node.create_service(GetVocabulary, '~/get_vocabulary', self._get_vocabulary),
            node.create_service(SetBool, '~/enable', self._enable),
            node.create_service(Trigger, '~/reset_tracks', self._reset_tracks),
        ]

    def destroy(self) -> None:
        """Take the services down."""
        while self._services:
            self._node.destroy_service(self._services.pop())

    async def _set_vocabulary(
        self, request: SetVocabulary.Request, response: SetVocabulary.Response
    ) -> SetVocabulary.Response:
        def begin() -> 'Embedding[GroupEmbeddings]':
            return self._keeper.replace(self._read(request.vocabulary))

        response.success, response.message = await self._changed(begin)
        response.digest = self._keeper.text.digest
        return response

    async def _add_ood_prompts(
        self, request: AddOodPrompts.Request, response: AddOodPrompts.Response
    ) -> AddOodPrompts.Response:
        def begin() -> 'Embedding[GroupEmbeddings]':
            prompts = [prompt for prompt in request.prompts if prompt.strip()]
            if not prompts:
                raise VocabularyError('there is no prompt in the request: name at least one')
            return self._keeper.add_prompts(prompts)

        response.success, response.message = await self._changed(begin)
        response.digest = self._keeper.text.digest
        return response

    async def _changed(
        self, begin: Callable[[], 'Embedding[GroupEmbeddings]']
    ) -> tuple[bool, str]:
        try:
            text = await self._embedded(begin())
        except Vl4adError as error:
            return False, str(error)
        except Exception as error:  # rclpy would end the node
            return False, f'{type(error).__name__}: {error}'
        self._switches.note_prompts()
        known = int(text.known.sum())
        return True, f'{known} known groups, {len(text.names) - known} OOD prompts'

    async def _embedded(self, embedding: 'Embedding[GroupEmbeddings]') -> GroupEmbeddings:
        """Wait for another thread without keeping the executor."""
        done: Future[None] = Future(executor=self._node.executor)

        def wake(embedding: 'Embedding[GroupEmbeddings]') -> None:
            done.set_result(None)
            if self._node.executor is not None:
                self._node.executor.wake()

        embedding.add_done_callback(wake)
        await done
        return embedding.result()

    def _read(self, vocabulary: str) -> Vocabulary:
        """Read YAML text, or the file of a name; a text has more than one line, or braces."""
        if '\n' in vocabulary.strip() or vocabulary.lstrip().startswith('{'):
            return parse_vocabulary(vocabulary, 'vocabulary')
        if not vocabulary.strip():
            raise VocabularyError(
                'the vocabulary in the request is empty: give YAML text or the name of a file'
            )
        return read_vocabulary(self._bundle.vocabulary_file(vocabulary.strip()))

    def _get_vocabulary(
        self, request: GetVocabulary.Request, response: GetVocabulary.Response
    ) -> GetVocabulary.Response:
        response.yaml = vocabulary_yaml(self._keeper.vocabulary)
        response.digest = self._keeper.text.digest
        response.names = list(self._keeper.text.names)
        return response

    def _enable(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        self._switches.enable(request.data)
        response.success = True
        response.message = 'images are processed' if request.data else 'images are left alone'
        return response

    def _reset_tracks(
        self, request: Trigger.Request, response: Trigger.Response
    ) -> Trigger.Response:
        self._switches.reset_tracks()
        response.success = True
        response.message = 'the next image begins new tracks'
        return response
