// The rows as strips, of which only those in sight are drawn.

/** A list of rows, in which one item (an example, padding, or a problem) is chosen. */
class RowList {
  /** @param {function} choose is called with the item that the user chooses. */
  constructor(data, choose) {
    this.data = data;
    this.choose = choose;
    this.rows = data.rowList;
    this.chosen = null;
    this.isWanted = () => true;
    this.longest = data.rowList.reduce((longest, row) => Math.max(longest, row.width), 1);
    this.content = make('div', { class: 'strips', role: 'presentation' });
    this.element = make('div', {
      class: 'rows', role: 'listbox', tabindex: '0', id: 'rows',
      'aria-label': data.isStore ? 'Documents' : 'Rows and their examples',
    }, this.content);
    this.element.addEventListener('scroll', () => this.draw());
    this.element.addEventListener('keydown', (event) => this.press(event));
    this.element.addEventListener('click', (event) => {
      const target = event.target.closest('[role=option]');
      if (target) this.choose(this.rows[target.dataset.row].items[target.dataset.item]);
    });
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** Shows the rows with an item that is wanted. */
  filter(isWanted) {
    this.isWanted = isWanted;
    this.rows = this.data.rowList.filter((row) => row.items.some(isWanted));
    this.draw();
  }

  /** Marks an item as the chosen one, and brings it into sight. */
  show(item) {
    this.chosen = item;
    const place = this.rows.indexOf(item?.row);
    if (place >= 0) {
      const top = place * RowList.rowHeight;
      const { scrollTop, clientHeight } = this.element;
      if (top < scrollTop || top + RowList.rowHeight > scrollTop + clientHeight) {
        this.element.scrollTop = top - clientHeight / 2;
      }
    }
    this.draw();
  }

  draw() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / RowList.rowHeight) - 4);
    const last = Math.min(this.rows.length, Math.ceil((scrollTop + clientHeight) / RowList.rowHeight) + 4);
    this.content.style.height = `${this.rows.length * RowList.rowHeight}px`;
    this.content.replaceChildren();
    for (let place = first; place < last; place += 1) this.content.append(this.strip(place));
    const active = this.content.querySelector('[aria-selected=true]');
    if (active) this.element.setAttribute('aria-activedescendant', active.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  strip(place) {
    const row = this.rows[place];
    const name = `${this.data.isStore ? 'document' : 'row'} ${row.index}`;
    const strip = make('div', { class: 'strip' });
    row.items.forEach((item, i) => strip.append(this.option(item, place, i)));
    const element = make('div', { class: 'row', role: 'group', 'aria-label': name },
      make('span', { class: 'row-name number', 'aria-hidden': 'true' }, grouped(row.index)), strip);
    element.style.top = `${place * RowList.rowHeight}px`;
    return element;
  }

  option(item, place, i) {
    const isChosen = item.kind === this.chosen?.kind && item.row === this.chosen.row && item.number === this.chosen.number;
    const option = make('div', {
      role: 'option', id: `item-${place}-${i}`, 'data-row': place, 'data-item': i,
      class: itemClass(item), 'aria-selected': String(isChosen),
      'aria-label': itemName(item), title: itemName(item),
    }, make('span', { 'aria-hidden': 'true' }, itemLetter(item)));
    if (!this.isWanted(item)) option.classList.add('unwanted');
    const whole = this.data.isStore ? this.longest : item.row.width || 1;
    option.style.width = `${100 * item.length / whole}%`;
    return option;
  }

  press(event) {
    const item = this.move(event.key);
    if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.choose(item);
  }

  /** The item that a key leads to; undefined where it leads nowhere. */
  move(key) {
    const place = Math.max(0, this.rows.indexOf(this.chosen?.row));
    const page = Math.max(1, Math.floor(this.element.clientHeight / RowList.rowHeight) - 1);
    const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
    if (key in steps) return this.itemBelow(place + steps[key]);
    if (key === 'Home') return this.wantedItems(0)[0];
    if (key === 'End') return this.wantedItems(this.rows.length - 1).at(-1);
    if (key === 'ArrowLeft') return this.neighbour(-1);
    if (key === 'ArrowRight') return this.neighbour(1);
    return undefined;
  }

  wantedItems(place) {
    return (this.rows[place]?.items ?? []).filter(this.isWanted);
  }

  /** The wanted item before (-1) or after (1) the chosen one, in its row or another. */
  neighbour(step) {
    const place = Math.max(0, this.rows.indexOf(this.chosen?.row));
    const items = this.wantedItems(place);
    const at = items.findIndex((item) => item.kind === this.chosen?.kind && item.number === this.chosen.number);
    return items[at + step] ?? (step < 0 ? this.wantedItems(place - 1).at(-1) : this.wantedItems(place + 1)[0]);
  }

  /** The item of another row that lies where the chosen one does in its own. */
  itemBelow(place) {
    const items = this.wantedItems(Math.min(Math.max(place, 0), this.rows.length - 1));
    const middle = (this.chosen?.start ?? 0) + (this.chosen?.length ?? 0) / 2;
    return items.find((item) => item.start + item.length > middle) ?? items.at(-1);
  }
}

/** Pixels; as in inspect.css. */
RowList.rowHeight = 28;

function itemClass(item) {
  if (item.kind !== 'example') return item.kind;
  return item.objective ? `example kind-${item.objective.kind}` : 'example';
}

function itemLetter(item) {
  if (item.kind === 'problem') return '!';
  return item.kind === 'padding' ? '' : item.objective?.letter ?? '';
}

/** An item in words. */
function itemName(item) {
  if (item.kind === 'problem') return `row ${item.row.index}: cannot be read`;
  if (item.kind === 'padding') return `padding, ${grouped(item.length)} positions`;
  if (!item.objective) return visibleText(`${item.origin.id ?? 'document'}, ${grouped(item.length)} tokens`);
  const problem = item.problem || item.row.problem ? ', damaged' : '';
  return `${item.objective.name}, ${item.source}, ${grouped(item.length)} tokens${problem}`;
}
