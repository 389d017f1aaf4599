// Puts the page together, and keeps its parts in step.

class InspectionView {
  constructor(data) {
    this.data = data;
    this.pieces = new Pieces(data.pieces);
    this.status = make('p', { class: 'status', role: 'status', id: 'status' });
    this.list = new RowList(data, (item) => this.choose(item));
    this.facts = new FactsPanel(data);
    this.example = new TokenPanel('example', 'Example', this.pieces, (token, isFocus) => this.pointInExample(token, isFocus));
    this.document = new TokenPanel('document', 'Document', this.pieces, (token, isFocus) => this.pointInDocument(token, isFocus));
    this.mask = new MaskPanel((text) => this.say(text));
    this.help = makeHelp();
    this.spaces = this.button('White space', () => this.toggleSpaces());
    this.spaces.setAttribute('aria-pressed', 'false');
  }

  show(root) {
    const { data } = this;
    document.body.classList.toggle('store', data.isStore);
    root.replaceChildren(
      make('header', { class: 'top' },
        make('h1', {}, visible(`${data.path}`)),
        make('p', { class: 'quiet' }, `${this.kindName}: ${this.shownCount}`)),
      make('nav', { class: 'tools', 'aria-label': 'Filters and settings' }, ...this.tools()),
      make('main', {},
        ...data.notes.map((note) => make('p', { class: 'note' }, visible(note))),
        this.list.element, stripLegend(data),
        this.facts.head, this.status,
        make('div', { class: 'panels' }, this.example.element, this.document.element),
        tokenLegend(data),
        make('div', { class: 'panels' }, this.mask.element, this.facts.element)),
      this.help);
    document.addEventListener('keydown', (event) => this.press(event));
    for (const panel of [this.example, this.document]) {
      panel.body.addEventListener('keydown', (event) => this.jump(event, panel));
    }
    this.applyFilter();
  }

  get kindName() {
    return { shards: 'Shards', plan: 'A plan; rows are made from it', store: 'A token store' }[this.data.kind];
  }

  get shownCount() {
    const { rows, rowList, isStore } = this.data;
    return `${grouped(rowList.length)} of ${grouped(rows)} ${isStore ? 'documents' : 'rows'}`;
  }

  button(text, act) {
    const button = make('button', { type: 'button' }, text);
    button.addEventListener('click', act);
    return button;
  }

  tools() {
    const { data } = this;
    const select = (id, name, values, chosen) => {
      const element = make('select', { id },
        make('option', { value: '' }, 'all'),
        ...values.map((value) => make('option', { value, selected: value === chosen }, visibleText(value))));
      element.addEventListener('change', () => this.applyFilter());
      return [make('label', { for: id }, name), element];
    };
    const names = (values) => [...new Set(values)];
    const goTo = make('input', { id: 'go', type: 'number', min: '0', inputmode: 'numeric' });
    goTo.addEventListener('change', () => this.goTo(Number(goTo.value)));
    const filters = data.isStore ? [] : [
      ...select('objective', 'Objective', names(data.objectives.map(({ name }) => name)), data.filter.objective),
      ...select('source', 'Source', names(data.sources), data.filter.source)];
    return [...filters, make('label', { for: 'go' }, data.isStore ? 'Document' : 'Row'), goTo, this.spaces,
      this.button('Keys (?)', () => this.help.showModal())];
  }

  // What is chosen

  applyFilter() {
    const value = (id) => document.getElementById(id)?.value ?? '';
    const [objective, source] = [value('objective'), value('source')];
    const isWanted = (item) => (!objective && !source)
      || (item.kind === 'example' && (!objective || item.objective?.name === objective) && (!source || item.source === source));
    this.list.filter(isWanted);
    const isStillThere = this.item && isWanted(this.item) && this.list.rows.includes(this.item.row);
    this.choose(isStillThere ? this.item : this.list.wantedItems(0)[0] ?? null);
  }

  goTo(index) {
    const row = this.list.rows.find((candidate) => candidate.index >= index) ?? this.list.rows.at(-1);
    if (row) this.choose(row.items.find((item) => this.list.isWanted(item)));
    this.say(row?.index === index ? '' : `Row ${index} is not among those shown; this is the nearest after it.`);
  }

  choose(item) {
    this.item = item;
    this.list.show(item);
    this.facts.set(item);
    const example = item?.kind === 'example' ? item : null;
    this.example.set(...this.exampleTokens(item));
    this.document.set(...this.documentTokens(example));
    this.mask.element.hidden = !example || this.data.isStore;
    if (example) this.mask.set(example);
    this.say('');
  }

  /** Tokens, groups and stops of the example's panel. */
  exampleTokens(item) {
    if (item?.kind === 'padding') return this.paddingTokens(item);
    if (item?.kind !== 'example' || this.data.isStore) return [[], [], []];
    const groups = item.parts.flatMap(({ name, start, end, hasLoss }) => {
      const className = name === 'prompt' ? 'part-prompt' : hasLoss ? 'part-target' : 'part-context';
      return [{ start, end, className, label: `${name}, ${grouped(end - start)} tokens, ${hasLoss ? 'loss' : 'no loss'}` }];
    });
    const targets = item.runs.filter((run) => run.isTarget);
    return [item.tokens, groups, (targets.length > 0 ? targets : item.runs).map((run) => run.position)];
  }

