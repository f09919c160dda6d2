"""Watches worlds side by side: each argument is a folder with `job.json` and its tables; `scores.json` is written into it."""

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor

from watch_world import watch


def be_quiet():
    """LightGBM says much about small samples."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def watch_folder(folder):
    with open(os.path.join(folder, "job.json")) as file:
        job = json.load(file)
    scores = watch(folder, job)
    part = os.path.join(folder, "scores.json.part")
    with open(part, "w") as file:
        json.dump(scores, file)
    os.replace(part, os.path.join(folder, "scores.json"))
    return folder


if __name__ == "__main__":
    processes, folders = int(sys.argv[1]), sys.argv[2:]
    with ProcessPoolExecutor(processes, initializer=be_quiet) as pool:
        for done in pool.map(watch_folder, folders):
            print(f"  {os.path.basename(done)}: watched by the peers", flush=True)
