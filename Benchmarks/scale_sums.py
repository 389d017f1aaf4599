"""The sums of docs/scale.md, from measured rates and a few assumptions, and the tables of them."""
import math
import statistics

import bench

# What a reader changes: each is in docs/scale.md too.
ASSUMED = {
    "bytes of text per token": 4.2,
    "compression of inputs": 2.6,
    "tokens a document": 870,
    "bytes an input": 150e6,
    "bytes an id": 2,
    "cores a machine": 64,
    "bytes a second a machine": 1e9,
}
CORPORA = {"100B": 100e9, "1T": 1e12, "15T": 15e12}
MACHINES = [1, 10, 100]
WEIGHTS = [weight for weight, _ in bench.SOURCES.values()]
SHARES = [weight / sum(WEIGHTS) for weight in WEIGHTS]
RUN_TOKENS = 4 << 20
WINDOW_TOKENS = 1 << 30
BLOCK_POSITIONS = 1 << 25


class Rates:
    """Medians of all rounds."""

    def __init__(self, rounds):
        self.rounds = rounds
        self.values = {}
        for each in rounds:
            for result in each["results"]:
                self.values.setdefault((result["name"], result["key"]), []).append(result)

    def keys(self, name):
        return sorted(key for found, key in self.values if found == name)

    def value(self, name, key, field):
        return statistics.median(result[field] for result in self.values[name, key])

    def per(self, name, key, field, unit="tokens"):
        return statistics.median(result[field] / result[unit] for result in self.values[name, key])

    def largest(self, name, field, unit="tokens"):
        return self.per(name, self.keys(name)[-1], field, unit)

    def resident(self, name):
        return max(self.value(name, key, "resident") for key in self.keys(name))


