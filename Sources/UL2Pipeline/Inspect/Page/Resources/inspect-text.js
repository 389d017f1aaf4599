// What pieces of a tokenizer are as text.

const pieceKinds = { t: 'text', b: 'bytes', s: 'sentinel', f: 'marker', x: 'special', o: 'opaque' };

/** The pieces of the page, by number. */
class Pieces {
  constructor({ id, kind, text, piece }) {
    Object.assign(this, { ids: id, kinds: kind, texts: text, pieces: piece });
  }

  kind(number) { return pieceKinds[this.kinds[number]]; }

  id(number) { return this.ids[number]; }

  /** What the model calls it. */
  name(number) {
    return this.pieces[number] ?? String(this.texts[number]).replaceAll(' ', '▁');
  }

  /**
   * The text of each of some tokens. A letter whose bytes are in several tokens is the first one's; the others have no
   * text. Bytes that make up no letter are written as \xE2.
   */
  textsOf(numbers) {
    const texts = new Array(numbers.length);
    for (let i = 0; i < numbers.length; i += 1) {
      if (this.kinds[numbers[i]] !== 'b') {
        const text = this.texts[numbers[i]];
        texts[i] = this.kinds[numbers[i]] === 'o' ? `${text} ` : text;
        continue;
      }
      let end = i;
      while (end < numbers.length && this.kinds[numbers[end]] === 'b') end += 1;
      this.joinBytes(numbers, i, end, texts);
      i = end - 1;
    }
    return texts;
  }

  joinBytes(numbers, start, end, texts) {
    const bytes = [];
    const owners = [];
    for (let i = start; i < end; i += 1) {
      texts[i] = '';
      for (const byte of this.texts[numbers[i]]) {
        bytes.push(byte);
        owners.push(i);
      }
    }
    for (let at = 0; at < bytes.length;) {
      const first = bytes[at];
      const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      const letter = decodeLetter(bytes.slice(at, at + length));
      texts[owners[at]] += letter ?? `\\x${first.toString(16).toUpperCase().padStart(2, '0')}`;
      at += letter === null ? 1 : length;
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The letter that bytes are in UTF-8; null where they are none. */
function decodeLetter(bytes) {
  try {
    return utf8.decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}

const spaceSigns = { ' ': '·', '\n': '↵\n', '\t': '⇥\t' };

/** A token's text as nodes, white space by signs where that is wanted. */
function tokenNodes(text, showsSpaces) {
  if (!showsSpaces) return visible(text);
  const nodes = document.createDocumentFragment();
  for (const part of text.split(/(\s)/u)) {
    if (!/^\s$/u.test(part)) {
      nodes.append(visible(part));
    } else {
      const code = part.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
      nodes.append(make('span', { class: 'space' }, spaceSigns[part] ?? `⟨U+${code}⟩`));
    }
  }
  return nodes;
}

/** A token's text within a sentence. */
function quoted(text) {
  const shown = Array.from(text, (character) => spaceSigns[character]?.[0] ?? signOf(character) ?? character);
  return `“${shown.join('')}”`;
}
