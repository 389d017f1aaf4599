#!/usr/bin/env python3
"""The pages of `inspect --html` in a browser: test_pages.py WORK [TEST…]

WORK gets stores, shards and pages of its own. What the page shows of where tokens were and what sees what is compared
with the examples' definitions, worked out here from what `inspect --json` says.
"""
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import time

import axe_playwright_python
from playwright.sync_api import sync_playwright

WORK = pathlib.Path(sys.argv[1])
WANTED = sys.argv[2:]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ROOT = pathlib.Path(__file__).resolve().parents[2]
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
OBJECTIVES = ["causal", "prefix_lm", "span_corruption", "fim_psm", "fim_spm"]


# Data


def ul2prep(*arguments, status=0):
    done = subprocess.run(["ul2prep", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done.stdout


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def make_data():
    """Narrow rows of every objective, with either attention of prefixes."""
    mixture = json.loads((ROOT / "mixtures/openmoe.json").read_text())
    for source in mixture["sources"].values():
        source["path"] = str((ROOT / "mixtures" / source["path"]).resolve())
    if not (WORK / "stores").exists():
        path = WORK / "mixture.json"
        path.write_text(json.dumps(mixture))
        ul2prep("tokenize", "--mixture", path, "--tokenizer-model",
                ROOT / "fixtures/tokenizers/unigram-8k.model", "--output", WORK / "stores")
    for attention in ("bidirectional", "causal"):
        for objective in mixture["objectives"]:
            if objective["name"] != "causal":
                objective["prefix_attention"] = attention
        path = WORK / f"{attention}.json"
        path.write_text(json.dumps(mixture))
        ul2prep("pack", "--mixture", path, "--tokens", WORK / "stores", "--output", WORK / attention,
                "--seq-length", 64, "--total-tokens", "30K", "--overwrite")


def make_page(name, *arguments):
    file = WORK / f"{name}.html"
    ul2prep("inspect", *arguments, "--html", file)
    return file


def chosen_examples(shards):
    """For each objective the longest example that shares its row with others."""
    special = json.loads((shards / "manifest.json").read_text())["tokenizer"]
    best = {}
    rows = {}
    for example in lines(ul2prep("inspect", shards, "--count", 1000000, "--json")):
        rows.setdefault(example["row"], []).append(example)
        name = example["objective"]["name"]
        if example["examples_in_row"] > 1 and len(example["tokens"]) > len(best.get(name, {"tokens": []})["tokens"]):
            best[name] = example
    assert sorted(best) == sorted(OBJECTIVES), sorted(best)
    return best, rows, special


# Definitions


def runs_of(example, special):
    """Position, place in the chunk, and count of what was put one after another; targets apart."""
    name, ids = example["objective"]["name"], example["tokens"]
    prompt = len(example["objective"]["prompt_ids"])
    chunk, loss = example["length"], example["loss_start"]
    if name == "causal":
        return [(prompt, 0, chunk)]
    if name == "prefix_lm":
        return [(prompt, 0, loss - prompt), (loss, loss - prompt, chunk - (loss - prompt))]
    if name == "span_corruption":
        sentinels = special["sentinels"]
        known = {sentinels["first"] + sentinels["step"] * i for i in range(sentinels["count"])}

        def spans(start, end):
            found, at = [], start
            for i in range(start, end):
                if ids[i] in known:
                    found.append((at, i - at))
                    at = i + 1
            return [*found, (at, end - at)]

        kept = spans(prompt, loss)[:-1]
        lost = spans(loss, len(ids) - 1)[1:]
        runs, place = [], 0
        for (a, kept_count), (b, lost_count) in zip(kept, lost, strict=True):
            runs += [(a, place, kept_count), (b, place + kept_count, lost_count)]
            place += kept_count + lost_count
        return sorted(runs)
    fim = special["fim"]
    suffix, middle = ids.index(fim["suffix"]), ids.index(fim["middle"])
    before, last = suffix - 1, len(ids) - middle - 2
    if name == "fim_spm":
        return [(suffix + 1, last, middle - suffix - 1), (middle + 1, 0, last)]
    return [(1, 0, before), (suffix + 1, before + last, middle - suffix - 1), (middle + 1, before, last)]


def attend(row, width, causal=False):
    """Which position sees which: by segments, and by what is in the same prefix."""
    segment, prefix = [0] * width, [False] * width
    for number, example in enumerate(row):
        start, end = example["cu_seqlens"]
        for q in range(start, end):
            segment[q] = number + 1
            prefix[q] = q - start < example["prefix_len"]
    return [[segment[q] != 0 and segment[q] == segment[k] and (k <= q or (prefix[q] and prefix[k]))
             for k in range(width)] for q in range(width)]


# The browser


@contextlib.contextmanager
def opened(browser, file, scheme="light", width=1200, height=1000):
    """A page, of which nothing but its file may be asked for, and which says nothing in the console."""
    said, asked = [], []
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page
    assert not said, said
    assert asked == [file.as_uri()], asked
    page.close()


def choose(page, row, number):
    """Chooses an example by the number of its row, and its place there."""
    page.fill("#go", str(row))
    page.press("#go", "Enter")
    page.click(f"[role=option][data-row='{page.evaluate('inspection.list.rows.indexOf(inspection.item.row)')}']"
               f"[data-item='{number}']", position={"x": 1, "y": 5})
    assert page.evaluate("[inspection.item.row.index, inspection.item.number]") == [row, number]


POINT_AT_ALL = """([from, to]) => Array.from(document.querySelectorAll(`#${from} .token`), (token) => {
  token.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  const marked = (panel, name) => Array.from(document.querySelectorAll(`#${panel} .${name}`), (e) => Number(e.dataset.token));
  return [marked(to, 'linked-token'), marked(to, 'linked'), marked(from, 'linked-token'), marked(from, 'linked')];
})"""


def check_links(page, example, special):
    """Both highlights, of every token, against the inverse transform and the document itself."""
    runs = [run for run in runs_of(example, special) if run[2] > 0]
    ids, chunk = example["tokens"], example["length"]
    document = lines(ul2prep("inspect", WORK / "stores" / example["source"], "--row", example["document"], "--json"))[0]
    raw = document["tokens"][example["offset"]:example["offset"] + chunk]
    places = {}
    for position, place, count in runs:
        assert ids[position:position + count] == raw[place:place + count]
        places.update({position + i: (place + i, (position, place, count)) for i in range(count)})
    assert sorted(place for place, _ in places.values()) == list(range(chunk))

    def span(start, run):
        return [] if run[2] == chunk else list(range(start, start + run[2]))

    found = page.evaluate(POINT_AT_ALL, ["example", "document"])
    assert len(found) == len(ids)
    for position, (token, spanned, own, own_span) in enumerate(found):
        assert own == [position]
        if position not in places:
            assert (token, spanned, own_span) == ([], [], [])
            continue
        place, run = places[position]
        assert token == [place] and spanned == span(run[1], run) and own_span == span(run[0], run), (position, run)
    positions = {place: (position, run) for position, (place, run) in places.items()}
    found = page.evaluate(POINT_AT_ALL, ["document", "example"])
    assert len(found) == chunk
    for place, (token, spanned, own, own_span) in enumerate(found):
        position, run = positions[place]
        assert own == [place] and token == [position]
        assert spanned == span(run[0], run) and own_span == span(run[1], run)
    # A real pointer, and the text about the token.
    position = runs[-1][0]
    page.hover(f"#example .token[data-token='{position}']")
    said = page.inner_text("#status")
    assert f"id {ids[position]}" in said and f"token {example['offset'] + runs[-1][1]:,} of the document" in said, said
    assert ("· loss ·" if position >= example["loss_start"] else "· no loss ·") in said, said


CELLS = """() => {
  const { canvas, scale, left, top, count } = inspection.mask;
  const shown = Math.min(count, Math.floor(canvas.width / scale));
  const style = getComputedStyle(document.documentElement);
  const context = canvas.getContext('2d');
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colour = (name) => {
    probe.fillStyle = style.getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
    return probe.getImageData(0, 0, 1, 1).data.slice(0, 3).join();
  };
  const kinds = { [colour('--ground')]: '.', [colour('--mask-sees')]: 'c', [colour('--mask-prefix')]: 'p' };
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  const rows = [];
  for (let q = 0; q < shown; q += 1) {
    let row = '';
    for (let k = 0; k < shown; k += 1) {
      const at = 4 * (Math.floor((q + 0.55) * scale) * canvas.width + Math.floor((k + 0.55) * scale));
      row += kinds[[pixels[at], pixels[at + 1], pixels[at + 2]].join()] ?? '?';
    }
    rows.push(row);
  }
  return { left, top, count, rows };
}"""


def check_mask(page, example, row, width):
    """Each cell of the picture: of the row, of the example, and zoomed."""
    start, end = example["cu_seqlens"]
    mask = attend(row, width)

    def compare(first_query, first_key, least):
        shown = page.evaluate(CELLS)
        assert len(shown["rows"]) >= least, len(shown["rows"])
        for i, cells in enumerate(shown["rows"]):
            for j, cell in enumerate(cells):
                q, k = first_query + shown["top"] + i, first_key + shown["left"] + j
                assert (cell in "cp") == mask[q][k], (example["row"], q, k, cell)
                of = next((e for e in row if e["cu_seqlens"][0] <= q < e["cu_seqlens"][1]), None)
                inside = of and max(q, k) - of["cu_seqlens"][0] < of["prefix_len"] and k >= of["cu_seqlens"][0]
                assert (cell == "p") == bool(inside), (q, k, cell)

    compare(start, start, min(end - start, 64))
    page.click("text=Whole row")
    compare(0, 0, width)
    page.click("[aria-label='Zoom in']")
    page.click("[aria-label='Zoom in']")
    compare(0, 0, 8)
    assert page.evaluate("inspection.mask.scale") > 30
    page.click("[aria-label='Shows all of the mask']")
    page.click("text=Whole row")


def check_accessible(page, what):
    found = page.evaluate(f"{AXE}; axe.run(document, {{ resultTypes: ['violations'] }})")
    problems = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert not problems, (what, problems)


# Tests


def test_examples(browser):
    """Highlights and masks, for each objective and both attentions of prefixes."""
    for attention in ("bidirectional", "causal"):
        best, rows, special = chosen_examples(WORK / attention)
        manifest = json.loads((WORK / attention / "manifest.json").read_text())
        file = make_page(attention, WORK / attention, "--count", 10000)
        with opened(browser, file) as page:
            for name in OBJECTIVES:
                example = best[name]
                example["objective"]["prompt_ids"] = manifest["objectives"][example["objective"]["index"]]["prompt_ids"]
                bidirectional = attention == "bidirectional" and name in ("prefix_lm", "span_corruption")
                assert (example["prefix_len"] > 0) == bidirectional, (name, example["prefix_len"])
                choose(page, example["row"], example["example"])
                check_links(page, example, special)
                check_mask(page, example, rows[example["row"]], 64)


def test_keyboard(browser):
    """Everything by keys alone."""
    best, _, _ = chosen_examples(WORK / "bidirectional")
    example = best["span_corruption"]
    with opened(browser, WORK / "bidirectional.html") as page:
        keys = page.keyboard

        def active():
            return page.evaluate("document.activeElement.id")

        def item():
            return page.evaluate("[inspection.item.row.index, inspection.item.kind, inspection.item.number]")

        keys.press("?")
        assert page.evaluate("document.querySelector('#help').open")
        keys.press("Escape")
        assert not page.evaluate("document.querySelector('#help').open")
        keys.press("r")
        assert active() == "rows" and item() == [0, "example", 0]
        keys.press("ArrowDown")
        keys.press("ArrowRight")
        assert item()[0] >= 1
        selected = page.get_attribute("#rows", "aria-activedescendant")
        assert page.get_attribute(f"#{selected}", "aria-selected") == "true"
        keys.press("End")
        assert item()[0] == page.evaluate("inspection.list.rows.at(-1).index")
        keys.press("Home")
        keys.press("n")
        keys.press("p")
        assert item() == [0, "example", 0]
        keys.press("PageDown")
        assert item()[0] > 2
        keys.press("g")
        keys.type(str(example["row"]))
        keys.press("Enter")
        keys.press("Tab")
        keys.press("r")
        while item() != [example["row"], "example", example["example"]]:
            assert item()[0] == example["row"]
            keys.press("ArrowRight")
        keys.press("e")
        assert active() == "example"
        keys.press("]")
        loss = example["loss_start"]
        assert page.evaluate("inspection.example.cursor") == loss + 1, "the first span of targets"
        place = page.evaluate("inspection.item.placeOf(inspection.example.cursor)")
        assert page.locator("#document .linked-token").get_attribute("data-token") == str(place)
        keys.press("Enter")
        assert active() == "document" and page.evaluate("inspection.document.cursor") == place
        keys.press("ArrowRight")
        keys.press("ArrowLeft")
        keys.press("Enter")
        assert active() == "example" and page.evaluate("inspection.example.cursor") == loss + 1
        keys.press("Home")
        assert page.evaluate("inspection.example.cursor") == 0
        keys.press("w")
        assert "·" in page.inner_text("#document")
        keys.press("w")
        assert "·" not in page.inner_text("#document")
        keys.press("m")
        assert active() == "mask"
        for key in ["ArrowRight", "ArrowDown", "Shift+ArrowDown", "+", "+", "ArrowRight", "-"]:
            keys.press(key)
        assert page.evaluate("inspection.mask.cell") == [1, 17]
        assert page.inner_text("#status").startswith("Position 17 sees position 1;"), page.inner_text("#status")
        keys.press("0")
        assert page.evaluate("inspection.mask.left") == 0
        keys.press("o")
        keys.type("fim_psm")
        keys.press("Enter")
        page.wait_for_function("document.querySelector('#objective').value === 'fim_psm'")
        assert page.evaluate("inspection.item.objective.name") == "fim_psm"
        # Focus is seen, and Tab leads through all there is.
        seen = set()
        for _ in range(40):
            keys.press("Tab")
            seen.add(active())
            assert page.evaluate("document.activeElement === document.body || "
                                 "getComputedStyle(document.activeElement).outlineStyle !== 'none'")
        assert {"objective", "source", "go", "rows", "example", "document", "mask"} <= seen, seen


def test_filters(browser):
    """Filters show the rows with an example of that kind, and choose one."""
    with opened(browser, WORK / "bidirectional.html") as page:
        for name in OBJECTIVES:
            page.select_option("#objective", name)
            page.select_option("#source", "")
            source = page.evaluate("inspection.item.source")
            page.select_option("#source", source)
            chosen = page.evaluate("""inspection.list.rows.map((row) => row.examples.filter(inspection.list.isWanted)
              .map((example) => [example.objective.name, example.source]))""")
            assert chosen and all(chosen), name
            assert {pair for row in chosen for pair in map(tuple, row)} == {(name, source)}
            assert page.evaluate("inspection.item.objective.name") == name
    file = make_page("filtered", WORK / "bidirectional", "--objective", "prefix_lm", "--count", 5)
    with opened(browser, file) as page:
        assert page.input_value("#objective") == "prefix_lm" and page.evaluate("inspection.data.rowList.length") == 5


def test_looks(browser):
    """Both colour schemes and all widths, by the rules of accessibility."""
    store = make_page("store", WORK / "stores/wikipedia", "--count", 20)
    for scheme in ("light", "dark"):
        with opened(browser, WORK / "bidirectional.html", scheme) as page:
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 23, 28)"), ground
            page.hover("#example .token >> nth=8")
            check_accessible(page, scheme)
            page.keyboard.press("?")
            check_accessible(page, f"{scheme}, keys")
        with opened(browser, store, scheme) as page:
            check_accessible(page, f"{scheme}, store")
            page.hover("#document .token >> nth=3")
            assert "of the document" in page.inner_text("#status")
    for width in (800, 1200, 1600):
        with opened(browser, WORK / "bidirectional.html", width=width) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    kinds = {}
    with opened(browser, WORK / "bidirectional.html") as page:
        for option in page.query_selector_all("[role=option].example"):
            look = option.evaluate("(e) => [getComputedStyle(e).backgroundImage, e.textContent]")
            kinds.setdefault(option.get_attribute("aria-label").split(",")[0], set()).add(tuple(look))
    assert len(set().union(*kinds.values())) == len(kinds), "objectives of one letter or pattern"


def test_damaged(browser):
    """A shard that is gone, and a plan whose stores are: what is whole is shown."""
    shards = WORK / "damaged"
    ul2prep("pack", "--mixture", WORK / "bidirectional.json", "--tokens", WORK / "stores", "--output", shards,
            "--seq-length", 64, "--total-tokens", "100K", "--shard-size", "64KiB", "--overwrite")
    (sorted(shards.glob("*/shard.*"))[0]).unlink()
    with opened(browser, make_page("damaged", shards, "--count", 5000)) as page:
        assert page.query_selector("[role=option].problem")
        assert "shard.00000" in page.inner_text(".chosen .note")
        check_accessible(page, "damaged")
        page.keyboard.press("r")
        page.keyboard.press("End")
        assert page.evaluate("inspection.item.kind") == "example"
    ul2prep("plan", "--mixture", WORK / "bidirectional.json", "--tokens", WORK / "stores", "--output", WORK / "plan",
            "--seq-length", 64, "--total-tokens", "30K", "--overwrite")
    with opened(browser, make_page("plan", WORK / "plan", "--count", 5)) as page:
        assert page.evaluate("inspection.data.rowList.length") == 5
    (WORK / "stores").rename(WORK / "moved")
    try:
        file = make_page("outline", WORK / "plan")
    finally:
        (WORK / "moved").rename(WORK / "stores")
    with opened(browser, file) as page:
        assert "stores were not found" in page.inner_text(".note")
        assert "common_crawl" in page.inner_text("table >> nth=0")
        check_accessible(page, "outline")


def test_hostile(browser):
    """Documents that try: nothing runs, nothing is asked for, and what is not seen is shown by name."""
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    texts = [evil, "a\u202eb\u2066c\u200fd", "information" * 910_000, "<!--<script>", "]]>&lt;&#60;", "\u0000\u001b[31m\u2028"]
    ids = [evil, "javascript:alert(3)", "data:text/html,<script>alert(4)</script>", "\u202egpj.exe",
           "https://a.example/?q=<b>", "https://a.example/\u202e"]
    path = WORK / "hostile.jsonl"
    path.write_text("".join(json.dumps({"text": f"{text} and some words", "id": id, "url": id, "title": text[:100]}) + "\n"
                            for text, id in zip(texts, ids, strict=True)))
    ul2prep("tokenize", "--source", "jsonl", "--tokenizer-model", ROOT / "fixtures/tokenizers/bpe-8k.model",
            "--output", WORK / "hostile", path, "--overwrite")
    with opened(browser, make_page("hostile", WORK / "hostile")) as page:
        links = set()
        for number, text in enumerate(texts):
            page.fill("#go", str(number))
            page.press("#go", "Enter")
            assert page.evaluate("document.querySelectorAll('img, iframe, object').length") == 0
            links |= {(a.get_attribute("href"), a.get_attribute("rel")) for a in page.query_selector_all("a")}
            if number == 0:
                assert evil in page.inner_text("#document")
            if number == 2:
                page.focus("#document")
                page.keyboard.press("End")
                last = page.evaluate("inspection.document.tokens.length") - 1
                assert page.locator("#document .linked-token").get_attribute("data-token") == str(last)
                page.click("section:has(#document) >> text=Earlier")
                assert page.locator("#document .token").count() == 4096
            if number == 1:
                shown = page.inner_text("#document")
                assert "RLO" in shown and "LRI" in shown and "RLM" in shown and "\u202e" not in shown
        assert links == {("https://a.example/?q=<b>", "noreferrer noopener")}, links
        check_accessible(page, "hostile")


def test_size(browser):
    """A thousand rows of 2,048: seconds to open, bytes of the file."""
    ul2prep("pack", "--mixture", WORK / "bidirectional.json", "--tokens", WORK / "stores", "--output", WORK / "large",
            "--total-tokens", "2100K", "--overwrite")
    began = time.monotonic()
    file = make_page("large", WORK / "large", "--count", 1000)
    made = time.monotonic() - began
    size = file.stat().st_size
    seconds = []
    for _ in range(3):
        with opened(browser, file) as page:
            page.wait_for_selector("#example .token")
            seconds.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000)
            assert page.evaluate("inspection.data.rowList.length") == 1000
    print(f"pages: 1,000 rows of 2,048 take {made:.1f} s to write, {size / 1e6:.1f} MB, and {min(seconds):.2f} s to open")
    assert size <= 15_000_000 and min(seconds) < 2, (size, seconds)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    make_data()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, test in list(globals().items()):
            if name.startswith("test_") and (not WANTED or name[5:] in WANTED):
                began = time.monotonic()
                test(browser)
                print(f"pages: {name[5:]}: {test.__doc__.splitlines()[0]} {time.monotonic() - began:.1f} s", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