def shards_of(units, row_bytes):
    """As ShardSize.automaticCount has them."""
    each = row_bytes / units
    wanted = max(1, int((each + (32 << 20)) // (64 << 20)))
    return units * max(min(wanted, max(1, 150_000 // units)), math.ceil(each / (512 << 20)))


def sums(rates, tokens, tasks):
    """All that a corpus costs, by name; times in core-hours, sizes in bytes."""
    a = ASSUMED
    text = a["bytes of text per token"] * tokens
    documents = tokens / a["tokens a document"]
    inputs = text / a["compression of inputs"]
    data = a["bytes an id"] * tokens
    index = 20 * documents
    provenance = documents * rates.largest("tokenize", "provenance_bytes", "documents")
    rows = tokens * rates.largest("pack", "row_bytes")
    shard_bytes = rows * rates.largest("pack", "shard_bytes", "row_bytes")
    blocks = math.ceil(rates.largest("plan", "rows") * 2048 * tokens / BLOCK_POSITIONS)
    unit_blocks = min(64, math.ceil(blocks / 4096))
    units = math.ceil(blocks / unit_blocks)
    shards = shards_of(units, rows)
    files = inputs / a["bytes an input"]
    # Where a task's part ends and the next one's begins both read a window of each source, if storage does.
    windows = sum(min(WINDOW_TOKENS * a["bytes an id"], data * share) for share in SHARES)
    edges = min(tasks - 1, units - 1) * windows
    hours = 1 / 3600
    return {
        "text": text, "inputs": inputs, "stores": data + index + provenance, "index": index, "rows": rows,
        "shards": shard_bytes, "edges": edges,
        # Of an index's 20 bytes per document `pack` reads 12.
        "moved": inputs + data + index + provenance + data + 0.6 * index + edges + shard_bytes,
        "tokenize": text * rates.largest("tokenize", "cpu", "text_bytes") * hours,
        "plan": documents * rates.largest("plan", "cpu", "documents") * hours,
        "pack": tokens * rates.largest("pack", "cpu") * hours,
        "input files": files, "store files": 4 * files, "shard files": shards,
        "blocks": blocks, "units": units, "unit blocks": unit_blocks,
        "plan bytes": 8 * (1 + 4 * len(SHARES)) * (blocks + 1),
        "requests": files / 1000 + 2 * files, "reads": tokens * rates.largest("pack", "reads"),
        "opens at the start": 2 * files * tasks, "opens of runs": 1.5 * tokens / RUN_TOKENS,
        "unit hours": units and tokens / units * rates.largest("pack", "cpu") * hours,
    }


def hours(work, machines):
    """Of all processors, of the one that plans, and of the network."""
    cores = (work["tokenize"] + work["pack"]) / (ASSUMED["cores a machine"] * machines)
    return cores, work["plan"], work["moved"] / (ASSUMED["bytes a second a machine"] * machines) / 3600


# MARK: Text

def size(value):
    for factor, unit in ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= factor:
            return f"{three(value / factor)} {unit}"
    return f"{value:.0f} B"


def three(value):
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def count(value):
    for factor, unit in ((1e9, " G"), (1e6, " M")):
        if value >= factor:
            return f"{three(value / factor)}{unit}"
    return f"{value:,.0f}"


def duration(hours):
    if hours < 1 / 60:
        return f"{3600 * hours:.{0 if hours > 0.0027 else 1}f} s"
    return f"{60 * hours:.{0 if hours > 0.16 else 1}f} min" if hours < 1 else f"{three(hours)} h"


def table(header, rows):
    lines = [header, ["---"] * len(header)] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def tables(rates):
    """The parts of docs/scale.md that are made, by name."""
    return {"rates": measured(rates), "machine": machine(rates), "shards": shards_table(rates),
            "tasks": tasks_table(rates),
            "cold": cold_table(rates), "sums": sums_table(rates), "constants": constants(rates),
            "machines": machines_table(rates)}


def write(page, tables):
    """Puts the tables into a page, between their marks."""
    text = page.read_text()
    for name, body in tables.items():
        before, rest = text.split(f"<!-- table: {name} -->\n")
        text = f"{before}<!-- table: {name} -->\n{body}{rest[rest.index('<!-- end of table -->'):]}"
    page.write_text(text)


def machine(rates):
    last = rates.rounds[-1]
    loads = [each["load"] for each in rates.rounds]
    return (f"Measured on {last['cores']} cores of an {last['processor']}, Linux {last['system']}, on "
            f"{last['date']}, at a load of {min(loads):.0f} to {max(loads):.0f};\n"
            "of what was measured more than once the median.\n")


def constants(rates):
    return table(["", "is", "measured"], [
        ["t", "`tokenize`, a byte of text", f"{1e9 * rates.largest('tokenize', 'cpu', 'text_bytes'):.1f} ns"],
        ["d", "`plan`, a document", f"{1e9 * rates.largest('plan', 'cpu', 'documents'):.0f} ns"],
        ["k", "`pack`, a token", f"{1e9 * rates.largest('pack', 'cpu'):.1f} ns"],
        ["r", "rows, a token", f"{rates.largest('pack', 'row_bytes'):.3f} bytes"],
        ["z", "what `zstd:1` leaves of this text, which repeats more than most",
         f"{rates.largest('pack', 'shard_bytes', 'row_bytes'):.2f}"],
        ["p", "a document's provenance",
         f"{rates.largest('tokenize', 'provenance_bytes', 'documents'):.0f} bytes"],
        ["", "reads of `pack` for a million tokens", f"{1e6 * rates.largest('pack', 'reads'):,.0f}"]])


def cold_table(rates):
    rows = []
    for key in rates.keys("cold"):
        asked, given, windows = (
            rates.value("cold", key, field) for field in ("asked", "from_disk", "windows"))
        rows.append([str(key), size(asked), size(given), size(windows), f"{given / asked:.2f}"])
    return table(["tasks", "one asks for", "the disk gave", "whole windows", "given over asked"], rows)


def measured(rates):
    rows = []
    for name in ("tokenize", "plan", "pack"):
        for key in rates.keys(name):
            cpu = f"{rates.value(name, key, 'cpu'):.2f} s", f"{1e9 * rates.per(name, key, 'cpu'):.2f} ns"
            moved = [f"{rates.per(name, key, field):.2f}" for field in ("read", "written")]
            rows.append([f"`{name}`", count(rates.value(name, key, "tokens")), *cpu, *moved,
                         size(rates.value(name, key, "resident"))])
    return table(["", "tokens", "processor", "a token", "bytes read a token", "written", "resident"], rows)


def tasks_table(rates):
    rows = []
    for key in rates.keys("parts"):
        row = [str(key)]
        for name in ("parts", "at once"):
            row += [f"{rates.value(name, key, 'cpu'):.1f} s", f"{1e9 * rates.per(name, key, 'cpu'):.1f} ns",
                    f"{rates.per(name, key, 'read'):.2f}"]
        twice = rates.per("at once", key, "read") / rates.per("at once", 1, "read") - 1
        rows.append(row + [f"{100 * twice:.0f} %", size(rates.value("parts", key, "resident"))])
    return table(["tasks", "one after another", "a token", "bytes read a token", "all at once", "a token",
                  "bytes read a token", "packed twice", "resident, the largest"], rows)


def shards_table(rates):
    rows = []
    for columns in ("compact", "full"):
        for compression in ("none", "zstd:1", "zstd:3"):
            name = f"{columns} {compression}"
            cost = rates.largest(name, "cpu")
            rows.append([f"`{columns}`", f"`{compression}`", f"{1e9 * cost:.1f} ns",
                         f"{1e-6 / cost:.0f} M", f"{rates.largest(name, 'shard_bytes'):.2f}"])
    return table(["`--columns`", "`--compression`", "a token", "tokens a second", "bytes of shards a token"],
                 rows)


def sums_table(rates):
    works = [sums(rates, tokens, 100) for tokens in CORPORA.values()]
    rows = [
        ("text", "4.2 T", "text", size), ("inputs, compressed", "text / 2.6", "inputs", size),
        ("stores", "2 T + D · (20 + p)", "stores", size), ("of these `.idx`", "20 D", "index", size),
        ("rows before compression", "r · T", "rows", size), ("shards, zstd:1", "z · rows", "shards", size),
        ("windows read twice, 100 tasks", "99 windows a source at most", "edges", size),
        ("moved in all", "inputs, stores twice, windows, shards", "moved", size),
        ("`tokenize`, core-hours", "t · text", "tokenize", duration),
        ("`plan`, one core", "d · D", "plan", duration), ("`pack`, core-hours", "k · T", "pack", duration),
        ("inputs F", "inputs / 150 MB", "input files", count),
        ("files of the stores", "4 an input above 64 MiB", "store files", count),
        ("blocks", "1.02 T / 2²⁵", "blocks", count),
        ("blocks a unit", "min(64, ⌈blocks / 4,096⌉)", "unit blocks", count),
        ("units of `pack`", "blocks / those", "units", count),
        ("a unit, one core", "k · T / units", "unit hours", duration),
        ("shards", "64 MiB, at most 150,000", "shard files", count),
        ("`plan.bin`", "232 B a block", "plan bytes", size),
        ("requests, inputs on S3", "F / 1,000 + 2 F", "requests", count),
        ("reads of `pack`", "one a chunk", "reads", count),
        ("opens while it packs", "1.5 a run of 4 Mi tokens", "opens of runs", count),
        ("opens at the start, 100 tasks", "2 F · 100", "opens at the start", count)]
    return table(["", "is"] + list(CORPORA), [
        [name, formula] + [shown(work[key]) for work in works] for name, formula, key, shown in rows])


def machines_table(rates):
    rows = []
    for name, tokens in CORPORA.items():
        for machines in MACHINES:
            cores, plan, network = hours(sums(rates, tokens, machines), machines)
            about = plan + max(cores, network)
            rows.append([name, str(machines)] + [
                duration(each) for each in (cores, plan, network, about, machines * about)])
    return table(["tokens", "machines", "processors", "planning", "network", "about", "machine-hours"], rows)
