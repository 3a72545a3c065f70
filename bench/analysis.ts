/** What is measured of the analysis: each function takes its input and returns figures; scripts/bench.mjs prints them. */
import { parser } from '../src/core/python/generated/parser';
import { createLensService, type LintConfiguration } from '../src/core/service';

const defaults: LintConfiguration = { select: undefined, ignore: [], severity: {} };

export interface File {
  readonly path: string;
  readonly text: string;
}

/** A linter to stand beside ours: it checks a whole text. */
export type Other = (text: string) => unknown;

const uriOf = (path: string): string => `file://${path}`;

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The smallest of several runs: what the machine can do when nothing else happens. */
function best(runs: number, work: () => void): number {
  return Math.min(...Array.from({ length: runs }, () => milliseconds(work)));
}

function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? NaN;
}

export function lintAll(files: readonly File[]): void {
  const texts = new Map(files.map(({ path, text }) => [uriOf(path), text]));
  const source = { read: (uri: string) => texts.get(uri), resolve: () => undefined };
  const service = createLensService({ source });
  for (const { path, text } of files) service.update(uriOf(path), 1, text).findings(defaults);
}

export function parseAll(files: readonly File[]): void {
  for (const { text } of files) parser.parse(text);
}

/** (a) A cold lint of all files beside the bare parse of the same files, in turns: what else the machine does meets all of them. Milliseconds. */
export function coldLint(files: readonly File[], rounds: number, other: Other) {
  lintAll(files);
  const fastest = { parse: Infinity, lint: Infinity, ruff: Infinity };
  for (let round = 0; round < rounds; round++) {
    fastest.parse = Math.min(
      fastest.parse,
      milliseconds(() => parseAll(files)),
    );
    fastest.lint = Math.min(
      fastest.lint,
      milliseconds(() => lintAll(files)),
    );
    const ruff = milliseconds(() => {
      for (const { text } of files) other(text);
    });
    fastest.ruff = Math.min(fastest.ruff, ruff);
  }
  return fastest;
}

const topLevelImport = /^(?:import .*|from \S+ import (?:\([^)]*\)|.*))\n/gm;

/**
 * One file of this many lines, as a long file is: its imports once, at the top, and every class and function under a name of
 * its own. The code is that of the given files, one after another.
 */
export function fileOfLines(files: readonly File[], lines: number): string {
  const imports = new Set(files.flatMap(({ text }) => text.match(topLevelImport) ?? []));
  const head = [...imports]
    .filter((statement) => !statement.startsWith('from .'))
    .join('')
    .split('\n');
  const body: string[] = [];
  for (let copy = 0; head.length + body.length < lines; copy++) {
    const text = files[copy % files.length]?.text ?? '';
    const own = new Set([...text.matchAll(/^(?:class|def) (\w+)/gm)].map(([, name]) => name));
    const renamed = text
      .replaceAll(topLevelImport, '')
      .replaceAll(/\b[A-Za-z_]\w*\b/g, (word) => (own.has(word) ? `${word}_${copy}` : word));
    body.push(...renamed.split('\n'));
  }
  return [...head, ...body].slice(0, lines).join('\n');
}

/** What is typed at a place: each character is a keystroke. */
export type Typing = 'blank' | 'code';

const typedLine = 'x = self.relu(x)';
/** Places typed at before the first that is measured: an editor that is typed in has run for a while. */
const warmUp = 150;

/** Ends of lines, spread over the text. Code goes into functions and classes: below a line that is indented and ends a statement. */
function places(text: string, count: number, typing: Typing): readonly number[] {
  const ends: number[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    offset += line.length + 1;
    if (typing === 'blank' || /^[ \t]+\S.*[\w)]$/.test(line)) ends.push(offset - 1);
  }
  return Array.from(
    { length: count },
    (_, index) => ends[Math.floor(((index + 0.5) / count) * ends.length)] ?? 0,
  );
}

/** (b) Answering after a keystroke, at places spread over the text: cold, median and 95th percentile. Milliseconds. */
export function keystrokes(text: string, count: number, typing: Typing, other: Other) {
  const uri = uriOf('/bench/keystroke.py');
  const cold = best(3, () => void createLensService().update(uri, 1, text).findings(defaults));
  const service = createLensService();
  service.update(uri, 1, text).findings(defaults);
  let current = text;
  let version = 1;
  const edit = (start: number, end: number, newText: string): number => {
    current = current.slice(0, start) + newText + current.slice(end);
    // An editor hands over a text in one piece.
    current.charCodeAt(0);
    version++;
    const change = { start, end, newText };
    return milliseconds(() => void service.update(uri, version, current, [change]).findings(defaults));
  };
  const ours: number[] = [];
  /** What the other linter is asked about, afterwards: in between it would take the processor's caches from us. */
  const texts: string[] = [];
  const type = (place: number, measured: boolean): void => {
    const indentation =
      /^[ \t]*/.exec(current.slice(current.lastIndexOf('\n', place - 1) + 1, place))?.[0] ?? '';
    const keys = typing === 'blank' ? [' '] : [`\n${indentation}`, ...typedLine];
    let at = place;
    for (const key of keys) {
      const time = edit(at, at, key);
      at += key.length;
      if (measured) ours.push(time);
    }
    if (measured && texts.length < 60) texts.push(current);
    edit(place, at, '');
  };
  for (const place of places(text, warmUp, typing)) type(place, false);
  for (const place of places(text, count, typing)) type(place, true);
  for (const one of texts.slice(0, 10)) other(one);
  const others = texts.map((one) => milliseconds(() => void other(one)));
  return {
    cold,
    keystrokes: ours.length,
    median: quantile(ours, 0.5),
    p95: quantile(ours, 0.95),
    ruffMedian: quantile(others, 0.5),
    ruffP95: quantile(others, 0.95),
  };
}

/** (c) A cold lint of one text. Milliseconds. */
export function oneCold(text: string): number {
  return best(
    3,
    () => void createLensService().update(uriOf('/bench/growth.py'), 1, text).findings(defaults),
  );
}

/**
 * (e) Bytes of heap before, with all files open and linted, and after closing them. Needs `--expose-gc`. The same texts were opened under
 * other names and closed before: what is compiled once is no part of any of the three, what a file leaves behind is.
 */
export function memory(files: readonly File[], collect: () => void, heap: () => number) {
  const service = createLensService();
  const settled = (): number => {
    // Weak tables let go in a second round what the first one freed.
    for (let round = 0; round < 3; round++) collect();
    return heap();
  };
  const open = (folder: string): void => {
    for (const { path, text } of files) service.update(uriOf(folder + path), 1, text).findings(defaults);
  };
  const close = (folder: string): void => {
    for (const { path } of files) service.close(uriOf(folder + path));
    service.forgetUnused();
  };
  open('/before');
  close('/before');
  const before = settled();
  open('');
  const full = settled();
  close('');
  return { before, open: full, closed: settled() };
}
