"""Tasks killed at random moments: some of the same rank, their number another in each round."""
import signal
import time


def disturb(job, generator, environment={}):
    """Starts some tasks, kills them within the time that one takes alone, and says how many were killed."""
    size = generator.choice([1, 2, 3, 5])
    tasks = [job.start(generator.randrange(size), size, environment) for _ in range(generator.choice([1, 2, 3]))]
    killed = 0
    for task in tasks:
        time.sleep(generator.random() * job.seconds / len(tasks))
        if task.poll() is None:
            task.send_signal(generator.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
            killed += 1
    for task in tasks:
        errors = task.communicate()[1].decode()
        # Where another task makes again what a power cut had torn, one may find it missing.
        says_how = task.returncode == 74 and "run the same command again" in errors
        if task.returncode not in (0, 75, -signal.SIGKILL, -signal.SIGTERM) and not says_how:
            raise SystemExit(f"crash: {job.name}: exit {task.returncode}: {errors}")
    return killed


def run(job, rounds, generator):
    kills = finished = 0
    for round in range(rounds):
        kills += disturb(job, generator)
        if not (job.output / "manifest.json").exists() and generator.random() < 0.7 and round < rounds - 1:
            continue
        size = generator.choice([1, 2, 4])
        job.finish_as_expected("after kills", generator.randrange(size), size)
        finished += 1
    print(f"kills: {job.name}: {kills} tasks killed, {finished} outputs finished, all the same bytes", flush=True)
