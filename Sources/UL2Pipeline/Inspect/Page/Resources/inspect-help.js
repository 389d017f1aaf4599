// What signs mean, and what keys do, which `?` shows.

const helpKeys = [
  ['r', 'to the rows: arrows choose an example, Page Up and Page Down turn pages, Home and End lead to the ends'],
  ['n, p', 'the next and the previous example, from anywhere'],
  ['e, d', 'to the tokens of the example, and of the document: arrows move by token, [ and ] or Ctrl with arrows by span, Home and End lead to the ends'],
  ['Enter', 'in tokens: to the same token on the other side'],
  ['m', 'to the mask: arrows move by cell, with Shift by 16, + and − zoom, 0 shows all'],
  ['w', 'shows or hides signs for white space'],
  ['o, s', 'to the filters by objective and by source'],
  ['g', 'to the number of a row'],
  ['?', 'shows this, Escape closes it'],
];

/** The dialog that explains keys and signs. */
function makeHelp() {
  const close = make('button', { type: 'button' }, 'Close');
  const dialog = make('dialog', { id: 'help', 'aria-labelledby': 'help-title' },
    make('h2', { id: 'help-title' }, 'Keys'),
    make('table', {}, ...helpKeys.map(([keys, text]) => make('tr', {},
      make('th', { scope: 'row' }, ...keys.split(', ').flatMap((key, i) => (i ? [' ', make('kbd', {}, key)] : [make('kbd', {}, key)]))),
      make('td', {}, text)))),
    make('p', {}, 'Pointing at a token, or moving to it, shows where it is in both panels: the example on one side, the part of the document that it was made from on the other. Characters that are invisible, or that would reorder text, are shown by their names.'),
    close);
  close.addEventListener('click', () => dialog.close());
  return dialog;
}

/** What letters and colours of strips mean. */
function stripLegend(data) {
  if (data.isStore) return make('p', { class: 'legend' }, 'Each bar is a document; its length is its number of tokens.');
  const entries = new Map(data.objectives.map((objective) => [objective.name, objective]));
  return make('p', { class: 'legend' },
    ...Array.from(entries.values(), ({ name, letter, kind }) => make('span', { class: 'legend-entry' },
      make('span', { class: `swatch example kind-${kind}`, 'aria-hidden': 'true' }, letter), name)),
    make('span', { class: 'legend-entry' }, make('span', { class: 'swatch padding' }), 'padding'));
}

/** How tokens are told apart. */
function tokenLegend(data) {
  const entry = (className, text, name) => make('span', { class: 'legend-entry' }, make('span', { class: className }, text), ` ${name}`);
  if (data.isStore) return '';
  return make('p', { class: 'legend' },
    entry('part-prompt', make('span', { class: 'token' }, 'text'), 'prompt'),
    entry('part-context', make('span', { class: 'token' }, 'text'), 'no loss'),
    entry('part-target', make('span', { class: 'token' }, 'text'), 'loss'),
    entry('token sentinel', '<extra_id_0>', 'sentinel'), entry('token marker', '<fim_…>', 'fill in the middle'),
    entry('token special', '<eos>', 'special'), entry('padding-text', '<pad>', 'padding'));
}