  paddingTokens({ length, row }) {
    const name = this.data.padName;
    return [[], [{ start: 0, end: 0, className: 'padding-text', label: `${grouped(length)} × ${name}, from position ${grouped(row.used)} on` }], []];
  }

  /** Tokens, groups and stops of the document's panel. */
  documentTokens(example) {
    const tokens = example?.chunkTokens;
    if (!tokens) return [[], [], []];
    const runs = example.runs.toSorted((a, b) => a.place - b.place);
    const groups = runs.map(({ place, count, isTarget }) => (
      { start: place, end: place + count, className: isTarget && !this.data.isStore ? 'part-target' : 'part-context' }));
    const targets = runs.filter((run) => run.isTarget);
    return [tokens, groups, targets.map((run) => run.place)];
  }

  // Where tokens were

  pointInExample(position, isFocus) {
    const run = position < 0 ? null : this.item.runAt?.(position) ?? null;
    this.link(run, position, run ? run.place + position - run.position : -1);
    if (run && isFocus !== false) this.document.reveal(run.place + position - run.position);
    this.describe(position, run);
  }

  pointInDocument(place, isFocus) {
    const run = place < 0 ? null : this.item.runOfPlace?.(place) ?? null;
    const position = run ? run.position + place - run.place : -1;
    this.link(run, position, place);
    if (run && isFocus !== false) this.example.reveal(position);
    this.describe(position, run);
  }

  /** Highlights a token on both sides, and the span it is in unless that is all there is. */
  link(run, position, place) {
    const isAll = run && run.count === this.item.chunk;
    const span = (start) => (run && !isAll ? { start, end: start + run.count } : {});
    this.example.mark({ ...span(run?.position), token: position });
    this.document.mark({ ...span(run?.place), token: place });
  }

  describe(position, run) {
    const { item } = this;
    if (position < 0 || item?.kind !== 'example') return this.say('');
    const number = item.tokens[position];
    const text = this.data.isStore ? this.document.text(position) : this.example.text(position);
    const parts = [`${quoted(text)} ${this.pieces.name(number)}, id ${this.pieces.id(number)}`];
    if (run) {
      const place = run.place + position - run.position;
      parts.push(`token ${grouped(item.offset + place)} of the document`);
    } else if (!this.data.isStore) {
      parts.push('not of the document');
    }
    if (!this.data.isStore) parts.push(...this.roleOf(position, run));
    this.say(`${parts.join(' · ')}`);
  }

  roleOf(position, run) {
    const { item } = this;
    const [start, end] = item.bounds(position);
    const parts = [`position ${grouped(position)}, ${grouped(item.start + position)} of the row`,
      position >= item.loss ? 'loss' : 'no loss'];
    if (run && run.isTarget && run.count < item.chunk) {
      parts.push(`span of ${grouped(run.count)}, tokens ${grouped(item.offset + run.place)}–${grouped(item.offset + run.place + run.count - 1)}`);
    }
    if (position >= item.loss && position > 0) parts.push(`predicted at position ${grouped(position - 1)}`);
    parts.push(`sees ${grouped(start)}–${grouped(end - 1)}`);
    return parts;
  }

  say(text) {
    this.status.replaceChildren(visible(text || 'Point at a token, or move to it, to see where it was.'));
  }

  // Keys

  /** Enter in a panel of tokens leads to the same token on the other side. */
  jump(event, panel) {
    if (event.key !== 'Enter' || panel.cursor < 0 || this.item?.kind !== 'example') return;
    const isExample = panel === this.example;
    const target = isExample ? this.item.placeOf(panel.cursor) : this.item.positionOf(panel.cursor);
    if (target < 0) return;
    event.preventDefault();
    const other = isExample ? this.document : this.example;
    other.cursor = target;
    other.body.focus();
  }

  toggleSpaces() {
    const shows = this.spaces.getAttribute('aria-pressed') !== 'true';
    this.spaces.setAttribute('aria-pressed', String(shows));
    this.example.showSpaces(shows);
    this.document.showSpaces(shows);
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.help.open) return;
    if (['INPUT', 'SELECT'].includes(event.target.tagName)) return;
    const focus = (element) => element?.focus();
    const acts = {
      '?': () => this.help.showModal(), w: () => this.toggleSpaces(),
      r: () => focus(this.list.element), e: () => focus(this.example.body), d: () => focus(this.document.body),
      m: () => focus(this.mask.frame), o: () => focus(document.getElementById('objective')),
      s: () => focus(document.getElementById('source')), g: () => focus(document.getElementById('go')),
      n: () => this.step(1), p: () => this.step(-1),
    };
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  }

  step(direction) {
    const item = this.list.neighbour(direction);
    if (item) this.choose(item);
  }
}

const inspection = new InspectionView(new Inspection(JSON.parse(document.getElementById('data').textContent)));
inspection.show(document.getElementById('page'));
