#!/usr/bin/env python3
"""Corpora and models that tokenizers are compared on, made once: `tokenizer_corpus.py [DIRECTORY]`.

Four corpora out of packages of the distribution, downloaded but not installed (Debian 12; 3 GB of disk until
all are made): `english`, `code`, `multilingual`, `web`. A file is a document; what is over 1 MB or
not UTF-8 is left out, nothing is cut. A package gives at most the size given beside it here, so that no source drowns
the others, and documents are in the order of their names' hashes, so that any first few megabytes are like the
whole. `NAME.docs` holds, for each document, its length in bytes (u32, little-endian) and its bytes.

Then two models of 32,000 pieces, trained on equal parts of the four: `unigram-32k.model` as T5's is (and 100
sentinels), `bpe-32k.model` as Llama 2's is. Of spm_train, Debian's package `sentencepiece`.
"""
import gzip
import hashlib
import html
import pathlib
import re
import shutil
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 1_000_000
SMALLEST = 100
TRAINING_BYTES = 8_000_000  # of each corpus

SCRIPTS = re.compile(r"<(script|style|svg)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
BLOCKS = re.compile(
    r"</?(p|div|li|ul|ol|dl|dt|dd|h\d|tr|table|pre|br|hr|section|title|head|body|note|item|info|page)\b[^>]*>",
    re.I)
TAGS = re.compile(r"<[^>]*>")
BLANKS = re.compile(r"[ \t]*\n\s*\n+")


def markup_to_text(text):
    """Good enough a text: scripts gone, tags gone, a blank line between blocks, references replaced."""
    text = TAGS.sub("", BLOCKS.sub("\n\n", SCRIPTS.sub("", text)))
    return BLANKS.sub("\n\n", html.unescape(text)).strip() + "\n"


def man_to_text(text):
    """The words of a manual page: comments and macros' names gone, fonts gone."""
    lines = (line for line in text.split("\n") if not line.startswith(('.\\"', "'\\\"", '.\\ "')))
    lines = (re.sub(r"^[.'](SH|SS|B|I|BR|BI|IR|RB|IB|TH)?\b ?", "", line) for line in lines)
    text = "\n".join(lines)
    text = re.sub(r"\\f(\[\w*\]|\(..|.)", "", text).replace("\\-", "-").replace("\\&", "")
    return BLANKS.sub("\n\n", text)


def translations(data):
    """What a compiled message catalogue translates to, one message after another."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack_from(order + "3I", data, 8)
    messages = []
    for index in range(1, count):  # The first is the catalogue's header.
        length, offset = struct.unpack_from(order + "2I", data, table + 8 * index)
        messages.append(data[offset : offset + length].replace(b"\0", b"\n"))
    return b"\n".join(messages) + b"\n"


def as_text(path, data):
    """A file as a document: its own bytes, or the text of it where it is markup, a manual or messages."""
    name = path.name
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name[:-3]
    if name.endswith(".mo"):
        return translations(data)
    text = data.decode()
    if name.endswith((".html", ".page", ".htm")):
        return markup_to_text(text).encode()
    if "/man/" in str(path):
        return man_to_text(text).encode()
    return text.encode()


def as_is(path, data):
    data = gzip.decompress(data) if path.name.endswith(".gz") else data
    data.decode()
    return data


def half_markup(path, data):
    """Every other page with its markup, the rest as text."""
    return (as_is if digest(path.name)[0] & 1 else as_text)(path, data)


def languages(names, pattern, megabytes, path):
    return [(pattern.format(name), megabytes, path.replace("{}", name)) for name in names.split()]


HTML = r"\.html?$"
CORPORA = {
    # Name: (how a file becomes a document, [(package, megabytes at most, which of its files)]).
    "english": (as_text, [
        ("debian-handbook", 3, r"/en-US/.*\.html$"), ("linux-doc-6.1", 6, r"_sources/(?!translations).*\.txt$"),
        ("perl-doc", 3, r"\.pod$"), ("gnome-user-docs", 3, r"/help/C/.*\.page$"),
        ("libreoffice-help-en-us", 3, r"/text/.*\.html$"), ("postgresql-doc-15", 3, HTML),
        ("manpages", 2, r"/man\d/"), ("manpages-dev", 2, r"/man\d/"), ("python3.11-doc", 3, HTML),
        ("git-doc", 1.5, r"\.txt(\.gz)?$"), ("debian-reference-en", 1.5, HTML), ("debian-policy", 1, HTML),
        ("developers-reference", 1, HTML), ("jargon-text", 1.5, r"jargon"), ("sqlite3-doc", 2, HTML),
        ("harden-doc", 2, r"\.en\.html$"),
    ]),
    "code": (as_is, [
        ("libpython3.11-stdlib", 3, r"\.py$"), ("python3-sympy", 2, r"\.py$"), ("python3-django", 2, r"\.py$"),
        ("golang-1.19-src", 4, r"\.(go|s)$"), ("emacs-el", 2, r"\.el(\.gz)?$"),
        ("libboost1.74-dev", 2, r"\.hpp$"), ("libstdc++-12-dev", 2, r"/include/"), ("linux-libc-dev", 2, r"\.h$"),
        ("perl-modules-5.36", 2, r"\.p[ml]$"), ("rust-src", 4, r"\.rs$"), ("libruby3.1", 2, r"\.rb$"),
        ("vim-runtime", 2, r"\.vim$"), ("node-undici", 1, r"\.js$"), ("libgtk-3-dev", 1, r"\.h$"),
        ("php-symfony-http-kernel", 1, r"\.php$"), ("php-twig", 1, r"\.php$"),
        ("libjs-openlayers", 1, r"\.js$"), ("libc6-dev", 1, r"\.h$"), ("tcllib", 1, r"\.tcl$"),
    ]),
    "multilingual": (as_text, [
        *languages("ar he hi ko ja zh_CN zh_TW th el ru uk fa ta te bn gu mr pa ml kn ka sr bg vi tr fi hu",
                   "gnome-user-docs", 0.4, r"/help/{}/.*\.page$"),
        ("gnome-user-docs", 2, r"/help/(?!C/).*\.page$"),
        *languages("ja zh-cn zh-tw ko hi el ru km vi cs de fr hu fi tr", "libreoffice-help-{}", 0.7,
                   r"/text/.*\.html$"),
        *languages("ja ru de fr pl uk zh es tr el hu", "manpages-{}", 0.8, r"/man\d/"),
        *languages("ja zh-cn fr it es", "debian-reference-{}", 0.5, HTML),
        *languages("am ar he th ta ka fa bn", "libreoffice-l10n-{}", 0.7, r"\.mo$"),
        ("vlc-l10n", 4, r"\.mo$"), ("python3-django", 2, r"\.mo$"), ("fortunes-ru", 1, r"fortunes/.*[a-z0-9]$"),
    ]),
    "web": (half_markup, [
        ("python3.11-doc", 5, HTML), ("postgresql-doc-15", 3, HTML), ("git-doc", 2, HTML),
        ("debian-handbook", 4, HTML), ("installation-guide-amd64", 5, HTML), ("rust-doc", 4, HTML),
        ("sqlite3-doc", 3, HTML), ("nodejs-doc", 2, HTML), ("octave-doc", 2, HTML), ("erlang-doc", 2, HTML),
        ("libboost1.74-doc", 3, HTML), ("r-doc-html", 1, HTML), ("debian-policy", 1, HTML),
        ("linux-doc-6.1", 2, HTML), ("aptitude-doc-ja", 0.5, HTML), ("aptitude-doc-ru", 0.5, HTML),
    ]),
}


def digest(text):
    return hashlib.sha1(str(text).encode()).digest()


def unpacked(package, directory):
    """Where a package's files lie; None where the distribution has no such package."""
    target = directory / package
    if not target.exists():
        done = subprocess.run(
            ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package], cwd=directory,
            capture_output=True, text=True)
        found = sorted(directory.glob(f"{package}_*.deb"))
        if done.returncode != 0 or not found:
            print(f"  no package {package}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        partial = directory / f"{package}.part"
        subprocess.run(["dpkg-deb", "-x", found[-1], partial], check=True)
        partial.rename(target)
        found[-1].unlink()
    return target


def documents(package, megabytes, pattern, convert, directory):
    """Some of a package's files as documents: those whose names hash lowest, up to the size wanted."""
    base = unpacked(package, directory)
    if base is None:
        return
    wanted = re.compile(pattern)
    names = [name for name in (str(path.relative_to(base)) for path in base.rglob("*") if
                               path.is_file() and not path.is_symlink()) if wanted.search("/" + name)]
    total = 0
    for name in sorted(names, key=digest):
        path = base / name
        if path.stat().st_size > 4 * LARGEST:
            continue
        try:
            data = convert(path, path.read_bytes())
        except (UnicodeDecodeError, gzip.BadGzipFile):
            continue
        if SMALLEST <= len(data) <= LARGEST:
            if total + len(data) > megabytes * 1e6:
                continue
            total += len(data)
            yield f"{package}/{name}", data


def write_corpus(name, output):
    convert, sources = CORPORA[name]
    packages = output / "packages"
    packages.mkdir(exist_ok=True)
    found = {}  # By content, so that no document comes twice.
    for package, megabytes, pattern in sources:
        for path, data in documents(package, megabytes, pattern, convert, packages):
            found.setdefault(data, path)
    if not found:
        sys.exit("tokenizer_corpus.py: no package could be downloaded; Debian 12's apt is needed")
    ordered = sorted(found.items(), key=lambda item: digest(item[1]))
    partial = output / f"{name}.part"
    with open(partial, "wb") as file:
        for data, _ in ordered:
            file.write(struct.pack("<I", len(data)) + data)
    partial.rename(output / f"{name}.docs")
    sizes = sorted(len(data) for data, _ in ordered)
    print(f"{name}: {len(sizes)} documents, {sum(sizes) / 1e6:.1f} MB, median {sizes[len(sizes) // 2]} bytes",
          file=sys.stderr)


def read_documents(path, *limits):
    """The documents of a .docs file: all; or, for each limit, those that follow until they have so many bytes."""
    data = pathlib.Path(path).read_bytes()
    parts, at = [], 0
    for limit in limits or [len(data)]:
        part, total = [], 0
        while at < len(data) and total < limit:
            (length,) = struct.unpack_from("<I", data, at)
            part.append(data[at + 4 : at + 4 + length])
            at += 4 + length
            total += length
        parts.append(part)
    return parts if limits else parts[0]


def write_training_text(output):
    lines = {}
    for name in CORPORA:
        total = 0
        for document in read_documents(output / f"{name}.docs"):
            for line in document.split(b"\n"):
                # Not every line: what trains is not all of what is measured.
                if line.strip() and total < TRAINING_BYTES and hashlib.sha1(line).digest()[0] < 128:
                    if line not in lines:
                        lines[line] = None
                        total += len(line) + 1
    (output / "training.txt").write_bytes(b"\n".join(lines) + b"\n")


MODELS = {
    "unigram-32k": [
        "--model_type=unigram", "--vocab_size=32100", "--normalization_rule_name=nmt_nfkc", "--pad_id=0",
        "--eos_id=1", "--unk_id=2", "--bos_id=-1",
        "--user_defined_symbols=" + ",".join(f"<extra_id_{number}>" for number in reversed(range(100)))],
    "bpe-32k": [
        "--model_type=bpe", "--vocab_size=32000", "--normalization_rule_name=identity", "--byte_fallback=true",
        "--split_digits=true", "--remove_extra_whitespaces=false", "--allow_whitespace_only_pieces=true",
        "--character_coverage=0.9999"],
}


def train(name, output):
    partial = output / f"{name}.part"
    subprocess.run(
        ["nice", "spm_train", f"--input={output}/training.txt", f"--model_prefix={partial}", "--num_threads=2",
         "--random_seed=1", "--minloglevel=1", *MODELS[name]], check=True, stderr=subprocess.DEVNULL)
    (output / f"{name}.part.vocab").unlink()
    (output / f"{name}.part.model").rename(output / f"{name}.model")
    print(f"{name}.model: trained", file=sys.stderr)


def prepare(output):
    """Makes what is missing."""
    output.mkdir(parents=True, exist_ok=True)
    missing = [name for name in CORPORA if not (output / f"{name}.docs").exists()]
    if missing:
        print(f"tokenizer_corpus.py: making corpora and models under {output}, once", file=sys.stderr)
        subprocess.run(["apt-get", "-qq", "update"], stderr=subprocess.DEVNULL)
    for name in missing:
        write_corpus(name, output)
    shutil.rmtree(output / "packages", ignore_errors=True)
    models = [name for name in MODELS if not (output / f"{name}.model").exists()]
    if models:
        write_training_text(output)
    for name in models:
        train(name, output)
    (output / "training.txt").unlink(missing_ok=True)
    (output / "ready").touch()


if __name__ == "__main__":
    prepare(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".bench/tokenizer")
