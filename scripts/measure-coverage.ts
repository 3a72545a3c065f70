/**
 * How much of real code the tracer reaches: of the lines in classes that compute which use an activation, the share with a layer that
 * feeds it, by folder, and what keeps the others from having one. `node scripts/measure-coverage.mjs [--misses] [--edges N] FOLDER …`
 * (a file counts as a folder of its own); `--misses` lists every line, `--edges N` draws edges by chance, to be read by hand, `--only
 * PATTERN` takes the files whose path has it, `--quick` traces no file without such a line: what only a script reaches counts as missed.
 */
import { readFileSync } from 'node:fs';
import { collectFiles } from '../src/cli/files';
import { uriOf } from '../src/cli/file-uri';
import { createModuleSource } from '../src/cli/module-source';
import { rootsOf } from '../src/cli/selected-files';
import { createLensService, type LensDocument } from '../src/core/service';
import { activationsReached, reachedFrom } from '../src/core/network/ways';
import type { Model } from '../src/core/network/graph';
import { parseModule } from '../src/core/python/parse';
import { walkUnit } from '../src/core/python/walk';
import { LineTable } from '../src/core/python/lines';

const given = process.argv.slice(2);
const listed = given.includes('--misses');
const isQuick = given.includes('--quick');
const drawn = given.includes('--edges') ? Number(given[given.indexOf('--edges') + 1]) : 0;
const only = given.includes('--only') ? new RegExp(given[given.indexOf('--only') + 1] ?? '') : undefined;
const folders = given.filter(
  (word, index) => !word.startsWith('--') && !['--edges', '--only'].includes(given[index - 1] ?? ''),
);

interface Line {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly covered: boolean;
  readonly cause: string;
}
interface Edge {
  readonly from: string;
  readonly to: string;
}

