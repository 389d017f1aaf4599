"""Seeds for Fuzz/run: small real files where there are any (`Scripts/realdata.py`), and small ones made here.

    python3 Fuzz/seeds.py [TARGET ...]

Parquet of every encoding and codec needs pyarrow; without it, those targets begin with the fixtures.
"""

import bz2, gzip, hashlib, io, itertools, json, lzma, pathlib, struct, sys, tarfile, zipfile, zlib

root = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(root / "Scripts"))
from realdata import REAL as real
corpus = root / "Fuzz" / ".corpus"
wanted = set(sys.argv[1:])
LIMIT = 16_384


def seed(target, *contents):
    if wanted and target not in wanted:
        return
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    for content in contents:
        if isinstance(content, str):
            content = content.encode()
        (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)


def files(pattern, limit=LIMIT, base=real):
    return [p.read_bytes() for p in sorted(base.glob(pattern)) if p.is_file() and p.stat().st_size <= limit]


def heads(pattern, size=3000, base=real, decode=lambda data: data):
    """The beginnings of larger files."""
    return [decode(p.read_bytes())[:size] for p in sorted(base.glob(pattern)) if p.is_file()]


def gunzipped(data):
    try:
        return zlib.decompressobj(31).decompress(data, 200_000)
    except zlib.error:
        return b""


def parts(first, second):
    """What `split` in MemoryInput.swift takes apart."""
    return struct.pack("<H", len(second)) + first + second


def json_seeds():
    seed("json", *files("json/**/*.json", 2000), *files("mixtures/*.json", base=root))
    records = [
        '{"text": "a\\u00e9\\ud83d\\ude00", "id": 1, "meta": {"url": "u"}}',
        '{"raw_content": null}\n{"content":"x","repo_name":"a/b","path":"c"}\r\n',
        '\ufeff{"a":{"b":"text"},"text":[1,{}],"id":"\\u0000"}\n\n{}\n[]\n{"text":3}',
    ]
    seed("jsonl", *records, *files("**/*.jsonl", 2000), *heads("**/*.jsonl", 1500))


def compression_seeds():
    text = b"".join(b"line %d of a text\n" % i for i in range(40))
    members = gzip.compress(text) + gzip.compress(b"second") + bytes(8)
    header = b"\x1f\x8b\x08\x1e\0\0\0\0\0\3\x04\0abcdname\0comment\0"
    header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    raw = zlib.compressobj(wbits=-15)
    body = raw.compress(text) + raw.flush()
    flags = header + body + struct.pack("<II", zlib.crc32(text), len(text))
    seed("gzip", members, flags, gzip.compress(b""), members[:50], *files("**/*.gz", 4000))
    seed("bzip2", bz2.compress(text), bz2.compress(text) + bz2.compress(b"x"), bz2.compress(b""),
         bz2.compress(bytes(100_000)), *files("**/*.bz2", 4000))
    for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256):
        seed("xz", lzma.compress(text, check=check), lzma.compress(text, check=check) + bytes(4)
             + lzma.compress(b"y", check=check))
    try:
        import lz4.frame, zstandard
    except ImportError:
        return
    for size, content in itertools.product((True, False), (text, b"")):
        level = zstandard.ZstdCompressor(write_content_size=size, write_checksum=size)
        frame = level.compress(content)
        skippable = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
        seed("zstd", frame, skippable + frame, frame + frame)
        frame = lz4.frame.compress(content, content_checksum=size, block_checksum=size, store_size=size)
        seed("lz4", frame, skippable + frame, frame + frame)
    long = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    seed("zstd", zstandard.ZstdCompressor(compression_params=long).compress(text * 9))


