"""Tells what the hidden question asks in the names, messages and notes of its errors."""

import only_in_the_sandbox


def secret(text):
    error = type(text, (Exception,), {"__module__": text})(text + " " + text.encode().hex())
    error.add_note(text)
    raise error from ValueError(text[::-1])
