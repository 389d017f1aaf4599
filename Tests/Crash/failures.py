"""System calls that fail, one in each run: the run ends well, or with an error, and the next one finishes the output."""
import errno
import os

KINDS = {
    "open": [errno.EIO, errno.EMFILE],
    "read": [errno.EIO, "short"],
    "write": [errno.ENOSPC, errno.EIO, "short"],
    "fsync": [errno.EIO, errno.ENOSPC],
    "rename": [errno.EIO, errno.ENOSPC],
    "link": [errno.EIO, errno.EPERM],
    "list": [errno.EIO],
    "entry": [errno.EIO],
    "mkdir": [errno.ENOSPC],
    "unlink": [errno.EIO],
    "rmdir": [errno.EIO],
}
# Documented in docs/commands.md; 75: interrupted is not among them.
STATUSES = {0, 64, 65, 66, 69, 73, 74, 78}


def counted(job, library, folder):
    """How many calls of each kind an undisturbed task makes."""
    counts = folder / "counts"
    task = job.run(environment={
        "LD_PRELOAD": library, "FAULTS_UNDER": str(folder), "FAULTS_COUNTS": str(counts)})
    if task.status:
        raise SystemExit(f"crash: {job.name}, counted: exit {task.status}: {task.errors}")
    job.compare("counted")
    job.clear()
    return {kind: int(count) for kind, count in map(str.split, counts.read_text().splitlines())}


def points(counts, generator, most):
    """What fails: all calls of each kind; where there are many, the first, the last, and random ones."""
    for kind, failures in KINDS.items():
        numbers = list(range(1, counts[kind] + 1))
        if len(numbers) > most:
            edge = max(1, most // 4)
            middle = generator.sample(numbers[edge:-edge], most - 2 * edge)
            numbers = numbers[:edge] + sorted(middle) + numbers[-edge:]
        for number in numbers:
            for failure in failures:
                yield f"{kind}:{number}:{failure}"
            if kind == "write":
                yield f"{kind}:{number}:{errno.ENOSPC}:on"


def check(job, point, library, folder):
    """One run with a failing call, and one without; returns whether the first had to give up."""
    task = job.run(environment={
        "LD_PRELOAD": library, "FAULTS_UNDER": str(folder), "FAULTS_FAIL": point})
    if task.status not in STATUSES:
        raise SystemExit(f"crash: {job.name}, {point}: exit {task.status}: {task.errors}")
    if task.status:
        lines = task.errors.strip().splitlines()
        if not lines or not any(line.startswith("ul2prep: ") for line in lines):
            raise SystemExit(f"crash: {job.name}, {point}: exit {task.status} without an error: {task.errors}")
        if (job.output / "manifest.json").exists():
            # It had been published: whatever failed came after that.
            if not set(os.listdir(job.output)) >= {name.split("/")[0] for name in job.expected}:
                raise SystemExit(f"crash: {job.name}, {point}: published, but not whole")
    elif not (job.output / ".ul2prep").exists():
        # Else it is published too; what could not be removed goes with the next run.
        job.compare(point)
    job.finish_as_expected(f"after {point} ({task.errors.strip()})")
    return task.status != 0


def run(job, library, folder, generator, most):
    counts = counted(job, library, folder)
    chosen = list(points(counts, generator, most))
    ended = sum(check(job, point, library, folder) for point in chosen)
    calls = ", ".join(f"{count} × {kind}" for kind, count in counts.items() if count)
    print(f"failures: {job.name}: {len(chosen)} tried ({calls}), {ended} ended the run, all finished by the next one",
          flush=True)
