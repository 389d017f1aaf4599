"""Compares the text of Wikipedia's articles with mwparserfromhell's and wikiextractor's.

    Scripts/quality wikitext [--places N]    N random places where ours and theirs differ
"""

import collections
import functools
import random
import re
import sys

import measures
import mwparserfromhell


def wikiextractor():
    """wikiextractor's cleaner; its patterns put `(?i)` where Python since 3.11 wants none."""
    compile = re.compile
    re.compile = lambda pattern, flags=0: compile(
        pattern.replace("(?i)", "") if isinstance(pattern, str) else pattern,
        flags | (re.I if isinstance(pattern, str) and "(?i)" in pattern else 0),
    )
    from wikiextractor.extract import Extractor

    re.compile = compile
    Extractor.keepLinks = False
    return Extractor


EXTRACTOR = wikiextractor()


def by_mwparserfromhell(wikitext, title):
    text = mwparserfromhell.parse(wikitext).strip_code(normalize=True, collapse=True)
    return f"{title}\n\n{text}"


def by_wikiextractor(wikitext, title):
    extractor = EXTRACTOR("1", "1", "", title, wikitext.split("\n"))
    paragraphs = extractor.clean_text(wikitext, html_safe=False)
    return f"{title}\n\n" + "\n".join(paragraphs)


# What should not be in text, by the look of it.
DEFECTS = {
    "markup": r"\{\{|\}\}|\[\[|\]\]|'''|\{\||\|\}|</?(?:ref|div|span|br|sup|sub|small)\b|&[a-z]+;",
    "file or category": r"(?im)^\s*(?:file|image|datei|category|kategorie|категория|thumb|right)[:|]|\bthumb\|",
    "empty or torn parentheses": r"\(\s*[,;:.)]|[,;:]\s*\)|\[\s*\]",
    "space before a comma or full stop": r"(?<=\w) [,.](?=\s)",
    "doubled comma": r"[,;]\s*[,;]",
    "hole: `at.`, `the,`, `around .`": r"\b(?:the|an|at|about|around|approximately) ?[.,](?=\s)",
    "heading without text": None,
}


def headings_without_text(wikitext, text):
    """Headings of the source right below which the text has one as high, or nothing."""
    found = re.findall(r"(?m)^(==+) *(.+?) *==+ *$", wikitext)
    levels = {title.strip(" '"): len(marks) for marks, title in found}
    lines = [line.strip(" .'=") for line in text.split("\n") if line.strip()] + [""]
    return sum(
        line in levels and (not below or levels.get(below, 9) <= levels[line])
        for line, below in zip(lines, lines[1:])
    )


def articles():
    files = sorted(measures.REAL.glob("wikipedia/**/*")) + [
        measures.REAL / "derived/wikipedia/smallwiki-pages-articles-multistream.xml.bz2"
    ]
    for path in files:
        if path.suffix not in (".xml", ".bz2"):
            continue
        raw = {page["id"]: page["text"] for page in measures.read("wikipedia", path, "--raw")}
        for page in measures.read("wikipedia", path):
            yield page["metadata"]["title"], raw[page["id"]], page["text"]


def main():
    places = int(sys.argv[sys.argv.index("--places") + 1]) if "--places" in sys.argv else 0
    comparison = measures.Comparison()
    defects = collections.defaultdict(collections.Counter)
    differing = []
    sizes = collections.Counter()
    for title, wikitext, ours in articles():
        texts = {
            "ul2prep": ours,
            "mwparserfromhell": by_mwparserfromhell(wikitext, title),
            "wikiextractor": by_wikiextractor(wikitext, title),
        }
        comparison.add(texts)
        for name, text in texts.items():
            sizes[name] += len(text)
            for defect, pattern in DEFECTS.items():
                defects[defect][name] += (
                    len(re.findall(pattern, text))
                    if pattern
                    else headings_without_text(wikitext, text)
                )
        if places:
            for name in ("mwparserfromhell", "wikiextractor"):
                differing += [
                    (title, name, *place) for place in measures.disagreements(ours, texts[name])
                ]
    comparison.print()
    names = list(sizes)
    print(f"\n| defects | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    print(f"| characters | {' | '.join(f'{sizes[n]:,}' for n in names)} |")
    for defect, counts in defects.items():
        print(f"| {defect} | {' | '.join(str(counts[n]) for n in names)} |")
    random.seed(int(sys.argv[-1]) if places else 0)
    for title, name, before, ours, theirs in random.sample(differing, min(places, len(differing))):
        print(f"{title[:24]} {name}: {before} ⟦{ours[:200]}⟧ ⟦{theirs[:200]}⟧")


main()
