"""
What an ONNX file asks for, read before anything runs it.

ONNX Runtime loads external data from wherever the file points to. The few facts that matter are
therefore read from the protocol buffer itself, which spares a robot the onnx package.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .errors import BundleError

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_MAX_DEPTH = 32  # of messages in messages; graphs in graphs go no deeper in practice

# Of each message the fields that can lead to a domain or to external data, by field number.
_CHILDREN: dict[str, dict[int, str]] = {
    'Model': {7: 'Graph', 8: 'OperatorSet', 20: 'Training', 25: 'Function'},
    'Training': {1: 'Graph', 2: 'Graph'},
    'Graph': {1: 'Node', 5: 'Tensor', 15: 'SparseTensor'},
    'Function': {7: 'Node', 9: 'OperatorSet', 11: 'Attribute'},
    'Node': {5: 'Attribute'},
    'Attribute': {
        5: 'Tensor', 10: 'Tensor', 6: 'Graph', 11: 'Graph', 22: 'SparseTensor', 23: 'SparseTensor',
    },
    'SparseTensor': {1: 'Tensor', 2: 'Tensor'},
    'Tensor': {13: 'ExternalData'},
    'OperatorSet': {},
    'ExternalData': {},
}  # fmt: skip
_NODE_OPERATOR, _NODE_DOMAIN = 4, 7
_SET_DOMAIN, _SET_VERSION = 1, 2
_KEY, _VALUE = 1, 2


@dataclass
class OnnxFacts:
    """The operators and the external files of an ONNX file."""

    opset: int = 0  # version of the standard operators
    domains: set[str] = field(default_factory=set)  # of all operators; '' is the standard
    external_files: set[str] = field(default_factory=set)  # as the file names them
    operators: set[str] = field(default_factory=set)  # names, of all domains


def read_onnx_facts(path: Path) -> OnnxFacts:
    """Return the facts. Raises BundleError when the file is no complete ONNX model."""
    facts = OnnxFacts()
    try:
        with path.open('rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            _walk(data, 0, len(data), 'Model', facts, depth=0)
    except (ValueError, IndexError) as err:
        raise BundleError(f'{path} is not an ONNX model: export or copy the bundle again') from err
    if not facts.opset:
        raise BundleError(f'{path} names no ONNX operator set: export the bundle again')
    return facts


def _walk(
    data: mmap.mmap, start: int, stop: int, message: str, facts: OnnxFacts, depth: int
) -> None:
    if depth > _MAX_DEPTH:
        raise ValueError('messages are nested too deeply')
    children = _CHILDREN[message]
    for number, wire_type, begin, end in _fields(data, start, stop):
        if message == 'Node' and number == _NODE_DOMAIN:
            facts.domains.add(_domain(data[begin:end]))
        elif message == 'Node' and number == _NODE_OPERATOR:
            facts.operators.add(data[begin:end].decode())
        elif wire_type == _LENGTH and children.get(number) == 'OperatorSet':
            _read_operator_set(data, begin, end, facts)
        elif wire_type == _LENGTH and children.get(number) == 'ExternalData':
            _read_external_data(data, begin, end, facts)
        elif wire_type == _LENGTH and number in children:
            _walk(data, begin, end, children[number], facts, depth + 1)


def _read_operator_set(data: mmap.mmap, start: int, stop: int, facts: OnnxFacts) -> None:
    domain, version = '', 0
    for number, _, begin, end in _fields(data, start, stop):
        if number == _SET_DOMAIN:
            domain = _domain(data[begin:end])
        elif number == _SET_VERSION:
            version, _ = _varint(data, begin, end)
    facts.domains.add(domain)
    if not domain:
        facts.opset = max(facts.opset, version)


def _read_external_data(data: mmap.mmap, start: int, stop: int, facts: OnnxFacts) -> None:
    entry = {
        number: data[begin:end].decode()
        for number, _, begin, end in _fields(data, start, stop)
        if number in (_KEY, _VALUE)
    }
    if entry.get(_KEY) == 'location':
        facts.external_files.add(entry.get(_VALUE, ''))


def _domain(name: bytes) -> str:
    domain = name.decode()
    return '' if domain == 'ai.onnx' else domain  # two names of the standard operators


def _fields(
    data: mmap.mmap, start: int, stop: int
) -> Iterator[tuple[int, int, int, int]]:  # number, wire type, where the value begins and ends
    at = start
    while at < stop:
        tag, begin = _varint(data, at, stop)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == _VARINT:
            _, end = _varint(data, begin, stop)
        elif wire_type == _FIXED64:
            end = begin + 8
        elif wire_type == _FIXED32:
            end = begin + 4
        elif wire_type == _LENGTH:
            length, begin = _varint(data, begin, stop)
            end = begin + length
        else:
            raise ValueError(f'unknown wire type {wire_type}')
        if end > stop:
            raise ValueError('the file is cut short')
        yield number, wire_type, begin, end
        at = end


def _varint(data: mmap.mmap, start: int, stop: int) -> tuple[int, int]:  # value, where it ends
    value = 0
    for shift, at in enumerate(range(start, min(start + 10, stop))):
        byte = data[at]
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at + 1
    raise ValueError('a number is cut short')
