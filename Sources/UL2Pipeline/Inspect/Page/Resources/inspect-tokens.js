// Tokens as text, in pages, with a cursor that keys move.

/** A panel of tokens: an example's, or its chunk's in the order of the document. */
class TokenPanel {
  /**
   * @param {string} id of its element.
   * @param {function} point is called with the number of the token that is pointed at or focused, or -1.
   */
  constructor(id, title, pieces, point) {
    Object.assign(this, { pieces, point, tokens: [], texts: [], groups: [], cursor: -1, first: 0, spaces: false });
    this.title = make('h2', { id: `${id}-title` }, title);
    this.body = make('div', { class: 'tokens', id, tabindex: '0', role: 'group', 'aria-labelledby': `${id}-title` });
    this.pages = make('div', { class: 'pages', hidden: true });
    this.element = make('section', { class: 'panel', 'aria-labelledby': `${id}-title` }, this.title, this.pages, this.body);
    this.body.addEventListener('mouseover', (event) => this.hover(event));
    this.body.addEventListener('mouseleave', () => this.point(this.cursor, false));
    this.body.addEventListener('click', (event) => this.hover(event, true));
    this.body.addEventListener('keydown', (event) => this.press(event));
    this.body.addEventListener('focus', () => this.moveTo(Math.max(this.cursor, 0)));
  }

  /**
   * Shows other tokens.
   *
   * @param groups what follows one another: `{ start, end, className, label }`; the label comes before a part.
   * @param stops where keys jump to: the starts of spans.
   */
  set(tokens, groups, stops) {
    Object.assign(this, { tokens, groups, stops, cursor: -1, first: 0 });
    this.texts = this.pieces.textsOf(tokens);
    this.body.scrollTop = 0;
    this.draw();
  }

  /** What a token is shown as. */
  text(number) { return this.texts[number] ?? ''; }

  draw() {
    const last = Math.min(this.tokens.length, this.first + TokenPanel.pageSize);
    this.elements = new Map();
    const content = document.createDocumentFragment();
    for (const group of this.groups) {
      const start = Math.max(group.start, this.first);
      const end = Math.min(group.end, last);
      if (group.label && group.start >= this.first && group.start < Math.max(last, 1)) {
        content.append(make('span', { class: 'part-name' }, group.label));
      }
      if (start >= end) continue;
      const span = make('span', { class: group.className });
      for (let i = start; i < end; i += 1) span.append(this.token(i));
      content.append(span);
    }
    this.body.replaceChildren(content);
    this.drawPages(last);
    this.mark(this.marked ?? {});
  }

  token(number) {
    const kind = this.pieces.kind(this.tokens[number]);
    const element = make('span', { class: `token ${kind}`, 'data-token': number },
      tokenNodes(this.texts[number], this.spaces));
    if (this.texts[number] === '') element.classList.add('continued');
    this.elements.set(number, element);
    return element;
  }

  drawPages(last) {
    this.pages.hidden = this.tokens.length <= TokenPanel.pageSize;
    if (this.pages.hidden) return;
    const button = (text, first, isPossible) => {
      const element = make('button', { type: 'button', disabled: !isPossible }, text);
      element.addEventListener('click', () => this.turnTo(first));
      return element;
    };
    this.pages.replaceChildren(
      button('Earlier', this.first - TokenPanel.pageSize, this.first > 0),
      make('span', {}, ` ${grouped(this.first)}–${grouped(last - 1)} of ${grouped(this.tokens.length)} tokens `),
      button('Later', this.first + TokenPanel.pageSize, last < this.tokens.length));
  }

  turnTo(first) {
    this.first = Math.max(0, first);
    this.body.scrollTop = 0;
    this.draw();
  }

  /** Brings a token's page and the token into sight of the panel. */
  reveal(number) {
    if (number < 0 || number >= this.tokens.length) return;
    if (!this.elements.has(number)) {
      this.first = Math.floor(number / TokenPanel.pageSize) * TokenPanel.pageSize;
      this.draw();
    }
    const token = this.elements.get(number).getBoundingClientRect();
    const body = this.body.getBoundingClientRect();
    if (token.top >= body.top && token.bottom <= body.bottom) return;
    this.body.scrollTop += token.top - body.top - body.height / 3;
  }

  /** Highlights a span of tokens, from `start` to below `end`, and one token. */
  mark({ start = -1, end = -1, token = -1 }) {
    this.marked = { start, end, token };
    for (const element of this.body.querySelectorAll('.linked, .linked-token')) {
      element.classList.remove('linked', 'linked-token');
    }
    for (let i = start; i < end; i += 1) this.elements.get(i)?.classList.add('linked');
    this.elements.get(token)?.classList.add('linked-token');
  }

  hover(event, isClick = false) {
    const element = event.target.closest('.token');
    if (!element) return;
    const number = Number(element.dataset.token);
    if (isClick) this.cursor = number;
    this.point(number, isClick);
  }

  moveTo(number) {
    if (this.tokens.length === 0) return;
    this.cursor = Math.min(Math.max(number, 0), this.tokens.length - 1);
    this.reveal(this.cursor);
    this.point(this.cursor, true);
  }

  press(event) {
    const { key, ctrlKey } = event;
    if (event.altKey || event.metaKey) return;
    let target = null;
    if (key === 'ArrowLeft') target = ctrlKey ? this.stop(-1) : this.cursor - 1;
    if (key === 'ArrowRight') target = ctrlKey ? this.stop(1) : this.cursor + 1;
    if (key === '[') target = this.stop(-1);
    if (key === ']') target = this.stop(1);
    if (key === 'Home') target = 0;
    if (key === 'End') target = this.tokens.length - 1;
    if (target === null) return;
    event.preventDefault();
    this.moveTo(target);
  }

  /** The start of the span before (-1) or after (1) the cursor. */
  stop(step) {
    if (step > 0) return this.stops.find((stop) => stop > this.cursor) ?? this.cursor;
    return this.stops.findLast((stop) => stop < this.cursor) ?? this.cursor;
  }

  showSpaces(spaces) {
    this.spaces = spaces;
    this.draw();
  }
}

/** Tokens that are drawn at once. */
TokenPanel.pageSize = 4096;
