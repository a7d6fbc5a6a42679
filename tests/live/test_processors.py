"""Web processes of one port keep out of each other's way."""

from __future__ import annotations

import os
import resource

from tests.live.webs import Webs


def test_as_many_web_processes_as_processors_keep_to_one_each(webs: Webs):
    ours = sorted(os.sched_getaffinity(0))
    expected = [{ours[number % len(ours)]} for number in range(webs.number)]
    if webs.number < len(ours):
        expected = [set(ours)] * webs.number
    threads = [os.listdir(f"/proc/{process.pid}/task") for process in webs.processes]
    kept = [set().union(*(os.sched_getaffinity(int(each)) for each in of)) for of in threads]
    assert kept == expected


def test_each_may_open_as_many_files_as_it_is_allowed(webs: Webs):
    for web in webs.processes:
        may, most = resource.prlimit(web.pid, resource.RLIMIT_NOFILE)
        assert may == most
