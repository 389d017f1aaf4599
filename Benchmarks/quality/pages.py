# Not called html.py, which Python's own `html` would be taken for.
"""WARC HTML to text: ours, resiliparse's and trafilatura's, against gold texts.

Gold sets are git checkouts below the folder QUALITY_DATA (default: ../data-html); one that is absent is
named at the end, and the status is 1:
  wcxb                        github.com/Murrough-Foley/web-content-extraction-benchmark
  article-extraction-benchmark   github.com/scrapinghub/article-extraction-benchmark
  trafilatura                 github.com/adbar/trafilatura (tests/evaldata.json: snippets that must and must not be there)
The pages go through the program as one WARC file of HTTP responses: what is measured is what users get.
WCXB's test split was not looked at while the rules were made; its dev split and the other two sets were.
"""
import glob, gzip, io, json, os, re, statistics, subprocess, sys, tempfile, time
from collections import Counter

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.environ.get("QUALITY_DATA", os.path.join(os.path.dirname(ROOT), "data-html"))
PROGRAM = os.environ.get("UL2PREP_BINARY", os.path.join(ROOT, ".build/release/ul2prep"))


def read_ours(pages):
    """Texts of pages {key: bytes} by way of a WARC file, and processor seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pages.warc")
        with open(path, "wb") as file:
            writer = WARCWriter(file, gzip=False)
            for number, html in enumerate(pages.values()):
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                writer.write_record(writer.create_warc_record(
                    f"http://page/{number}", "response", payload=io.BytesIO(html), http_headers=head))
        before = os.times()
        run = subprocess.run(
            [PROGRAM, "read", "--source", "common_crawl", "--progress", "none", path],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        lines = run.stdout.splitlines()
        if run.returncode not in (0, 1) or not lines:
            sys.exit(f"ul2prep read: status {run.returncode}, {len(lines)} documents of {len(pages)} pages")
        after = os.times()
        seconds = after.children_user + after.children_system - before.children_user - before.children_system
    texts = {}
    for line in lines:
        document = json.loads(line)
        texts[int(document["id"].rsplit("/", 1)[1])] = document["text"]
    return {key: texts.get(number, "") for number, key in enumerate(pages)}, seconds


def read_peer(extract):
    def read(pages):
        texts, before = {}, time.process_time()
        for key, html in pages.items():
            texts[key] = extract(bytes_to_str(html, detect_encoding(html))) or ""
        return texts, time.process_time() - before
    return read


def trafilatura_text(html):
    import logging
    import trafilatura
    logging.disable(logging.CRITICAL)
    return trafilatura.extract(html, include_comments=False)


TOOLS = {
    "ul2prep": read_ours,
    "resiliparse": read_peer(lambda html: extract_plain_text(html, main_content=True)),
    "trafilatura": read_peer(trafilatura_text),
}


# Sets that are not there: a comparison without them is none.
MISSING = []


def words(text):
    # Soft hyphens are a gold text's accident.
    return re.findall(r"\w+", text.replace("\u00ad", "").lower())


def score(text, gold, n=1):
    """Precision, recall and F1 of bags of n-grams of words."""
    def bag(text):
        found = words(text)
        return Counter(tuple(found[i:i + n]) for i in range(len(found) - n + 1))
    got, wanted = bag(text), bag(gold)
    if not got or not wanted:
        return (1.0, 1.0, 1.0) if not got and not wanted else (0.0, 0.0, 0.0)
    common = sum((got & wanted).values())
    p, r = common / sum(got.values()), common / sum(wanted.values())
    return p, r, 2 * p * r / (p + r) if common else 0.0


def load_wcxb(split):
    pages, gold, kinds = {}, {}, {}
    for path in sorted(glob.glob(f"{DATA}/wcxb/{split}/ground-truth/*.json")):
        key = os.path.basename(path)[:-5]
        entry = json.load(open(path))
        pages[key] = gzip.open(f"{DATA}/wcxb/{split}/html/{key}.html.gz").read()
        gold[key] = entry["ground_truth"].get("main_content") or ""
        kinds[key] = entry["_internal"]["page_type"]["primary"]
    return pages, gold, kinds


def load_articles():
    folder = f"{DATA}/article-extraction-benchmark"
    if not os.path.exists(folder):
        return {}, {}, {}
    truth = json.load(open(f"{folder}/ground-truth.json"))
    pages = {key: gzip.open(f"{folder}/html/{key}.html.gz").read() for key in truth}
    return pages, {key: value["articleBody"] for key, value in truth.items()}, {}


def show_gold(name, pages, gold, kinds):
    if not pages:
        MISSING.append(name)
        print(f"\n{name}: no data below {DATA}")
        return
    size = sum(map(len, pages.values())) / 1e6
    names = sorted(set(kinds.values()))
    print(f"\n{name}: {len(pages)} pages, {size:.0f} MB\n")
    print("| | precision | recall | F1 | F1 of 4-grams | MB/s | " + "".join(f"{n} | " for n in names))
    print("|---|" + "---|" * (5 + len(names)))
    texts = {}
    for tool, read in TOOLS.items():
        texts[tool], seconds = read(pages)
        rows = {key: score(texts[tool][key], gold[key]) for key in pages}
        mean = [statistics.mean(row[i] for row in rows.values()) for i in range(3)]
        grams = statistics.mean(score(texts[tool][key], gold[key], 4)[2] for key in pages)
        of_kinds = [statistics.mean(rows[k][2] for k in pages if kinds[k] == n) for n in names]
        print(f"| {tool} | " + " | ".join(f"{x:.3f}" for x in mean + [grams]) + f" | {size / seconds:.0f} | "
              + "".join(f"{x:.3f} | " for x in of_kinds), flush=True)


def show_snippets():
    path = f"{DATA}/trafilatura/tests/evaldata.json"
    if not os.path.exists(path):
        MISSING.append("trafilatura's own evaluation")
        return
    entries, pages = json.load(open(path)), {}
    for key, entry in entries.items():
        for folder in ("cache", "eval"):
            file = f"{DATA}/trafilatura/tests/{folder}/{entry['file']}"
            if os.path.exists(file):
                pages[key] = open(file, "rb").read()
    print(f"\ntrafilatura's own evaluation: {len(pages)} pages, snippets\n")
    print("| | precision | recall | F1 | accuracy |\n|---|---|---|---|---|")
    bare = lambda text: re.sub(r"[\s\u00ad]+", "", text)
    for tool, read in TOOLS.items():
        texts, _ = read(pages)
        there = Counter()
        for key in pages:
            text = bare(texts[key])
            for kind in ("with", "without"):
                for snippet in entries[key][kind]:
                    there[kind, bare(snippet) in text] += 1
        tp, fn = there["with", True], there["with", False]
        fp, tn = there["without", True], there["without", False]
        print(f"| {tool} | {tp / (tp + fp):.3f} | {tp / (tp + fn):.3f} | {2 * tp / (2 * tp + fp + fn):.3f} | "
              f"{(tp + tn) / (tp + fn + fp + tn):.3f} |", flush=True)


if __name__ == "__main__":
    show_gold("WCXB, test split (held out)", *load_wcxb("test"))
    show_gold("Scrapinghub's articles", *load_articles())
    show_snippets()
    if "--dev" in sys.argv:
        show_gold("WCXB, dev split", *load_wcxb("dev"))
    if MISSING:
        sys.exit(f"\ndid not run, for want of data: {'; '.join(MISSING)}")
