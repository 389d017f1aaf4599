// The mask of a row or of an example: zoom, the pointer and keys.

class MaskPanel extends MaskCanvas {
  constructor(say) {
    super();
    this.say = say;
    this.frame = make('div', { class: 'mask', id: 'mask', tabindex: '0', role: 'group', 'aria-label': 'Attention mask' }, this.canvas);
    this.scope = this.button('Whole row', () => this.showRow(!this.wholeRow), 'Shows the mask of all examples of the row');
    this.caption = make('p', { class: 'quiet', id: 'mask-caption' });
    this.element = make('section', { class: 'panel', 'aria-labelledby': 'mask-title' },
      make('h2', { id: 'mask-title' }, 'Attention mask'),
      make('div', { class: 'tools' }, this.scope,
        this.button('+', () => this.zoom(2), 'Zoom in'), this.button('−', () => this.zoom(0.5), 'Zoom out'),
        this.button('All', () => this.fit(), 'Shows all of the mask')),
      this.frame, this.caption, this.legend());
    this.frame.addEventListener('keydown', (event) => this.press(event));
    this.canvas.addEventListener('mousemove', (event) => this.pointAt(event));
    this.canvas.addEventListener('mousedown', (event) => this.drag(event));
    this.canvas.addEventListener('dblclick', (event) => {
      this.pointAt(event);
      this.zoom(2);
    });
    this.frame.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.pointAt(event);
      this.zoom(event.deltaY < 0 ? 2 : 0.5);
    }, { passive: false });
    new ResizeObserver(() => this.resize()).observe(this.frame);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  button(text, act, title) {
    const button = make('button', { type: 'button', title, 'aria-label': title }, text);
    button.addEventListener('click', act);
    return button;
  }

  legend() {
    const entry = (name, text) => make('span', { class: 'legend-entry' }, make('span', { class: `swatch ${name}` }), text);
    return make('p', { class: 'legend' }, entry('sees', 'sees what came before'),
      entry('prefix', 'sees all of the prefix (hatched)'), entry('blind', 'not seen'),
      entry('loss', 'bar at the left: a token with loss'));
  }

  /** Shows the mask of an example, or of its row. */
  set(example) {
    this.example = example;
    this.fit();
  }

  showRow(wholeRow) {
    this.wholeRow = wholeRow;
    this.scope.setAttribute('aria-pressed', String(wholeRow));
    this.fit();
  }

  // Zoom

  fit() {
    if (!this.example) return;
    Object.assign(this, { left: 0, top: 0, cell: null });
    this.scale = this.size / this.count;
    this.draw();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const side = Math.max(64, Math.min(this.frame.clientWidth - 8, 560));
    if (this.canvas.width === Math.round(side * ratio)) return;
    this.canvas.width = Math.round(side * ratio);
    this.canvas.height = this.canvas.width;
    this.canvas.style.width = `${side}px`;
    this.canvas.style.height = `${side}px`;
    this.fit();
  }

  /** Zooms around the cell that is pointed at, else around the middle. */
  zoom(factor) {
    if (!this.example) return;
    const least = this.size / this.count;
    const scale = Math.min(Math.max(this.scale * factor, least), Math.max(least, 48));
    const middle = this.size / 2 / this.scale;
    const [key, query] = this.cell ?? [this.left + middle, this.top + middle];
    this.left = key - (key - this.left) * this.scale / scale;
    this.top = query - (query - this.top) * this.scale / scale;
    this.scale = scale;
    this.clamp();
    this.draw();
  }

  clamp() {
    const most = Math.max(0, this.count - this.size / this.scale);
    // Whole cells, once they can be told apart.
    const [limit, round] = this.scale < 4 ? [most, (at) => at] : [Math.ceil(most), Math.floor];
    this.left = round(Math.min(Math.max(this.left, 0), limit));
    this.top = round(Math.min(Math.max(this.top, 0), limit));
  }

  draw() {
    super.draw();
    if (this.example && this.scale) this.describe();
  }

  describe() {
    const what = this.wholeRow ? `row ${this.example.row.index}` : 'the example';
    const shown = Math.min(this.count, Math.floor(this.size / this.scale));
    const area = shown >= this.count
      ? `all ${grouped(this.count)} positions`
      : `queries ${grouped(Math.floor(this.top))}–${grouped(Math.floor(this.top) + shown - 1)}, keys ${grouped(Math.floor(this.left))}–${grouped(Math.floor(this.left) + shown - 1)}`;
    this.caption.textContent = `${area} of ${what}. Each row is a token that looks, each column one that it may see.`;
    this.canvas.setAttribute('aria-label', `Attention mask of ${what}, ${area}`);
  }

  // Cells

  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const ratio = this.size / box.width;
    return [this.left + (event.clientX - box.left) * ratio / this.scale, this.top + (event.clientY - box.top) * ratio / this.scale]
      .map((at) => Math.min(Math.max(Math.floor(at), 0), this.count - 1));
  }

  pointAt(event) {
    if (this.example) this.choose(this.cellAt(event));
  }

  choose([key, query]) {
    this.cell = [Math.min(Math.max(key, 0), this.count - 1), Math.min(Math.max(query, 0), this.count - 1)];
    this.draw();
    this.say(this.sentence(this.cell[1], this.cell[0]));
  }

  /** What a query's cell says, in words. */
  sentence(query, key) {
    const [start, end] = this.subject.bounds(query);
    const sees = key >= start && key < end;
    const range = start < end ? `it sees ${grouped(start)} to ${grouped(end - 1)}` : 'padding, which sees nothing';
    return `Position ${grouped(query)} ${sees ? 'sees' : 'does not see'} position ${grouped(key)}; ${range}.`;
  }

  drag(event) {
    const [x, y, left, top] = [event.clientX, event.clientY, this.left, this.top];
    const ratio = this.size / this.canvas.getBoundingClientRect().width;
    const move = (next) => {
      this.left = left - (next.clientX - x) * ratio / this.scale;
      this.top = top - (next.clientY - y) * ratio / this.scale;
      this.clamp();
      this.draw();
    };
    window.addEventListener('mousemove', move);
    window.addEventListener('mouseup', () => window.removeEventListener('mousemove', move), { once: true });
  }

  press(event) {
    if (!this.example || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key in steps) {
      const [key, query] = this.cell ?? [0, 0];
      const step = event.shiftKey ? 16 : 1;
      this.choose(this.cell ? [key + step * steps[event.key][0], query + step * steps[event.key][1]] : [0, 0]);
      this.follow();
    } else if (event.key === '+' || event.key === '=') this.zoom(2);
    else if (event.key === '-') this.zoom(0.5);
    else if (event.key === '0') this.fit();
    else return;
    event.preventDefault();
  }

  /** Keeps the chosen cell in sight. */
  follow() {
    const shown = this.size / this.scale;
    const [key, query] = this.cell;
    if (key < this.left) this.left = key;
    if (query < this.top) this.top = query;
    if (key + 1 > this.left + shown) this.left = Math.ceil(key + 1 - shown);
    if (query + 1 > this.top + shown) this.top = Math.ceil(query + 1 - shown);
    this.clamp();
    this.draw();
  }
}
