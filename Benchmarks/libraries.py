#!/usr/bin/env python3
"""What is written by hand beside libraries that do it: JSON, signing, protobuf, heaps (docs/decisions/0015-by-hand.md).

`libraries.py [FILE FIELD ...]` adds JSON Lines of yours, with the field that holds their text. Programs run one after
another on one core, RUNS times over; figures are medians of processor seconds. Needs g++ and Debian's libsimdjson-dev,
libssl-dev, libprotobuf-dev and protobuf-compiler. BENCH_OURS and BENCH_HEAPS name programs that are built already.
"""
import gzip
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import sysconfig

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "Benchmarks/libraries"
WORK = ROOT / ".bench/libraries"
RUNS = int(os.environ.get("RUNS", "5"))
TEXT = 30_000_000
MODELS = [ROOT / "fixtures/tokenizers/unigram-8k.model"] + [
    path for name in ("modalities_en_32k_tokenizer", "seqio_sentencepiece") if (path := pathlib.Path(
        os.environ.get("UL2PREP_REALDATA", ROOT.parent / "shared/realdata")) / f"tokenizers/{name}.model").exists()]
HEAPS = {
    "UL2Tokenizer/Plain/PlainBPE.swift": r"^struct PlainQueue .*?^}",
    "UL2Tokenizer/Engine/MergeTable.swift": r"^struct Merge: .*?^}",
    "UL2Tokenizer/Engine/Merging+Long.swift": r"^struct MergeHeap .*?^}",
}


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def usable(line, field):
    """Whether both take a line: simdjson no lone surrogates, and neither what is no JSON."""
    try:
        json.loads(line, parse_constant=float.fromhex)[field].encode()
    except (ValueError, KeyError, AttributeError, TypeError):
        return False
    return len(line) < 200_000


def python_files():
    for path in sorted(pathlib.Path(sysconfig.get_paths()["stdlib"]).rglob("*.py")):
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        yield json.dumps({"path": str(path), "content": text, "size": len(text)}, ensure_ascii=False).encode()


def write(name, lines, field):
    """About 30 MB of the lines, again and again."""
    lines = b"".join(line + b"\n" for line in lines if usable(line, field))[:TEXT]
    lines = lines[:lines.rindex(b"\n") + 1]
    path = WORK / f"{name}.jsonl"
    path.write_bytes(lines * max(1, TEXT // len(lines)))
    return path


def inputs():
    c4 = b"".join(gzip.open(path).read() for path in sorted((ROOT / "fixtures/c4").glob("*.gz")))
    yield write("c4", c4.split(b"\n"), "text"), "text"
    yield write("github", (ROOT / "fixtures/github/redpajama.jsonl").read_bytes().split(b"\n"), "text"), "text"
    yield write("python", python_files(), "content"), "content"
    for path, field in zip(sys.argv[1::2], sys.argv[2::2]):
        yield write(pathlib.Path(path).stem, pathlib.Path(path).read_bytes().split(b"\n"), field), field


def build_ours():
    run("swift", "build", "--configuration", "release", "--static-swift-stdlib", "--product", "libraries-bench",
        cwd=ROOT, env={**os.environ, "UL2PREP_LIBRARIES": "1"})
    return ROOT / ".build/release/libraries-bench"


def build_peers():
    run("protoc", f"--proto_path={HERE}", f"--cpp_out={WORK}", HERE / "sentencepiece_model.proto")
    run("g++", "-O3", "-std=c++17", f"-I{WORK}", HERE / "peers.cpp", WORK / "sentencepiece_model.pb.cc", "-o",
        WORK / "peers", "-lsimdjson", "-lcrypto", "-lprotobuf-lite")
    return WORK / "peers"


def heap_sources():
    """The heaps' own text, since their modules do not show them."""
    def text(name):
        return (ROOT / "Sources" / name).read_text()

    parts = [re.search(pattern, text(name), re.S | re.M)[0] for name, pattern in HEAPS.items()]
    merger = text("UL2Corpus/Sorting/RunMerger.swift")
    members = [re.search(pattern, merger, re.S | re.M)[0] for pattern in (
        r"^  private struct Head.*?^  }", r"^  private var heap.*?$", r"^  private func siftUp.*?^  }",
        r"^  private func siftDown.*?^  }")]
    members = "\n".join(members).replace("private func", "mutating func").replace("private ", "")
    parts.append("struct RunHeap {\n" + members.replace("ExternalSorter.Key", "Key") + "\n}")
    return "\n\n".join(parts) + "\n"


def build_heaps():
    package = WORK / "heaps"
    (package / "Sources/heaps").mkdir(parents=True, exist_ok=True)
    (package / "Sources/heaps/Ours.swift").write_text(heap_sources())
    (package / "Sources/heaps/Heaps.swift").write_text((HERE / "heaps.swift").read_text())
    (package / "Package.swift").write_text("""// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "heaps",
  dependencies: [.package(url: "https://github.com/apple/swift-collections", from: "1.6.0")],
  targets: [
    .executableTarget(
      name: "heaps", dependencies: [.product(name: "HeapModule", package: "swift-collections")])
  ])
""")
    run("swift", "build", "--configuration", "release", "--package-path", package)
    return package / ".build/release/heaps"


def measure(title, commands):
    """Runs (name, command, environment) in turn, and prints the medians of what they print."""
    print(f"\n{title}")
    found = {}
    for _ in range(RUNS):
        for name, command, environment in commands:
            lines = run("taskset", "-c", "0", *command, capture_output=True, text=True,
                        env={**os.environ, **environment}).stdout.splitlines()
            for line in lines:
                what, count, seconds = line.split()
                found.setdefault((name, what), []).append((int(count), float(seconds)))
    for (name, what), values in found.items():
        count, seconds = values[0][0], statistics.median(value for _, value in values)
        print(f"  {name:18}{what:24}{1e3 * seconds:10.3f} ms{1e9 * seconds / count:12.1f} ns each of {count:,}",
              flush=True)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    ours = pathlib.Path(os.environ.get("BENCH_OURS") or build_ours())
    heaps = pathlib.Path(os.environ.get("BENCH_HEAPS") or build_heaps())
    peers = build_peers()
    for path, field in inputs():
        command = ["json", path, field]
        measure(f"JSON, {path.name}, {path.stat().st_size / 1e6:.1f} MB; bytes of text", [
            ("ours", [ours, *command], {}), ("simdjson", [peers, *command], {}),
            ("simdjson, SSE4.2", [peers, *command], {"SIMDJSON_FORCE_IMPLEMENTATION": "westmere"})])
    measure("SHA-256; requests, HMACs, bytes", [("ours", [ours, "sign"], {}), ("OpenSSL", [peers, "sign"], {})])
    for path in MODELS:
        measure(f"protobuf, {path.name}, {path.stat().st_size / 1e3:.0f} KB; pieces", [
            ("ours", [ours, "model", path], {}), ("libprotobuf", [peers, "model", path], {})])
    measure("heaps; pushes and pops", [("", [heaps], {})])


if __name__ == "__main__":
    main()
