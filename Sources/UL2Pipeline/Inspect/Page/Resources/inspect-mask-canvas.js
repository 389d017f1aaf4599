// A mask as a picture: which positions see which, drawn from the bounds of each.

/**
 * The part of a mask that is in sight: `scale` pixels a cell, `left` and `top` the key and the query at its corner. Queries
 * go downwards, keys to the right.
 */
class MaskCanvas {
  constructor() {
    this.wholeRow = false;
    this.canvas = make('canvas', { role: 'img' });
  }

  get subject() { return this.wholeRow ? this.example.row : this.example; }

  /** Positions a side. */
  get count() { return this.wholeRow ? this.example.row.width : this.example.length; }

  /** Whether a query is in a prefix whose tokens see each other: then it sees what comes after it, or is its last. */
  prefixEnd(query) {
    const { examples } = this.example.row;
    if (!this.wholeRow) return query < this.example.prefix ? this.example.prefix : 0;
    const example = examples.find(({ start, length }) => query >= start && query < start + length);
    return example && query < example.start + example.prefix ? example.start + example.prefix : 0;
  }

  hasLoss(query) {
    if (!this.wholeRow) return query >= this.example.loss;
    return this.example.row.examples.some(({ start, length, loss }) => query >= start + loss && query < start + length);
  }

  get size() { return this.canvas.width; }

  draw() {
    if (!this.example || !this.scale) return;
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const colours = { blind: colour('--ground'), sees: colour('--mask-sees'), prefix: colour('--mask-prefix'),
      line: colour('--line'), loss: colour('--mask-loss'), cell: colour('--accent') };
    const { size, scale, left, top, count } = this;
    context.fillStyle = colours.blind;
    context.fillRect(0, 0, size, size);
    const last = Math.min(count, Math.ceil(top + size / scale));
    for (let query = Math.floor(top); query < last; query += 1) {
      const [start, end] = this.subject.bounds(query);
      const prefixEnd = this.prefixEnd(query);
      this.fill(context, colours.sees, start, end, query);
      if (prefixEnd > 0) this.fill(context, colours.prefix, start, Math.min(prefixEnd, end), query);
    }
    this.hatch(context, colours, last);
    this.drawLoss(context, colours, last);
    if (scale >= 6 * (window.devicePixelRatio || 1)) this.drawGrid(context, colours);
    if (this.cell) {
      const [key, query] = this.cell;
      // On both colours it is seen by one of two lines.
      for (const [colour, width] of [[colours.blind, 6], [colours.cell, 3]]) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.strokeRect(this.pixel(key, left), this.pixel(query, top), Math.max(scale, 4), Math.max(scale, 4));
      }
    }
  }

  /** The pixel at which a column (or row) of cells begins. */
  pixel(cell, first) { return Math.round((cell - first) * this.scale); }

  /** Fills the cells of a query from `start` to below `end`: whole pixels, and never none. */
  fill(context, colour, start, end, query) {
    const [x, y] = [this.pixel(start, this.left), this.pixel(query, this.top)];
    context.fillStyle = colour;
    context.fillRect(x, y, Math.max(this.pixel(end, this.left) - x, 1), Math.max(this.pixel(query + 1, this.top) - y, 1));
  }

  /** Lines mark prefixes too, eight pixels apart; where cells are larger, by a corner of each. */
  hatch(context, colours, last) {
    const { scale, left, top, size } = this;
    context.fillStyle = colours.blind;
    for (const example of this.wholeRow ? this.example.row.examples : [this.example]) {
      const start = this.wholeRow ? example.start : 0;
      if (example.prefix === 0 || start >= last) continue;
      const [x, y, side] = [this.pixel(start, left), this.pixel(start, top), Math.round(example.prefix * scale)];
      const [right, bottom] = [Math.min(x + side, size), Math.min(y + side, size)];
      if (scale < 8) {
        for (let line = y + 8; line < bottom; line += 8) context.fillRect(x, line, right - x, 1);
        continue;
      }
      const corner = Math.round(scale / 3);
      for (let query = Math.max(start, Math.floor(top)); this.pixel(query, top) < bottom; query += 1) {
        for (let key = Math.max(start, Math.floor(left)); this.pixel(key, left) < right; key += 1) {
          context.fillRect(this.pixel(key, left), this.pixel(query, top), corner, corner);
        }
      }
    }
  }

  drawLoss(context, colours, last) {
    context.fillStyle = colours.loss;
    for (let query = Math.floor(this.top); query < last; query += 1) {
      const y = this.pixel(query, this.top);
      if (this.hasLoss(query)) context.fillRect(0, y, 4, Math.max(this.pixel(query + 1, this.top) - y, 1));
    }
  }

  drawGrid(context, colours) {
    context.fillStyle = colours.line;
    for (let at = 0; at <= this.size; at += this.scale) {
      context.fillRect(Math.round(at), 0, 1, this.size);
      context.fillRect(0, Math.round(at), this.size, 1);
    }
  }
}
