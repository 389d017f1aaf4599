// What all pages use: making elements, and text as it is safe to show. Texts of documents become text nodes, never HTML.

/** Makes an element with attributes and children; children that are strings become text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** What reorders the text around it, by its name (Unicode Standard Annex 9). */
const bidirectionalControls = {
  0x061c: 'ALM', 0x200e: 'LRM', 0x200f: 'RLM', 0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF',
  0x202d: 'LRO', 0x202e: 'RLO', 0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI',
};

/** Characters that are not seen, or that move what is: controls, formats, separators, private and unassigned ones. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;

/** The sign for a character that is not shown as it is; null for the others. */
function signOf(character) {
  const code = character.codePointAt(0);
  if (code === 0x09 || code === 0x0a || code === 0x200c || code === 0x200d) return null;
  if (!unseen.test(character)) return null;
  if (code in bidirectionalControls) return bidirectionalControls[code];
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `\\u{${code.toString(16).toUpperCase()}}`;
}

/** Text as nodes, with signs for what is not seen. */
function visible(text) {
  const nodes = document.createDocumentFragment();
  let plain = '';
  for (const character of text) {
    const sign = signOf(character);
    if (sign === null) {
      plain += character;
      continue;
    }
    nodes.append(plain, make('span', { class: 'sign' }, sign));
    plain = '';
  }
  nodes.append(plain);
  return nodes;
}

/** Text for where there are no nodes, as in attributes, with signs for what is not seen. */
function visibleText(text) {
  return Array.from(text, (character) => signOf(character) ?? character).join('');
}

/** Whether text is an address of the web, which alone becomes a link. */
function isWebAddress(text) {
  return text.length <= 4096 && /^https?:\/\/[^\s]+$/i.test(text)
    && !Array.from(text).some((character) => signOf(character) !== null);
}

/** A link where the address is one of the web, else its text. */
function linkOrText(text) {
  if (!isWebAddress(text)) return visible(text);
  return make('a', { href: text, rel: 'noreferrer noopener' }, text);
}

/** 1234567 as 1,234,567. */
function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
