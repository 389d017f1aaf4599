#!/usr/bin/env python3
"""What a token costs, from 10 M to 1 B of them and in 1, 4 and 16 tasks, and what follows for 100B, 1T and
15T: the figures, tables and plot of docs/scale.md.

    scale.py measure [NAME …]
                        a round more in Benchmarks/scale.json, of all or of these: a quarter of an hour, 20 GB
                        of disk
    scale.py            prints the page's tables, by the medians of all rounds there, and writes them and
                        docs/scale.svg

The processor's seconds of whole processes, theirs and the system's, all commands in turn; what a process has
asked of files is what the system counts (/proc/PID/io). The text is this machine's own, a gigabyte at most
without repetition; where more is needed it is taken again in the same order, farther back than any cache of
the encoder reaches. Stores are cut out of its tokens, with documents as long as each source's are. Processes
have one worker.
"""
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time

import bench
import scale_inputs
from scale_inputs import HOLLOW, SIZES, WORK

RESULTS = bench.ROOT / "Benchmarks/scale.json"
TASKS = [1, 4, 16]
SHARDS = [(columns, compression) for columns in ("compact", "full")
          for compression in ("none", "zstd:1", "zstd:3")]


def finish(process):
    """What a process has used, once it has ended."""
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    with open(f"/proc/{process.pid}/io") as file:
        io = {name: int(count) for name, count in (line.split(": ") for line in file)}
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {"cpu": usage.ru_utime + usage.ru_stime, "resident": usage.ru_maxrss * 1024, "read": io["rchar"],
            "reads": io["syscr"], "written": io["wchar"], "from_disk": io["read_bytes"]}