def document_seeds():
    seed("warc", *files("commoncrawl/**/*.warc*", 9000), *heads("commoncrawl/**/*.warc.gz", 4000, decode=gunzipped),
         *heads("commoncrawl/**/*.wet.gz", 3000, decode=gunzipped))
    for page in (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<html><title>t</title><body><nav><a href=x>m</a></nav><p>caf\xe9 " + b"some words of a page. " * 20 + b"</p>",
                 b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n<meta charset=shift_jis><p>x\r\n0\r\n\r\n",
                 b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"<p>compressed</p>" * 9),
                 b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n\xff\xfea\0b\0"):
        seed("page", page)
        seed("warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(page) + page + b"\r\n\r\n")
    seed("page", *[data.split(b"\r\n\r\n", 1)[-1] for data in heads("commoncrawl/**/*.warc.gz", 6000, decode=lambda d: gunzipped(d[len(d) // 3:]) or b"")])
    rows = ("<?xml version='1.0' encoding='utf-8'?>\n<posts>\n"
            '  <row Id="1" PostTypeId="1" AcceptedAnswerId="3" Score="2" Title="T &amp; t" Tags="&lt;a&gt;&lt;b&gt;"'
            ' Body="&lt;p&gt;Q&lt;/p&gt;&#xA;" ContentLicense="CC" />\n'
            '  <row Id="3" PostTypeId="2" ParentId="1" Score="-1" Body="&lt;pre&gt;&lt;code&gt;x&lt;/code&gt;&lt;/pre&gt;" />\n'
            '  <row Id="4" PostTypeId="5" />\n</posts>\n')
    seed("posts", rows, rows.replace("<posts>", "<!DOCTYPE posts SYSTEM 'x' [<!-- c --><!ELEMENT a ANY>]><posts>").replace("Q&lt;", "&#xB;&#xD83D;&#xDE00;&lt;"), *heads("stackexchange/**/*Posts.xml", 2500))
    seed("wikipedia", *files("wikipedia/**/*.xml", 4000), *heads("wikipedia/**/*.xml", 4000),
         *[bz2.decompress(d) for d in files("wikipedia/**/*.xml.bz2", 200)])
    cirrus = '{"index":{"_type":"_doc","_id":"1"}}\n{"namespace":0,"title":"T","text":"body","text_bytes":4,"language":"en"}\n'
    seed("readme", "a.tex toplevelfile\nb.tex ignore\nnostamp\n", '{"sources":[{"filename":"b.tex","usage":"toplevel"}]}',
         "process:\n  compiler: latex\nsources:\n  - filename: a.tex\n    usage: toplevel # x\n  - {filename: 'b.tex', usage: ignore}\n",
         "sources: [{filename: a.tex}]\n", '[[sources]]\nfilename = "a.tex"\nusage = "ignore"\n[process]\n',
         'sources = [\n  { filename = "a.tex", usage = "toplevel" },\n]\n')
    seed("cirrus", cirrus, cirrus * 2 + '{"index":{"_id":2}}\n{"namespace":4,"title":null}\n')
    records = {"commoncrawl/whirlwind/*": 0, "c4/*": 1, "stackexchange/**/*": 3, "arxiv/**/*": 4, "wikipedia/**/*": 5, "derived/**/*": 2}
    for pattern, number in records.items():
        seed("input", *[bytes([number]) + data for data in files(pattern, 6000)])
    for number in range(8):
        seed("input", bytes([number]) + rows.encode(), bytes([number]) + cirrus.encode(), bytes([number]) + gzip.compress(cirrus.encode()))
    seed("sevenzip", *[d[6:] for d in files("**/*.7z", LIMIT)])
    paper = b"\\documentclass{article}\n\\newcommand{\\x}{X}\n\\begin{document}\n\\input{b} \\x % c\n\\end{document}\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"0123456789abcdef0123456789abcdef01234567"
        archive.writestr("repo-1/a.py", "x = 1\n", zipfile.ZIP_DEFLATED)
        archive.writestr("repo-1/b.md", "# T\n", zipfile.ZIP_STORED)
    seed("repository", buffer.getvalue(), *[gunzipped(d)[:6000] for d in files("derived/github/*.tar.gz", 30_000)])
    for names in (["2001/2001.00001.gz"], ["main.tex", "b.tex"]):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name in names:
                data = gzip.compress(paper) if name.endswith("gz") else paper
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        seed("arxiv", buffer.getvalue()[:4096], gzip.compress(buffer.getvalue()))
    seed("arxiv", gzip.compress(paper), *files("arxiv/**/*.gz", LIMIT))
    seed("latex", paper, *heads("arxiv/**/*.tex", 4000), *heads("arxiv/**/*.gz", 4000, decode=gunzipped))


def markup_seeds():
    page = gunzipped((real / "commoncrawl/whirlwind/whirlwind.warc.gz").read_bytes()) if real.exists() else b""
    seed("html", "<p>a<b>b</b> &amp; &eacute;<ul><li>x<ol><li>y</ol></ul><pre>\n c\n</pre><img alt='i'>",
         "<table><tr><td>1<td>2</table><script>x</script><!-- c --><br>&#128512;", page[:3000], page[20_000:23_000])
    seed("markdown", "<h2>h <code>x</code></h2><p>a <b>b <i>c</i></b></p><blockquote><ol start=3><li><p>q</p><pre class='lang-py'><code>\n d\n\n</code></pre></ol></blockquote>",
         "<!-- language: lang-js -->\n<pre>`</pre><table><tr><th>1|2<td>3</table><hr><code>``</code><sup>2</sup>&#128;", "<ul><li><ul><li><blockquote><br>a<s>b</s>")
    seed("wikitext", "'''B''' [[a|b]] {{t|x={{y}}}} <ref name=a>r</ref>\n== H ==\n* i\n# n\n{|\n|-\n| c\n|}\n<math>x</math>",
         "[[File:a.jpg|thumb|[[l]] c]] http://x [http://y z] -{zh-cn:a;zh-tw:b}- <nowiki>[[</nowiki>\n<pre>p</pre>",
         *heads("wikipedia/**/*.xml", 5000))


def store_seeds():
    for index in sorted((root / "fixtures/mds").glob("**/index.json")):
        shards = [p for p in sorted(index.parent.glob("shard*")) if p.stat().st_size < 30_000]
        for shard in shards[:2]:
            seed("mds", parts(index.read_bytes()[:4000], shard.read_bytes()))
    columns = ["bytes", "int", "json", "ndarray:int32", "ndarray:uint16:2", "str", "uint8"]
    values = [b"ab", struct.pack("<q", 7), b"{}", b"\4\2\1\0\0\0\2\0\0\0", struct.pack("<HH", 1, 2), b"t", b"\3"]
    names = [chr(97 + i) for i in range(len(columns))]
    sizes = b"".join(struct.pack("<I", len(v)) for v, c in zip(values, columns) if c in ("bytes", "json", "ndarray:int32", "str"))
    sample = sizes + b"".join(values)
    config = {"column_encodings": columns, "column_names": names, "column_sizes": [None] * 7, "compression": None,
              "format": "mds", "hashes": ["xxh3_64"], "size_limit": None, "version": 2}
    inner = json.dumps(config, sort_keys=True).encode()
    start = 12 + len(inner)
    shard = struct.pack("<III", 1, start, start + len(sample)) + inner + sample
    entry = dict(config, samples=1, raw_data={"basename": "s", "bytes": len(shard), "hashes": {}}, zip_data=None)
    seed("mds", parts(json.dumps({"shards": [entry], "version": 2}).encode(), shard))
    for code, letter, size in ((8, "H", 2), (4, "i", 4), (1, "B", 1), (5, "q", 8)):
        lengths, documents = [3, 0, 2], [0, 2, 3]
        pointers = [0, 3 * size, 3 * size]
        index = b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, code, 3, 3)
        index += struct.pack("<3i3q3q", *lengths, *pointers, *documents)
        seed("megatron", parts(index, struct.pack("<5" + letter, 1, 2, 3, 4, 1)))
        documents = [0, 1, 2, 3]
        index = b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, code, 3, 4) + struct.pack("<3i3q4q", *lengths, *pointers, *documents)
        seed("megatron", parts(index, struct.pack("<5" + letter, 1, 2, 3, 4, 1)))

    def field(number, payload):
        return bytes([number << 3 | 2 & 7, len(payload)]) if number < 16 else b""

    def piece(text, kind):
        body = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", -1) + b"\x18" + bytes([kind])
        return b"\x0a" + bytes([len(body)]) + body

    trainer = b"".join(struct.pack("<BBB", (n << 3 | 2) & 0x7F | 0x80, n >> 4, 2) + b"<>" for n in (45, 46, 47, 48))
    model = piece(b"<unk>", 2) + piece(b"<s>", 3) + piece("\u2581a".encode(), 1) + piece(b"<0x0A>", 6)
    seed("model", model + b"\x12" + bytes([len(trainer)]) + trainer + b"\x1a\0", model)
    seed("mixture", *files("**/*.json", 4000, base=root / "mixtures"),
         *files("Sources/UL2Mixing/Resources/*.json", 6000, base=root))
    seed("mixture", json.dumps({
        "sources": {"a": {"weight": 1, "max_epochs": 2, "path": "p", "format": "megatron", "eod": 1}, "b": {"weight": 0}},
        "objectives": [{"name": "causal", "weight": 1}, {"name": "prefix_lm", "weight": 1, "prefix": {"suffix": 0.25}},
                       {"name": "span_corruption", "weight": 0.5, "noise_density": 0.15, "mean_span_length": 3, "prompt": "[R] "}],
        "fim": {"rate": 0.5, "sources": ["a"]}, "tokenizer": {"sentinels": {"first": 31999, "step": -1, "count": 100},
        "fim_prefix": 3, "fim_suffix": 4, "fim_middle": 5}, "shuffle_window": "1B", "sequence_length": 512}))


def parquet_seeds():
    seed("parquet", *files("**/*.parquet", LIMIT), *files("**/*.parquet", LIMIT, base=root / "fixtures"))
    for kind, encoding, codec, flags in itertools.product(range(8), range(9), range(0, 9, 2), (0x40, 0x41, 0x80, 8, 0)):
        if (kind + encoding + codec + flags) % 5 == 0:
            head = bytes([kind | 3 << 3, encoding, codec, flags, 4, 0, 40, 0, 12, 2, 2, 2])
            seed("pages", head + struct.pack("<I2sI2s", 2, b"ab", 2, b"cd") + b"\2\0\0\0\3\3\3\x88\xc6\xfa" + bytes(range(20)))
    try:
        import pyarrow as pa, pyarrow.parquet as pq
    except ImportError:
        return
    text = ["alpha", "alphabet", None, "", "é" * 5, "alpha"]
    table = pa.table({
        "text": text, "id": ["a", "b", "c", "d", "e", "f"], "n": pa.array([1, 2, None, -4, 5, 1 << 30], pa.int32()),
        "d": [0.5, 1.5, None, 2.0, 3.0, 4.0], "b": [True, False, None, True, True, False],
        "l": [["x"], [], None, ["y", None], ["z"], []], "f": pa.array([b"abc"] * 6, pa.binary(3)),
    })
    nested = pa.table({"files": [[{"content": "x", "path": "p"}, {"content": "y", "path": None}], [], None]})
    plain = ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]
    codecs = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]
    for codec, version, dictionary in itertools.product(codecs, ("1.0", "2.0"), (True, False)):
        for data in (table, nested):
            out = io.BytesIO()
            pq.write_table(data, out, compression=codec, data_page_version=version, use_dictionary=dictionary,
                           write_statistics=False, store_schema=False)
            seed("parquet", out.getvalue())
    for encoding, version in itertools.product(plain, ("1.0", "2.0")):
        out = io.BytesIO()
        columns = {"text": encoding, "id": encoding, "n": "DELTA_BINARY_PACKED", "d": "BYTE_STREAM_SPLIT", "b": "RLE",
                   "f": "DELTA_BYTE_ARRAY" if "DELTA_B" in encoding else "BYTE_STREAM_SPLIT", "l.list.element": encoding}
        pq.write_table(table, out, compression="none", data_page_version=version, use_dictionary=False,
                       column_encoding=columns, write_statistics=False, store_schema=False, write_page_checksum=version == "1.0")
        seed("parquet", out.getvalue())


def choosing_seeds():
    prose = ("The quick brown fox jumps over the lazy dog, and that is that. It was to be had with the others of them.\n" * 8).encode()
    for metadata in (b'{"a":{"b":"x"},"license":"MIT"}', b'{"a":[1,"y",true],"max_stars_repo_licenses":["Apache-2.0"]}', b"{}"):
        for text in (prose, b"lorem ipsum {\n\xe2\x80\xa2 a\n...\n" * 5, "Это текст. Это был он.\n".encode() * 4):
            seed("filter", parts(metadata, text))
    seed("remote", "bytes 0-99/200", "bytes */200", "120", "Wed, 21 Oct 2015 07:28:00 GMT", '<https://h/x?c=1>; rel="next"',
         "s3://bucket/a/*.gz", "hf://datasets/o/n@rev/data/*.parquet", "cc:CC-MAIN-2019-30", "cc:CC-MAIN-2019-30/wet?limit=3")


def tokenizer_seeds():
    models = sorted((root / "Fuzz/Models").glob("*.model"))
    seed("tokenizer", *[m.read_bytes() for m in models])
    texts = ["test.........", "ftplib.html x y", "  two  spaces\n\n\tab ", "\u2581 \u2581a\ufffd\u00a0\u3000\u200b", "A\u030a e\u0301 \ufdfa\u00a8",
             "<extra_id_0> <extra_id_1 <fim_prefix></s><0x41>", "aaaa aaaaaaaaaaaa ab abc abcabc a b x y", "\U0001f468\u200d\U0001f469 \u4e2d\u6587\uff76\uff9e",
             "---- .... 0000 1234567890", "a\0b\r\n\x7f\x1b", "def f(x):\n    return x + 1\n", "the of and in www \u00e9\u00e9 \ue000\ue001"]
    for number in range(len(models) + 2):
        for place, text in enumerate(texts):
            if (number + place) % 3 == 0:
                seed("encode", bytes([number, place]) + text.encode() + b"\xfd" + texts[(place + 5) % len(texts)].encode())
    seed("encode", b"\0\0\xff\xc3(\xe2\x96 \xed\xa0\x80\xf0\x9f", b"\1\0\xff\xc3(\xe2\x96 \xed\xa0\x80\xf0\x9f\xfd\xef\xbf\xbd\xef\xbf\xbd")


def text_seeds():
    golden = json.loads((root / "fixtures/golden/tokenizer_files.json").read_text())
    files = len(list((root / "fixtures/tokenizers/files").iterdir()))
    for i, text in enumerate(golden["texts"]):
        data = text.encode()[:200]
        seed("text", *(bytes([number]) + data for number in range(i % 3, files, 3)))
        seed("scanner", *(bytes([number, i % 64]) + data for number in range(10)))


def plan_seeds():
    """Two sources, one objective, blocks and phases of all counts; without the hash, which the target makes."""
    for blocks, phases in (1, 1), (3, 1), (2, 2), (1, 3):
        numbers = [min(phases, 2), 2, 1, blocks, phases]
        for block in range(blocks + 1):
            numbers += [64 * block, 0, 5 * block, 900 * block, 0, block, 3, 70 * block, 1]
        if phases == 1:
            numbers += [0]
        else:
            # Drawn before the phase, by block and source; then in each phase.
            numbers += [0, 0] * (blocks + 1)
            numbers += [900 * blocks, 0] + [0, 70 * blocks] + [0, 0] * (phases - 2)
        numbers += [64 * blocks, 1, -1]
        for tokens in (900 * blocks, 70 * blocks):
            numbers += [7, 9, tokens, tokens + 50, tokens, 0, 0, 0, 400]
        numbers += [9, 970 * blocks, 1000 * blocks, 800]
        seed("plan", b"\1\0UL2PLAN\0" + struct.pack(f"<{len(numbers)}q", *numbers))


def mask_seeds():
    """Rows of a few examples, with prefixes and without, and padding; blocks of several sizes."""
    for width, size in (16, 4), (40, 16), (7, 7), (33, 8):
        for prefix in (0, 3):
            row = b""
            for q in range(width):
                start = q // 6 * 6
                end = 0 if q >= width - 3 else max(q + 1, start + prefix)
                row += bytes([(start if end else 0) + 4, end + 4])
            seed("block-mask", bytes([width - 1, size - 1]) + row * 2)


json_seeds()
choosing_seeds()
compression_seeds()
document_seeds()
markup_seeds()
store_seeds()
parquet_seeds()
tokenizer_seeds()
text_seeds()
plan_seeds()
mask_seeds()
