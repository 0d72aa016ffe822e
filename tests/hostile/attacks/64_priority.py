"""Raises its priority, binds itself to processors, asks for real time, and locks memory."""

import only_in_the_sandbox

import os
import resource

done = []
for attempt in (
    lambda: os.nice(-20),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
    lambda: os.setpriority(os.PRIO_USER, 0, -20),
    lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
    lambda: resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY,) * 2),
    lambda: resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2),
    lambda: resource.setrlimit(resource.RLIMIT_MEMLOCK, (1 << 40, 1 << 40)),
):
    try:
        attempt()
        done.append(attempt)
    except (OSError, ValueError):
        pass
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
len(done) > 1 and print("SEEN", done)