const CONFIGURED =
  /\bACT2FN\[|\bget_activation\(|\bget_act_fn\(|\bcreate_act_layer\(|\bgetattr\((?:(?:nn|F|torch\.nn|torch\.nn\.functional|jax\.nn),(?! *pad\b)|torch, *\w*(?:act|fn|nonlin))/;
/** Asked for by its name, not used: `if activation == keras.activations.gelu`. */
const COMPARED = /(?:[!=]=|\bis|\bin)\s*$/;
const COMPUTES = /^\s+(?:async\s+)?def\s+(?:forward|call|__call__|_build)\b/;

/** In the catalogue, and mostly arithmetic: the identity, exponentials. */
const arithmetic: ReadonlySet<string> = new Set(['linear', 'identity', 'exp', 'exponential', 'logsumexp']);

/** Whether each line lies in a class at the top level that is called: it has a method that runs. */
function linesOfComputingClasses(lines: readonly string[]): readonly boolean[] {
  const inside = lines.map(() => false);
  let start = -1;
  let computes = false;
  const close = (end: number): void => {
    if (start >= 0 && computes) inside.fill(true, start, end);
    start = -1;
    computes = false;
  };
  lines.forEach((line, index) => {
    if (/^[^\s#)\]}]/.test(line)) {
      close(index);
      if (/^class\s/.test(line)) start = index;
    } else if (start >= 0 && COMPUTES.test(line)) computes = true;
  });
  close(lines.length);
  return inside;
}

/** Where defaults of parameters stand. */
function defaultsIn(text: string): readonly { readonly start: number; readonly end: number }[] {
  const module = parseModule('file:///measured.py', text);
  const defaults: { start: number; end: number }[] = [];
  for (const unit of module.units) {
    const base = module.baseOf(unit) ?? 0;
    walkUnit(unit, (node) => {
      if (node.kind !== 'Function') return;
      for (const { defaultValue } of node.parameters)
        if (defaultValue !== undefined)
          defaults.push({ start: base + defaultValue.start, end: base + defaultValue.end });
    });
  }
  return defaults;
}

/** Lines on which an activation is named, as far as they are in the body of a class and no parameter's default, and where each ends. */
function activationLines(
  document: LensDocument,
  text: string,
  table: LineTable,
): ReadonlyMap<number, number> {
  const lines = text.split('\n');
  const inside = linesOfComputingClasses(lines);
  const defaults = defaultsIn(text);
  const found = new Map<number, number>();
  const add = (line: number, last: number): void => {
    const written = lines[line - 1] ?? '';
    if (inside[line - 1] === true && !/^\s*(?:def\s|#|@)/.test(written))
      found.set(line, Math.max(last, found.get(line) ?? last));
  };
  for (const { range, id } of document.activations()) {
    if (id === undefined || arithmetic.has(id)) continue;
    // A class that is only named is made elsewhere: `act_layer = act_layer or nn.GELU`.
    const isCalled = text[range.end] === '(';
    if (/^[\w.]*\b[A-Z]\w*$/.test(text.slice(range.start, range.end)) && !isCalled) continue;
    // An attribute that holds one was filled where it is made: `rep.append(self.relu)`.
    if (!isCalled && /^self\.\w+$/.test(text.slice(range.start, range.end))) continue;
    if (!isCalled && COMPARED.test(text.slice(Math.max(0, range.start - 8), range.start))) continue;
    if (defaults.some(({ start, end }) => start <= range.start && range.end <= end)) continue;
    add(table.positionAt(range.start).line, table.positionAt(range.end).line);
  }
  // `getattr(F, name)` of a framework that nothing here speaks for is none of ours.
  if (!/\b(?:paddle|mxnet|mindspore|oneflow)\b/.test(text))
    lines.forEach((line, index) => {
      // `register_forward_hook(get_activation('conv1'))`: what a layer gave, kept.
      const isKept =
        /\bregister_\w*hook\(/.test(`${lines[index - 1] ?? ''} ${line}`) ||
        /get_activation\(['"]\w+['"],/.test(line);
      if (CONFIGURED.test(line) && !isKept) add(index + 1, index + 1);
    });
  return found;
}

/** Whether the class around a line makes anything that may have weights: a loss and an activation of one's own do not. */
function mayHaveLayer(lines: readonly string[], index: number): boolean {
  let start = index;
  while (start > 0 && !/^class\s/.test(lines[start] ?? '')) start -= 1;
  let end = index + 1;
  while (end < lines.length && !/^[^\s#)\]}]/.test(lines[end] ?? '')) end += 1;
  const text = lines.slice(start, end).join('\n');
  return /\b(?:[A-Z]\w*(?:Linear|Conv|Dense|Norm|Block|Layer|MLP|Mlp|Attention|Embed)\w*|Linear|Conv\w*|Dense|Embed\w*|LSTM|GRU|Block|\w+_layer|create_conv2d|Parameter|add_weight|super\(\)\.\w+\(\w|self\.(?:model|net|backbone|decoder|encoder|student|teacher)\w*)\b/.test(
    text,
  );
}

/** Mixed from the text, so that the same edges are drawn again. */
function hash(text: string): number {
  let value = 2166136261;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16777619);
  return value >>> 0;
}

/** A loss, an activation of one's own: what feeds it stands with whoever calls it, often in no file. */
const NO_LAYER = 'its class has no layer';
/** Of all folders; `bare` are missed lines in classes without a layer. */
const whole = { lines: 0, covered: 0, bare: 0 };
for (const folder of folders) {
  const { files } = collectFiles([folder], ['.py'], () => false);
  const source = createModuleSource(rootsOf([folder]));
  const service = createLensService({ source, log: () => undefined });
  const tables = new Map<string, LineTable>();
  const tableOf = (uri: string): LineTable => {
    let table = tables.get(uri);
    if (table === undefined) tables.set(uri, (table = new LineTable(source.read(uri) ?? '')));
    return table;
  };
  const fed = new Set<string>();
  const met = new Set<string>();
  const behind = new Set<string>();
  const weighed = new Set<string>();
  const traced = new Map<string, Set<number>>();
  const wanted: {
    readonly uri: string;
    readonly path: string;
    readonly line: number;
    readonly last: number;
    readonly text: string;
  }[] = [];
  const edges = new Map<string, Edge>();
  let slowest = { path: '', time: 0 };
  for (const { absolute, shown } of files) {
    if (only?.test(shown) === false) continue;
    let text: string;
    try {
      text = readFileSync(absolute, 'utf8');
    } catch {
      continue;
    }
    const uri = uriOf(absolute);
    const started = performance.now();
    const document = service.update(uri, 1, text);
    const activations = activationLines(document, text, tableOf(uri));
    if (isQuick && activations.size === 0) {
      service.close(uri);
      continue;
    }
    const where = (place: Model['place']): { uri: string; line: number } | undefined => {
      const located = document.locate(place);
      return located && { uri: located.uri, line: tableOf(located.uri).positionAt(located.start).line };
    };
    const note = (set: Set<string>, place: Model['place'] | undefined): void => {
      const at = place && where(place);
      if (at !== undefined) set.add(`${at.uri}:${at.line}`);
    };
    for (const model of [...document.allModels(), ...document.modelsBothWays()])
      for (const node of model.nodes) {
        const at = where(node.place);
        if (at !== undefined) (traced.get(at.uri) ?? traced.set(at.uri, new Set()).get(at.uri))?.add(at.line);
        if (node.kind === 'activation') {
          note(met, node.place);
          note(met, node.callPlace);
          note(met, node.named);
        }
        const [first] = node.call?.positional ?? [];
        if (node.kind === 'activation' && first?.kind === 'made' && first.tensor.trained === true) {
          note(weighed, node.place);
          note(weighed, node.callPlace);
        }
        if (node.kind === 'activation')
          for (const { target } of reachedFrom(model, node)) {
            note(behind, target.place);
            note(behind, target.callPlace);
          }
        if (node.kind !== 'layer') continue;
        note(fed, node.within?.place);
        for (const { target } of activationsReached(model, node)) {
          note(fed, target.place);
          note(fed, target.callPlace);
          note(fed, target.named);
          for (const place of target.chain) note(fed, place);
          const to = where(target.place);
          if (at !== undefined && to !== undefined && drawn > 0) {
            const one = `${at.uri}:${at.line}`;
            const other = `${to.uri}:${to.line}`;
            edges.set(`${one} ${other} ${target.activation}`, {
              from: `${one} ${node.qualifiedName}`,
              to: `${other} ${target.activation}`,
            });
          }
        }
      }
    const time = performance.now() - started;
    if (time > slowest.time) slowest = { path: shown, time };
    const lines = text.split('\n');
    for (const [line, last] of activations)
      wanted.push({ uri, path: shown, line, last, text: (lines[line - 1] ?? '').trim() });
    service.close(uri);
  }
  const hasLayer = (uri: string, line: number): boolean =>
    mayHaveLayer((source.read(uri) ?? '').split('\n'), line - 1);
  const lines = wanted.map(({ uri, path, line, last, text }): Line => {
    // What takes several lines is named on any of them: `partial(` and on the next line `nn.gelu`.
    const key =
      Array.from({ length: last - line + 1 }, (_, index) => `${uri}:${line + index}`).find((one) =>
        fed.has(one),
      ) ?? `${uri}:${line}`;
    const near = [...(traced.get(uri) ?? [])].some((other) => Math.abs(other - line) < 25);
    const cause = weighed.has(key)
      ? 'a parameter stands before it'
      : met.has(key)
        ? behind.has(key)
          ? 'another activation stands before it'
          : 'no layer before it'
        : !hasLayer(uri, line)
          ? NO_LAYER
          : near
            ? 'its line is not reached'
            : 'its class is not traced';
    return { path, line, text, covered: fed.has(key), cause };
  });
  const covered = lines.filter((one) => one.covered).length;
  whole.lines += lines.length;
  whole.covered += covered;
  const causes = new Map<string, number>();
  for (const line of lines) if (!line.covered) causes.set(line.cause, (causes.get(line.cause) ?? 0) + 1);
  const share = lines.length === 0 ? '—' : (covered / lines.length).toFixed(3);
  const bare = causes.get(NO_LAYER) ?? 0;
  whole.bare += bare;
  const beside =
    bare === 0 ? '' : ` (${(covered / (lines.length - bare)).toFixed(3)} where there are layers)`;
  console.log(
    `${share} ${covered}/${lines.length}${beside} ${folder} (slowest ${slowest.path} ${slowest.time.toFixed(0)} ms) ${[
      ...causes,
    ]
      .map(([cause, count]) => `${cause}: ${count}`)
      .join(', ')}`,
  );
  if (listed)
    for (const line of lines)
      if (!line.covered) console.log(`  ${line.cause}: ${line.path}:${line.line}: ${line.text}`);
  if (drawn > 0)
    for (const [, { from, to }] of [...edges]
      .sort(([one], [other]) => hash(one) - hash(other))
      .slice(0, drawn))
      console.log(`  ${from} → ${to}`);
}
console.log(
  `${(whole.covered / Math.max(whole.lines, 1)).toFixed(3)} ${whole.covered}/${whole.lines} together, ${(whole.covered / Math.max(whole.lines - whole.bare, 1)).toFixed(3)} where there are layers`,
);
