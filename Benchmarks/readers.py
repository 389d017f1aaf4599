#!/usr/bin/env python3
"""The readers against what people use today: one core, interleaved, medians; part of `make bench`.

`.venv-bench` holds the peers (Benchmarks/requirements.txt). Inputs are made from the fixtures under .bench/,
about 100 MB of text each (Parquet 400). Seconds are the processor's, so that a busy machine changes little: ours of the whole
process of `read --count`, theirs of the loop alone.
"""
import bz2
import gzip
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / ".build/release/ul2prep"
WORK = ROOT / ".bench/readers"
RUNS = int(os.environ.get("RUNS", "5"))
TEXT = 100_000_000


def make_c4(path):
    parts = [gzip.open(file).read() for file in sorted((ROOT / "fixtures/c4").glob("*.gz"))]
    lines = b"".join(part if part.endswith(b"\n") else part + b"\n" for part in parts)
    with gzip.open(path, "wb", compresslevel=6) as output:
        for _ in range(TEXT // len(lines)):
            output.write(lines)


def make_wet(path):
    """A member a record, as Common Crawl writes them; blocks as long as its own: the real sample's 21 have 7,725
    bytes on average, so some of the fixtures' short ones are joined."""
    data = b"".join(
        gzip.open(file).read() for file in sorted((ROOT / "fixtures/common_crawl").glob("*.wet.gz")))
    records = [record.partition(b"\r\n\r\n") for record in
               re.split(rb"(?:^|\r\n\r\n)WARC/1\.0\r\n", data)[1:] if b": conversion" in record]
    members, block = [], b""
    for head, _, text in records:
        block += text
        if len(block) >= 7000:
            head = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % len(block), head)
            members.append(gzip.compress(b"WARC/1.0\r\n%s\r\n\r\n%s\r\n\r\n" % (head, block), 6))
            block = b""
    with open(path, "wb") as output:
        for _ in range(TEXT // len(data)):
            output.writelines(members)


def make_parquet(path):
    """As The Stack's shards: Snappy, 1,000 rows a group, one column of long text among others. Its texts have 5.3 KB
    on average, as the real sample's, so five of the fixtures' short ones are joined."""
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(
        ROOT / "fixtures/the_stack/data-00000-of-00144.parquet")
    texts = table["content"].to_pylist()
    rows = len(texts) // 5
    joined = ["".join(texts[5 * i : 5 * i + 5]) for i in range(rows)]
    table = table.slice(0, rows).set_column(
        table.schema.get_field_index("content"), "content", pyarrow.array(joined))
    size = sum(len(text) for text in table["content"].to_pylist())
    tables = pyarrow.concat_tables([table] * (4 * TEXT // size))
    pyarrow.parquet.write_table(tables, path, compression="snappy", row_group_size=1000)


def make_posts(path):
    text = (ROOT / "fixtures/stackexchange/Posts.xml").read_text()
    head, rows, tail = re.match(r"(.*<posts>\s*)(.*)(</posts>\s*)", text, re.S).groups()
    step = max(int(i) for i in re.findall(r' Id="(\d+)"', rows)) + 1
    with open(path, "w") as output:
        output.write(head)
        for copy in range(TEXT // len(rows.encode())):
            output.write(re.sub(
                r' (Id|ParentId|AcceptedAnswerId)="(\d+)"',
                lambda m: f' {m[1]}="{int(m[2]) + copy * step}"', rows))
        output.write(tail)


def make_bzip2(path):
    """One stream, as most dumps are."""
    lines = gzip.open(WORK / "c4.json.gz").read() if (WORK / "c4.json.gz").exists() else b""
    if not lines:
        make_c4(WORK / "c4.json.gz")
        lines = gzip.open(WORK / "c4.json.gz").read()
    path.write_bytes(bz2.compress(lines))


FORMS = {
    # name: (file, how it is made, source, peer, wanted ratio)
    "C4 .json.gz": ("c4.json.gz", make_c4, "c4", "c4", "isal + orjson", 1.5),
    "WET": ("pages.warc.wet.gz", make_wet, "common_crawl", "wet", "FastWARC", 1.3),
    "Parquet, content": ("stack.parquet", make_parquet, "the_stack", "parquet", "pyarrow", 1.0),
    "C4 .json.bz2": ("c4.json.bz2", make_bzip2, "c4", "lbzip2", "lbzip2 -n1, to nowhere", 1 / 1.1),
    "Posts.xml": ("Posts.xml", make_posts, "stackexchange", "posts", "lxml iterparse", 2.0),
}


def ours(path, source, *options):
    process = subprocess.Popen(
        ["taskset", "-c", "0", BINARY, "read", "--count", "--workers", "1", "--progress", "none",
         "--source", source, *options, path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    return json.loads(output)["text_bytes"], usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def theirs(path, peer):
    if peer == "lbzip2":
        process = subprocess.Popen(
            ["taskset", "-c", "0", "lbzip2", "-d", "-c", "-n1", path], stdout=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        return None, usage.ru_utime + usage.ru_stime
    output = subprocess.run(
        ["taskset", "-c", "0", sys.executable, ROOT / "Benchmarks/peers.py", peer, path],
        check=True, capture_output=True, text=True).stdout.split()
    return int(output[0]), float(output[1])


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    unknown = set(wanted) - {form[3] for form in FORMS.values()}
    if unknown:
        sys.exit(f"no such peer: {', '.join(sorted(unknown))}")
    differing = []
    print(f"{'':20}{'ours MB/s':>10}{'theirs':>8}{'ratio':>7}{'goal':>6}{'resident MB':>13}  peer")
    for name, (file, make, source, peer, title, goal) in FORMS.items():
        if wanted and peer not in wanted:
            continue
        path = WORK / file
        if not path.exists():
            make(path)
        options = ["--raw"] if peer in ("parquet", "posts") else []
        mine, other, resident = [], [], 0
        for _ in range(RUNS):
            size, seconds, memory = ours(path, source, *options)
            mine.append(seconds)
            resident = max(resident, memory)
            their_size, seconds = theirs(path, peer)
            other.append(seconds)
        if their_size and abs(size - their_size) > 0.1 * size:
            differing.append(f"{name}: text bytes differ, {size} and {their_size}")
        mine, other = statistics.median(mine), statistics.median(other)
        print(f"{name:20}{size / mine / 1e6:10.0f}{size / other / 1e6:8.0f}{other / mine:7.2f}{goal:6.1f}"
              f"{resident / 1e6:13.0f}  {title}")
    if differing:
        sys.exit("\n".join(differing))


if __name__ == "__main__":
    main()
