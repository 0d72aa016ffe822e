"""Sends documents that ask the grader to import, evaluate, unpickle or open something."""

import only_in_the_sandbox

import base64
import json
import pickle

from course_lib.checks import answering

NPY = base64.b64encode(
    b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(128)
    + pickle.dumps(print)
).decode()
BOMB = {"kind": "int", "value": "9" * 5000}
FORGED = [
    {"kind": "class", "name": "os.system", "args": ["touch /tmp/left-behind"]},
    {"kind": "array", "npy": NPY},
    {"kind": "model", "config": {"class_name": "Lambda", "config": {"function": "import os"}}},
    {"kind": "table", "columns": "__import__('os')"},
    {"kind": "float", "value": "nan()"},
    BOMB,
    {"kind": "dict", "items": [[BOMB, BOMB]]},
]


def forge(request, namespace):
    FORGED.append(FORGED.pop(0))
    return json.dumps({"value": FORGED[0], "output": ""})


answering.answer_text = forge
