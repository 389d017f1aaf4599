// The rows that the page shows, as the program wrote them (PageExamples.swift, PagePieces.swift, PageOrigins.swift).

/** Numbers as PageNumbers.swift writes them. */
function decodeNumbers({ bytes, data }) {
  const binary = atob(data);
  const buffer = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) buffer[i] = binary.charCodeAt(i);
  return bytes === 2 ? new Uint16Array(buffer.buffer) : new Int32Array(buffer.buffer);
}

/** What is told apart in the strips: each objective has a letter, a colour and a pattern. */
const objectiveKinds = {
  causal: { letter: 'C', kind: 0 },
  prefix_lm: { letter: 'P', kind: 1 },
  span_corruption: { letter: 'S', kind: 2 },
  fim_psm: { letter: 'F', kind: 3 },
  fim_spm: { letter: 'M', kind: 4 },
};

/** One example of a row. Its positions are counted from its first token, places from the first of its chunk. */
class Example {
  constructor(data, row, number, index, start, firstToken, firstRun, firstPart) {
    const column = (name) => data.examples.columns[name][index];
    Object.assign(this, {
      data, row, number, index, start, firstToken, firstRun, firstPart, kind: 'example',
      length: column('length'), prefix: column('prefix'), loss: column('loss'),
      document: column('document'), offset: column('offset'), chunk: column('chunk'),
      epoch: column('epoch'), runCount: column('runs'), partCount: column('parts'),
      objective: data.objectives[column('objective')] ?? null,
      source: data.sources[column('source')],
      origin: data.origins.documents[column('origin')],
      problem: data.examples.problems[index] ?? null,
    });
  }

  /** Numbers of pieces. */
  get tokens() {
    return this.data.tokens.subarray(this.firstToken, this.firstToken + this.length);
  }

  /** Tokens that were one after another in the document, too, in the order of the example. */
  get runs() {
    this.knownRuns ??= Array.from({ length: this.runCount }, (_, i) => {
      const at = 3 * (this.firstRun + i);
      const [position, place, count] = this.data.runs.subarray(at, at + 3);
      return { position, place, count, isTarget: position >= this.loss };
    });
    return this.knownRuns;
  }

  /** Prompt, prefix or inputs, targets: each with its name, and its positions from `start` to below `end`. */
  get parts() {
    let start = 0;
    return Array.from({ length: this.partCount }, (_, i) => {
      const [name, end] = this.data.parts.subarray(2 * (this.firstPart + i), 2 * (this.firstPart + i) + 2);
      const part = { name: this.data.examples.partNames[name], start, end, hasLoss: start >= this.loss };
      start = end;
      return part;
    });
  }

  /** The run that a position is in; null for what was put in: prompts, sentinels, markers, ends. */
  runAt(position) {
    return this.runs.find((run) => position >= run.position && position < run.position + run.count) ?? null;
  }

  /** The run that a place of the chunk is in. */
  runOfPlace(place) {
    return this.runs.find((run) => place >= run.place && place < run.place + run.count) ?? null;
  }

  /** The place in the chunk of a token; -1 for what was put in. */
  placeOf(position) {
    const run = this.runAt(position);
    return run ? run.place + position - run.position : -1;
  }

  /** The position of a token of the chunk; -1 where that is not known. */
  positionOf(place) {
    const run = this.runOfPlace(place);
    return run ? run.position + place - run.place : -1;
  }

  /** The chunk's tokens in the order of the document; null where it is not known where they were. */
  get chunkTokens() {
    if (this.runs.length === 0) return null;
    const chunk = this.tokens.slice(0, this.chunk);
    for (const { position, place, count } of this.runs) {
      chunk.set(this.tokens.subarray(position, position + count), place);
    }
    return chunk;
  }

  /** What a position sees: from the first number to below the second. */
  bounds(position) {
    return [0, Math.max(position + 1, this.prefix)];
  }
}

/** A row: its examples, and what else lies in its strip. */
class Row {
  constructor(data, number, index, width, problem) {
    Object.assign(this, { data, number, index, width, problem, examples: [], used: 0 });
  }

  /** What can be chosen in the strip: examples, padding, or what is wrong with a row that cannot be read. */
  get items() {
    if (this.problem && this.examples.length === 0) {
      return [{ kind: 'problem', row: this, number: 0, start: 0, length: this.width || 1 }];
    }
    if (this.used === this.width) return this.examples;
    const padding = { kind: 'padding', row: this, number: this.examples.length, start: this.used,
      length: this.width - this.used };
    return [...this.examples, padding];
  }

  /** What a position of the row sees; nothing where it is padding. */
  bounds(position) {
    const example = this.examples.find(({ start, length }) => position >= start && position < start + length);
    if (!example) return [0, 0];
    const [start, end] = example.bounds(position - example.start);
    return [example.start + start, example.start + end];
  }
}

/** All that is in the page's block of data. */
class Inspection {
  constructor(json) {
    Object.assign(this, json);
    this.tokens = decodeNumbers(json.pieces.tokens);
    this.runs = decodeNumbers(json.examples.runs);
    this.parts = decodeNumbers(json.examples.parts);
    for (const objective of this.objectives) {
      Object.assign(objective, objectiveKinds[objective.name]);
    }
    this.rowList = this.readRows();
  }

  readRows() {
    const { rows, columns } = this.examples;
    let [example, token, run, part] = [0, 0, 0, 0];
    return rows.index.map((index, number) => {
      const row = new Row(this, number, index, rows.width[number], rows.problems[number] ?? null);
      for (let i = 0; i < rows.examples[number]; i += 1) {
        row.examples.push(new Example(this, row, i, example, row.used, token, run, part));
        const length = columns.length[example];
        row.used += length;
        token += length;
        run += columns.runs[example];
        part += columns.parts[example];
        example += 1;
      }
      return row;
    });
  }

  get isStore() { return this.kind === 'store'; }
}
