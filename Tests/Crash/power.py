"""Power cuts: tasks killed at random moments, and what they had not synchronized taken back."""
import os
import pathlib
import shutil

from kills import disturb


class Log:
    """The calls of all tasks, in their order (faults.c)."""

    def __init__(self, path):
        lines = path.read_text().splitlines() if path.exists() else []
        self.calls = [line.split("\t") for line in lines]

    def unsynchronized(self):
        """The files whose bytes may be lost."""
        files = set()
        for call in self.calls:
            if call[0] == "W":
                files.add(int(call[1]))
            elif call[0] == "S":
                files.discard(int(call[1]))
        return files

    def uncertain(self):
        """The calls that may be undone, with the directory of each: no later synchronization made them last."""
        calls, synchronized = [], set()
        for number in range(len(self.calls) - 1, -1, -1):
            call = self.calls[number]
            if call[0] == "D":
                synchronized.add(call[1])
            elif call[0] not in "WS":
                directory = os.path.dirname(call[2] if call[0] == "R" else call[1])
                if directory not in synchronized:
                    calls.append((number, directory, call))
        return calls


def undo(call):
    """Takes back one call, if it has happened and can be."""
    kind = call[0]
    try:
        if kind in "CL":
            os.unlink(call[1])
        elif kind == "M":
            os.rmdir(call[1])
        elif kind == "X":
            os.mkdir(call[1])
        elif kind == "U" and call[2] != "-":
            os.link(call[2], call[1])
        elif kind == "R":
            if not os.path.lexists(call[1]):
                os.rename(call[2], call[1])
                if call[3] != "-":
                    os.link(call[3], call[2])
    except OSError:
        pass


def cut(log, output, generator):
    """What a power cut would have left of `output`; returns how many calls and files were lost.

    The names of all directories are lost from one moment on, as with a journal, or those of each from another."""
    uncertain = log.uncertain()
    together = generator.random() < 0.5
    moments = {}
    everywhere = generator.randrange(len(log.calls) + 1)
    lost = 0
    for number, directory, call in uncertain:
        moment = everywhere if together else moments.setdefault(
            directory, generator.randrange(len(log.calls) + 1))
        if number >= moment:
            undo(call)
            lost += 1
    unsynchronized = log.unsynchronized()
    for path in output.rglob("*"):
        if path.is_file() and path.stat().st_ino in unsynchronized:
            size = path.stat().st_size
            kept = generator.randrange(size + 1)
            with open(path, "r+b") as file:
                file.truncate(kept)
                # Some file systems keep the length, and not the bytes.
                if generator.random() < 0.5:
                    file.truncate(size)
            lost += 1
    return lost


def run(job, library, folder, rounds, generator):
    lost = finished = 0
    path = folder / "log"
    saved = pathlib.Path(f"{path}.saved")
    for round in range(rounds):
        shutil.rmtree(saved, ignore_errors=True)
        saved.mkdir()
        path.unlink(missing_ok=True)
        disturb(job, generator, {
            "LD_PRELOAD": library, "FAULTS_UNDER": str(job.output), "FAULTS_LOG": str(path)})
        lost += cut(Log(path), job.output, generator)
        if not (job.output / "manifest.json").exists() and generator.random() < 0.6 and round < rounds - 1:
            continue
        size = generator.choice([1, 2, 4])
        job.finish_as_expected("after a power cut", generator.randrange(size), size)
        finished += 1
    print(f"power cuts: {job.name}: {rounds}, which lost {lost} names and files; {finished} outputs finished, "
          "all the same bytes", flush=True)
