"""Lists as Python-Markdown wants them: what belongs to an item is indented by four columns for each level.

GitHub goes by where the item's text begins, two columns after `-` and three after `1.`.
"""

import re

ITEM = re.compile(r" {0,3}(?:[-*+]|\d+[.)]) +(?=\S)")
FENCE = re.compile(r" *(```+|~~~+)")


def reindented(markdown):
    """The same text with its lists indented by fours, and a blank line wherever Python-Markdown needs one."""
    lines = []
    # Of the items that are open: the column where their text begins, and whether they have blank lines.
    items = []
    fence = None
    for line in markdown.split("\n"):
        if not line.strip():
            if items:
                items[-1][1] = True
            lines.append("")
            continue
        indent = len(line) - len(line.lstrip(" "))
        was_loose = False
        opened = len(items)
        while items and indent < items[-1][0] and not fence:
            was_loose = items.pop()[1] or was_loose
        base = items[-1][0] if items else 0
        text = line[min(base, indent):]
        item = None if fence else ITEM.match(text)
        if item and lines and lines[-1] and (was_loose or opened == 0):
            lines.append("")
        lines.append(" " * 4 * len(items) + (text.lstrip(" ") if item else text))
        if item:
            items.append([base + len(item[0]), was_loose])
        elif found := FENCE.match(text):
            if fence is None:
                fence = found[1]
            elif text.strip() == fence:
                fence = None
    return "\n".join(lines)
