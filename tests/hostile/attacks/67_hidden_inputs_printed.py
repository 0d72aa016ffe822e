"""Keeps what the hidden question asks and prints it, in plain and in code, wherever it can."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import base64
import os
import sys
import threading
import time

kept = []


def tell():
    for text in kept:
        for form in (
            text,
            text[::-1],
            text.encode().hex(),
            base64.b64encode(text.encode()).decode(),
        ):
            print(form, flush=True)
            print(form, file=sys.stderr, flush=True)
            os.write(1, form.encode())
            sys.__stdout__.write(form)


def secret(text):
    kept.append(text)
    tell()
    threading.Thread(target=lambda: (time.sleep(0.2), tell()), daemon=True).start()
    return ""


def hue(red, green, blue):
    tell()
    return str(kept)


def minmax(x):
    tell()
    return x
