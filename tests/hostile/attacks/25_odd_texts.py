"""Prints and returns half characters, zeros, terminal codes and HTML, and names things so."""

EXPECT = {"problem": "The cell that begins"}

import only_in_the_sandbox

print("\ud800\x00\x1b[2J</script><script>alert(1)</script>\u202e\udfff")


def minmax(x):
    print("\ud800\x00")
    raise type("\ud83d\x00<b>", (Exception,), {})("\udfff\x00</script>\x1b]0;owned\x07")


def secret(text):
    return "\ud800" + text[::-1]


def hue(red, green, blue):
    return {"\ud800": "\x00"}


raise ValueError("\ud800\x00" + "\x1b" * 1000)
