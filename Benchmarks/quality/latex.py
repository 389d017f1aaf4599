"""Compares the text of arXiv's papers with RedPajama's rules and with pylatexenc's.

    Scripts/quality latex [--places N]    N random places where ours and RedPajama's differ

Ours and RedPajama's are LaTeX: their tokens are compared, once as they are and once between the first heading and
the appendix, which is what RedPajama keeps. pylatexenc makes plain text of LaTeX, so it is given ours, and the
paper's own document without bibliography: what differs, cleaning has changed.
"""

import random
import re
import sys

import measures
from pylatexenc.latex2text import LatexNodes2Text

PAPERS = [
    "arxiv/arxiv-filemanager/test_files_unpack/with__MACOSX_hidden.tar.gz",
    "arxiv/arxiv-filemanager/test_files_upload/upload2.tar.gz",
    "arxiv/arxiv-filemanager/test_files_upload/upload3.tar.gz",
    "arxiv/arxiv-filemanager/test_files_upload/upload4.gz",
    "arxiv/arxiv-filemanager/test_files_upload/upload6.tgz",
    "arxiv/engrafo/1708.00137/main.tex",
    "derived/arxiv/arXiv_src_0903_001.tar",
    "derived/arxiv/arXiv_src_9901_001.tar",
]

HEADING = (
    r"\\(?:chapter|part|section|subsection|subsubsection|paragraph|subparagraph)\b\*?(?:\[(?:.*?)\])?\{(?:.*?)\}"
)
END = (
    r"(?:\\appendix|\\begin\{references\}|\\begin\{REFERENCES\}|\\begin\{thebibliography\}|\\bibliography\{.*\}).*$"
)


def macros(text):
    """RedPajama's abbreviations without arguments: name and text, as regular expressions."""
    found = {}
    for pattern in [
        r"\\\bnewcommand\b\*?\{(\\[a-zA-Z0-9]+?)\}\{(.*?)\}$",
        r"\\def\s*(\\[a-zA-Z0-9]+?)\s*\{(.*?)\}$",
    ]:
        for match in re.finditer(pattern, text, re.MULTILINE):
            name = re.escape(match.group(1))
            found[name] = match.group(2)
    return found


def redpajama(text, mended=True):
    """togethercomputer/RedPajama-Data, rp_v1, data_prep/arxiv/arxiv_cleaner.py, as published or with its bugs
    fixed: the character before a comment is kept, and a paper without headings begins with its document."""
    abbreviations = macros(text)
    heading = re.search(HEADING, text, re.DOTALL)
    if heading:
        text = text[heading.start() :]
    elif not mended:
        return ""
    else:
        text = text.partition("\\begin{document}")[2] or text
    text = re.sub(r"(?m)^%.*\n?", "", text)
    text = re.sub(r"(?m)(?<!\\)%.*$" if mended else r"(?m)[^\\]%.+$", "", text)
    text = re.sub(END, "", text, flags=re.DOTALL)
    if mended:
        text = text.partition("\\end{document}")[0]
    for name, value in abbreviations.items():
        text = re.sub(f"({name})([^a-zA-Z0-9])", lambda m, value=value: value + m.group(2), text)
    return text


def common(text):
    """The part that RedPajama keeps."""
    heading = re.search(HEADING, text, re.DOTALL)
    return re.sub(END, "", text[heading.start() if heading else 0 :], flags=re.DOTALL)


def document(text):
    """The paper's document without bibliography, for pylatexenc."""
    text = text.partition("\\begin{document}")[2] or text
    text = text.partition("\\end{document}")[0]
    return re.sub(r"\\begin\{thebibliography\}.*?\\end\{thebibliography\}|\\bibliography\{.*?\}", "", text, flags=re.S)


def plain(text):
    return LatexNodes2Text(math_mode="text", keep_comments=False).latex_to_text(text)


def main():
    random.seed(1)
    places = int(sys.argv[2]) if sys.argv[1:2] == ["--places"] else 0
    whole, part, rendered = measures.Comparison(), measures.Comparison(), measures.Comparison()
    found, rows, seen, lost = [], [], set(), 0
    for path in PAPERS:
        clean = measures.read("arxiv", measures.REAL / path)
        raw = measures.read("arxiv", measures.REAL / path, "--raw")
        raws = {paper["id"]: paper["text"] for paper in raw}
        for paper in clean:
            ours, source = paper["text"], raws[paper["id"]]
            if source in seen:
                continue
            seen.add(source)
            theirs, published = redpajama(source), redpajama(source, mended=False)
            lost += not published
            whole.add({"ul2prep": ours, "RedPajama, mended": theirs, "RedPajama, as published": published})
            part.add({"ul2prep": common(ours), "RedPajama, mended": theirs, "RedPajama, as published": published})
            rendered.add({"pylatexenc of ul2prep": plain(ours), "pylatexenc of the document": plain(document(source))})
            defined = set(re.findall(r"\\(?:re|provide)?newcommand\*?\s*\{?\s*\\([A-Za-z]+)", source))
            defined |= set(re.findall(r"\\def\s*\\([A-Za-z]+)", source))
            left = [sum(w in defined for w in re.findall(r"\\([A-Za-z]+)", t)) for t in (ours, theirs)]
            rows.append((paper["id"], len(source), len(ours), len(theirs), *left))
            found += [(paper["id"], *place) for place in measures.disagreements(common(ours), theirs)]
    print(f"{len(seen)} papers; RedPajama as published loses {lost}\n")
    for title, comparison in [("Whole", whole), ("Between first heading and appendix", part), ("As plain text", rendered)]:
        print(f"{title}:\n")
        comparison.print()
        print()
    print("| paper | bytes of source | ul2prep | RedPajama | authors' commands left: ul2prep | RedPajama |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print("|", " | ".join(map(str, row)), "|")
    for place in random.sample(found, min(places, len(found))):
        print(f"\n{place[0]} … {place[1]}\n  ul2prep:   {place[2]}\n  RedPajama: {place[3]}")


if __name__ == "__main__":
    main()
