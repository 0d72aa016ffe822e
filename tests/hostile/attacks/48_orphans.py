"""Leaves processes behind: in the background, in other groups, and parents of each other."""

EXPECT = {"least": 2}

import only_in_the_sandbox

import os
import signal
import subprocess
import time

for number in range(4):
    if os.fork() == 0:
        os.setpgid(0, 0)
        for other in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(other, signal.SIG_IGN)
        if os.fork():
            os._exit(0)
        os.closerange(0, 256)
        while True:
            time.sleep(1)
subprocess.Popen(["sleep", "1000"], start_new_session=False)
subprocess.Popen(["sh", "-c", "nohup sleep 1000 &"])
