/** A broken notebook: cells cut from real files, IPython's own lines, other cells between; every place found must lie in a cell and in the file. */
import { joinCells } from '../../src/core/notebook/join-cells';
import { singleChange } from '../../src/core/python/text-change';
import { placesInFile } from '../../src/core/notebook/places-in-file';
import { readNotebook } from '../../src/core/notebook/read-notebook';
import { applyEdits } from '../../src/core/lint/fixes/fixes';
import { createLensService } from '../../src/core/service';
import { mutate, reshape } from './mutations';
import type { Random } from './random';
import { ask, checkRanges, checkSame } from './ranges';
import { startingText } from './starting-text';
import type { Stopwatch } from './stopwatch';

const uri = 'file:///project/study.ipynb';

const ipython = [
  '%matplotlib inline\n',
  '!pip install torch \\\n  --upgrade\n',
  '%%bash\n',
  '%%time\n',
  '%%javascript\nvar x = {',
  'files = !ls\n',
  'x = %sql select 1\n',
  'nn.ReLU?\n',
  '??nn\n',
  '"""\n',
  '(',
  '\\\n',
  '%',
  '!',
  '?',
] as const;

export function notebookCase(random: Random, files: readonly string[], watch: Stopwatch): string {
  let cells = cut(random, startingText(random, files));
  const service = createLensService({ log: (line) => problems.push(line) });
  const problems: string[] = [];
  let before: string | undefined;
  for (let version = 1; version < 3 + random.below(3); version++) {
    if (version > 1) cells = edited(random, cells);
    const joined = watch.time('joining cells', () => joinCells(cells));
    const changes = before === undefined ? undefined : [singleChange(before, joined.text)];
    before = joined.text;
    const document = service.update(uri, version, joined.text, changes);
    const answers = watch.time('findings', () => ask(document));
    checkRanges(document, answers);
    checkSame(answers, ask(createLensService().update(uri, 1, joined.text)), joined.text);
    for (const range of [...answers.findings, ...answers.activations.map((use) => use.range)]) {
      const place = joined.locate(range);
      if (place === undefined) continue;
      const length = cells[place.cell]?.length ?? -1;
      if (place.start < 0 || place.end < place.start || place.end > length)
        throw new Error(`A place in cell ${place.cell} is ${place.start}–${place.end} of ${length}.`);
    }
  }
  checkFile(random, cells, watch);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return JSON.stringify(cells);
}

/** A text cut into cells between lines, or anywhere. */
function cut(random: Random, text: string): readonly string[] {
  const cells: string[] = [];
  let rest = text;
  for (let count = 1 + random.below(20); count > 0 && rest !== ''; count--) {
    const at = random.below(Math.ceil((2 * rest.length) / count) + 1);
    const end = random.chance(0.8) ? rest.indexOf('\n', at) + 1 || rest.length : at;
    cells.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...cells, rest];
}

function edited(random: Random, cells: readonly string[]): readonly string[] {
  const index = random.below(cells.length);
  const cell = cells[index] ?? '';
  const at = random.below(cell.length + 1);
  const [before, after] = [cells.slice(0, index), cells.slice(index + 1)];
  return random.pick([
    () => [...before, applyEdits(cell, [mutate(random, cell)]), ...after],
    () => [...before, cell.slice(0, at) + random.pick(ipython) + cell.slice(at), ...after],
    () => [...before, random.pick(ipython) + cell, ...after],
    () => [...before, cell.slice(0, at), cell.slice(at), ...after],
    () => (cells.length > 1 ? [...before, ...after] : cells),
    () => [...after, cell, ...before],
    () => [...before, reshape(random, cell), ...after],
  ])();
}

/** The same cells as a file: what is read is what was written, and a place in a cell is the same characters in the file. */
function checkFile(random: Random, cells: readonly string[], watch: Stopwatch): void {
  const lines = random.chance(0.5);
  const content = JSON.stringify(
    {
      cells: cells.flatMap((text) => [
        { cell_type: 'markdown', source: ['# words'] },
        { cell_type: 'code', source: lines ? text.split(/(?<=\n)/) : text },
      ]),
      metadata: { kernelspec: { language: 'python' } },
    },
    undefined,
    random.pick([0, 1, '\t'] as const),
  );
  const reading = watch.time('reading a notebook', () => readNotebook(content));
  if (reading.kind === 'problem') throw new Error(`A good notebook ${reading.problem}.`);
  const read = JSON.stringify(reading.cells.map(({ text }) => text));
  if (read !== JSON.stringify(cells)) throw new Error(`Cells are read as ${read}.`);
  const { number, text } = random.pick(reading.cells);
  const start = random.below(text.length + 1);
  const range = { start, end: start + random.below(Math.min(80, text.length - start) + 1) };
  const place = watch.time('a place in a notebook', () => placesInFile(content)(number, range));
  if (place === undefined) throw new Error(`Cell ${number} has no place for ${range.start}–${range.end}.`);
  const there = content.slice(place.start, place.end);
  const within = text.slice(range.start, range.end);
  // Only a range over one line is one string in the file.
  if (!within.includes('\n') && JSON.parse(`"${there}"`) !== within)
    throw new Error(`A place that holds ${JSON.stringify(within)} holds ${there} in the file.`);
  // Broken files are no notebook, or one with fewer cells; never a crash.
  const broken = applyEdits(content, [mutate(random, content)]);
  const rest = readNotebook(broken);
  if (rest.kind === 'notebook')
    for (const cell of rest.cells) placesInFile(broken)(cell.number, { start: 0, end: cell.text.length });
}
