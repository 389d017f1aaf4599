"""ul2prep in N Ray tasks: python run.py --ranks N [--cpus C] ul2prep tokenize … (or ul2prep pack …)

Each task is a rank, for any node: paths are on a file system that all nodes share. Where the program ends
with 74 (a disk, the network), with 75 (interrupted), by a signal, or with its node, Ray starts the rank
again, which goes on with what is missing. Any other exit is the command's or the input's fault: it would come
again, and ends the run.
"""
import argparse
import os
import shutil
import subprocess
import sys

import ray

AGAIN = {74, 75}


class Interrupted(Exception):
    """The same command continues from where this one was."""


@ray.remote
def run_rank(command, rank, directory):
    """Runs the command of one rank. Returns its exit and last line, where it is not to be started again."""
    # The kernel ends the program when this worker dies. Without setpriv (util-linux) it may live on, and the
    # next one of its rank works beside it: some units are made twice, of the same bytes.
    setpriv = shutil.which("setpriv")
    tied = [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command
    last = ""
    with subprocess.Popen(
            tied, cwd=directory, stderr=subprocess.PIPE, text=True, errors="replace") as program:
        for line in program.stderr:
            print(f"rank {rank}: {line}", end="", flush=True)
            last = line.strip()
    if program.returncode < 0 or program.returncode in AGAIN:
        raise Interrupted(f"rank {rank} ended with {program.returncode}: {last}")
    return program.returncode, last


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ranks", type=int, required=True, help="tasks that share the work")
    parser.add_argument("--cpus", type=int, default=1, help="processors of each, and its --workers")
    parser.add_argument("--retries", type=int, default=20, help="how often a rank is started again")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    shares = ["--world-size", str(given.ranks), "--workers", str(given.cpus), "--rank"]

    ray.init(logging_level="warning")  # The cluster that RAY_ADDRESS names, else this machine alone.
    task = run_rank.options(
        num_cpus=given.cpus, max_retries=given.retries, retry_exceptions=[Interrupted])
    running = [
        task.remote([*given.command, *shares, str(rank)], rank, os.getcwd()) for rank in range(given.ranks)]
    while running:
        [ended], running = ray.wait(running)
        try:
            status, last = ray.get(ended)
        except (Interrupted, ray.exceptions.RayError) as error:
            status, last = 75, f"given up after {given.retries} retries: {getattr(error, 'cause', error)}"
        if status:
            print(f"run.py: exit {status}: {last}", file=sys.stderr)
            sys.exit(status)


if __name__ == "__main__":
    main()
