"""Answers with JSON that readers disagree on: huge numbers, encodings, keys twice, brackets."""

import only_in_the_sandbox

from course_lib.checks import answering

RIGHT = '{"value":{"kind":"none"},"output":""}'
TEXTS = [
    RIGHT.encode("utf-16"),
    RIGHT.encode("utf-32"),
    b"\xef\xbb\xbf" + RIGHT.encode(),
    b'{"value":1e999999999,"output":""}',
    b'{"value":' + b"9" * 5_000_000 + b',"output":""}',
    b'{"value":0.' + b"9" * 5_000_000 + b',"output":""}',
    b'{"value":{"kind":"none"},"value":{"kind":"none"},"output":""}',
    b'{"value":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    b'{"error":{"type":"\\ud800","message":"\\udfff\\u0000"},"output":"\\ud800\\u0000"}',
    b'{"missing":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
]
asked = 0


class Text(str):
    def encode(self, *options):
        global asked
        asked += 1
        return TEXTS[asked % len(TEXTS)]


answering.answer_text = lambda request, namespace: Text()
