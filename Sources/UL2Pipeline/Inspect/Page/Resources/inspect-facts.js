// What is known of the chosen example, and where its document came from.

/** What people look for first. */
const firstFacts = ['url', 'title', 'path', 'repo_name', 'timestamp', 'date', 'license'];

class FactsPanel {
  constructor(data) {
    this.data = data;
    this.heading = make('h2', { id: 'chosen' });
    this.summary = make('p', { class: 'summary' });
    this.problems = make('div');
    this.head = make('header', { class: 'chosen' }, this.heading, this.summary, this.problems);
    this.table = make('table', { class: 'facts' });
    this.element = make('section', { class: 'panel', 'aria-labelledby': 'origin-title' },
      make('h2', { id: 'origin-title' }, 'Where it came from'), this.table);
  }

  set(item) {
    this.problems.replaceChildren();
    this.table.replaceChildren();
    if (!item) {
      this.heading.textContent = 'Nothing is selected';
      this.summary.textContent = 'No row matches the filters.';
      return;
    }
    const { row } = item;
    if (row.problem) this.note(row.problem);
    if (item.kind !== 'example') return this.setOther(item);
    if (item.problem) {
      this.note(`Where the tokens were in the document cannot be shown: ${item.problem}.`);
    }
    if (this.data.isStore) this.setDocument(item);
    else this.setExample(item);
    this.setOrigin(item);
  }

  note(text) {
    this.problems.append(make('p', { class: 'note' }, visible(text)));
  }

  setOther(item) {
    this.heading.textContent = item.kind === 'padding' ? `Row ${item.row.index} · padding` : `Row ${item.row.index}`;
    this.summary.textContent = item.kind === 'padding'
      ? `Positions ${grouped(item.start)}–${grouped(item.start + item.length - 1)} hold the id ${this.data.pad}, see nothing, and carry no loss.`
      : 'It cannot be read, so it is not shown.';
  }

  setDocument(item) {
    this.heading.replaceChildren(visible(`Document ${grouped(item.document)} of ${grouped(this.data.rows)} · ${item.source}`));
    this.summary.textContent = `${grouped(item.length)} tokens`;
  }

  setExample(item) {
    const { row, objective } = item;
    this.heading.replaceChildren(visible(
      `Row ${grouped(row.index)} · example ${item.number + 1} of ${row.examples.length} · ${objective.name} · ${item.source}`));
    const loss = item.length - item.loss;
    const facts = [
      `${grouped(item.chunk)} raw tokens make ${grouped(item.length)} positions, ${grouped(item.start)}–${grouped(item.start + item.length - 1)} of ${grouped(row.width)}`,
      `segment ${item.number + 1}`,
      item.prefix > 0 ? `the first ${grouped(item.prefix)} see each other` : 'causal throughout',
      `loss on ${grouped(loss)} (${(100 * loss / item.length).toFixed(1)} %) from position ${grouped(item.loss)} on`,
    ];
    if (objective.parameters) facts.push(objective.parameters);
    this.summary.replaceChildren(visible(facts.join(' · ')));
  }

  setOrigin(item) {
    const { origin } = item;
    const place = this.data.origins.places[origin.place];
    const entries = [];
    if (!this.data.isStore) {
      const end = item.offset + item.chunk - 1;
      const whole = origin.length === null ? '' : ` of ${grouped(origin.length)}`;
      entries.push(['document', `${grouped(item.document)} of ${item.source}, tokens ${grouped(item.offset)}–${grouped(end)}${whole}`]);
      entries.push(['epoch', item.epoch === 0 ? 'first' : String(item.epoch + 1)]);
    }
    if (origin.id !== null) entries.push(['id', origin.id]);
    const rank = ([key]) => (firstFacts.includes(key) ? 0 : 1);
    entries.push(...origin.facts.toSorted((a, b) => rank(a) - rank(b)));
    if (place.unreachable) entries.push(['not known', `${place.unreachable}, so its id and address are not known`]);
    if (place.input) entries.push(['input', place.input]);
    if (place.store) entries.push(['store', place.shard ? `${place.store}/${place.shard}` : place.store]);
    for (const [key, value] of entries) {
      this.table.append(make('tr', {}, make('th', { scope: 'row' }, visible(key)), make('td', {}, linkOrText(value))));
    }
  }
}