def start(*arguments):
    return subprocess.Popen(
        [bench.BINARY, *map(str, arguments), "--progress", "none"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)


def run(*arguments):
    process = start(*arguments)
    used = finish(process)
    if process.returncode != 0:
        sys.exit(f"scale: {' '.join(map(str, arguments))}: exit code {process.returncode}")
    return used


def remove(*names):
    for name in names:
        shutil.rmtree(WORK / name, ignore_errors=True)


# MARK: What is measured

def plan_job(size, *more):
    return ["plan", "--mixture", WORK / "mixture.json", "--tokens", WORK / f"stores-{size}",
            "--tokenizer-model", bench.MODEL, "--total-tokens", size, *more]


def tokenize(size):
    remove("out")
    bench.take_pages()
    used = run("tokenize", "--source", "c4", "--tokenizer-model", bench.MODEL, "--output", WORK / "out",
               "--workers", 1, WORK / f"raw-{size}")
    manifest = json.loads((WORK / "out/manifest.json").read_text())
    files = list((WORK / "out").glob("*.meta.*"))
    return used | {key: manifest[key] for key in ("tokens", "documents", "text_bytes")} | {
        "input_bytes": sum(path.stat().st_size for path in (WORK / f"raw-{size}").iterdir()),
        "provenance_bytes": sum(path.stat().st_size for path in files)}


def plan(size):
    remove(f"plan-{size}")
    for path in (WORK / f"stores-{size}").rglob("*.idx"):
        with open(path, "rb") as file:  # into the page cache
            while file.read(1 << 24):
                pass
    used = run(*plan_job(size, "--output", WORK / f"plan-{size}"))
    manifest = json.loads((WORK / f"plan-{size}/manifest.json").read_text())
    totals = manifest["totals"]
    return used | {"tokens": totals["tokens"], "rows": totals["rows"], "blocks": totals["blocks"],
                   "documents": sum(source["documents"] for source in manifest["sources"]),
                   "plan_bytes": (WORK / f"plan-{size}/plan.bin").stat().st_size}


def pack_job(size, *more):
    if not (WORK / f"plan-{size}").exists():
        plan(size)
    return ["pack", "--plan", WORK / f"plan-{size}", "--output", WORK / "out", "--workers", 1, *more]


def pack(size, *more):
    remove("out")
    bench.take_pages()
    used = run(*pack_job(size, *more))
    index = json.loads((WORK / "out/index.json").read_text())["shards"]
    return used | {"tokens": json.loads((WORK / "out/manifest.json").read_text())["totals"]["tokens"],
                   "row_bytes": sum(shard["raw_data"]["bytes"] for shard in index),
                   "shard_bytes": sum((shard["zip_data"] or shard["raw_data"])["bytes"] for shard in index)}


def summed(used, tokens):
    return {key: sum(each[key] for each in used) for key in used[0]} | {
        "resident": max(each["resident"] for each in used), "tokens": tokens}


def pack_at_once(size, count):
    """So many tasks, started together on these cores."""
    remove("out")
    bench.take_pages()
    tasks = [start(*pack_job(size, "--rank", rank, "--world-size", count)) for rank in range(count)]
    used = [finish(task) for task in tasks]
    if any(task.returncode != 0 for task in tasks):
        sys.exit("scale: a task failed")
    return summed(used, json.loads((WORK / "out/manifest.json").read_text())["totals"]["tokens"])


def forecast(size, count):
    job = [bench.BINARY, *map(str, plan_job(size, "--tasks", count, "--json"))]
    return json.loads(subprocess.run(job, check=True, capture_output=True).stdout)["tasks"]["each"]


def own_part(size, rank, count, units):
    """One of so many tasks with no other beside it, in an output of its own; ended when its own units are
    done, since it would continue with those of others."""
    remove("out")
    task = start(*pack_job(size, "--rank", rank, "--world-size", count))
    # Not reaped: what it has used is asked for later.
    while os.waitid(os.P_PID, task.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if len(list((WORK / "out/.ul2prep").glob("*.done"))) >= units and count > 1:
            task.kill()
            break
        time.sleep(0.005)
    used = finish(task)
    if task.returncode != (-signal.SIGKILL if count > 1 else 0):
        sys.exit("scale: a task failed")
    return used


def pack_parts(size, count):
    bench.take_pages()
    each = forecast(size, count)
    used = [own_part(size, task["rank"], count, task["units"]) for task in each]
    return summed(used, sum(task["tokens"] for task in each))


def cold_task(size, count):
    """The first of so many, with nothing of the stores in memory: what the disk gives for what it asks."""
    first = forecast(size, count)[0]
    for path in (WORK / f"stores-{size}").rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return {"asked": first["read_bytes"], "windows": first["window_bytes"],
            "from_disk": own_part(size, 0, count, first["units"])["from_disk"]}


def rounds():
    """Each name and what measures it, in the order in which they are measured."""
    largest = max(SIZES)
    for size in SIZES:
        yield "tokenize", size, lambda: tokenize(size)
        yield "plan", size, lambda: plan(size)
        yield "pack", size, lambda: pack(size)
    for count in TASKS:
        yield "parts", count, lambda: pack_parts(largest, count)
        yield "at once", count, lambda: pack_at_once(largest, count)
    for count in TASKS[1:]:
        yield "cold", count, lambda: cold_task(largest, count)
    yield "plan", HOLLOW, lambda: plan(HOLLOW)
    rated = min(SIZES, key=lambda size: abs(size - 1e8))
    for columns, compression in SHARDS:
        yield f"{columns} {compression}", rated, lambda: pack(
            rated, "--columns", columns, "--compression", compression)


def measure(names):
    WORK.mkdir(parents=True, exist_ok=True)
    if not (WORK / "ready").exists() or (WORK / "ready").read_text() != repr(SIZES):
        if shutil.disk_usage(WORK).free < 20 * max(SIZES):
            sys.exit(f"scale: {20 * max(SIZES) / 1e9:.0f} GB of disk are needed")
        shutil.rmtree(WORK)
        WORK.mkdir()
        print("scale: making the inputs under .bench/, once", file=sys.stderr)
        # In a process of its own: what this one has held would count as its children's.
        subprocess.run([sys.executable, scale_inputs.__file__], check=True)
        (WORK / "ready").write_text(repr(SIZES))
    results = []
    for name, key, body in rounds():
        if names and name not in names:
            continue
        used = body()
        results.append({"name": name, "key": key} | used)
        shown = {field: round(value, 3) for field, value in used.items()}
        print(name, key, shown, f"load {os.getloadavg()[0]:.1f}", flush=True)
    remove("out", *(f"plan-{size}" for size in [*SIZES, HOLLOW]))
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    with open("/proc/cpuinfo") as lines:
        processor = next(line.split(": ")[1].strip() for line in lines if line.startswith("model name"))
    known.append({"date": time.strftime("%Y-%m-%d"), "processor": processor, "cores": os.cpu_count(),
                  "system": platform.release(), "load": round(os.getloadavg()[1], 1), "results": results})
    RESULTS.write_text(json.dumps(known, indent=1) + "\n")


def main():
    if sys.argv[1:2] == ["measure"]:
        return measure(sys.argv[2:])
    # Matplotlib is large, and would count as the children's memory.
    import scale_plot
    import scale_sums

    rates = scale_sums.Rates(json.loads(RESULTS.read_text()))
    tables = scale_sums.tables(rates)
    print("\n".join(tables.values()))
    scale_sums.write(bench.ROOT / "docs/scale.md", tables)
    scale_plot.draw(rates, bench.ROOT / "docs/scale.svg")


if __name__ == "__main__":
    main()
