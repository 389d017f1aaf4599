"""Bits flipped at random in what was written: `verify` finds each, or the next run repairs it."""
import shutil
import subprocess

from job import BINARY


def flip(path, generator):
    """Flips a bit of a file, and says which."""
    content = bytearray(path.read_bytes())
    bit = generator.randrange(8 * len(content))
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)
    return bit


def files_of(output, hidden=False):
    return [path for path in sorted(output.rglob("*"))
            if path.is_file() and path.stat().st_size and (".ul2prep" in path.parts) == hidden]


def published(job, count, generator):
    """Flips in a finished output; each file as often as any other, whatever its size."""
    job.finish()
    files = files_of(job.output)
    for number in range(count):
        path = files[number % len(files)]
        before = path.read_bytes()
        bit = flip(path, generator)
        found = subprocess.run([BINARY, "verify", str(job.output), "--progress", "none"], capture_output=True)
        if found.returncode not in (1, 65, 66, 74):
            raise SystemExit(
                f"crash: {job.name}: bit {bit} of {path.name}: verify: exit {found.returncode}: "
                f"{found.stderr.decode()}")
        path.write_bytes(before)
    job.clear()
    print(f"flips: {job.name}: {count} in {len(files)} files, all found by verify", flush=True)


def unfinished(job, count, generator, folder):
    """Flips in the records of an unfinished output: the next run makes the same bytes, or says what to do."""
    kept = folder / "unfinished"
    refused = 0
    for round in range(count):
        if round % 20 == 0:
            shutil.rmtree(kept, ignore_errors=True)
            while True:
                job.clear()
                task = job.start()
                try:
                    task.wait(job.seconds * generator.uniform(0.3, 0.9))
                except subprocess.TimeoutExpired:
                    task.kill()
                task.communicate()
                if (job.output / ".ul2prep").exists() and not (job.output / "manifest.json").exists():
                    break
            shutil.copytree(job.output, kept)
        job.clear()
        shutil.copytree(kept, job.output)
        files = [path for path in files_of(job.output, hidden=True) if ".done" in path.name or
                 path.name in ("configuration", "command.json", "inputs.json.zst", "units.json", "host")
                 or "publish" in path.parts]
        if not files:
            continue
        path = generator.choice(files)
        bit = flip(path, generator)
        task = job.run()
        if task.status:
            # What it asks for is the fix in brackets, or after the problem.
            if task.status not in (65, 73, 74) or "(" not in task.errors:
                raise SystemExit(f"crash: {job.name}: bit {bit} of {path}: exit {task.status}: {task.errors}")
            refused += 1
        else:
            job.compare(f"bit {bit} of {path}")
    job.clear()
    shutil.rmtree(kept, ignore_errors=True)
    print(f"flips: {job.name}: {count} in an unfinished output's records, {refused} refused, the rest the same bytes",
          flush=True)
