import { drifted, offsetNow, offsetRead, type Drift } from './trivia-edit';
import { lastAtMost, LineTable } from './lines';
import { splitChanged, splitUnits, type Split } from './split';
import type { Comment, SourceModule, TextChange, Unit } from './syntax';
import { ParsedUnit } from './unit';
import { pathAt } from './walk';

const mostErrors = 100;

/**
 * Reads a version of a document. Any text is accepted; what is broken in one top-level statement stays in its unit.
 * Units of `previous` whose text is unchanged, or differs in blanks and comments only, are kept by identity. Of one change in `changes` the
 * rest of the text is not read again; they may be left out.
 */
export function parseModule(
  uri: string,
  text: string,
  previous?: SourceModule,
  changes?: readonly TextChange[],
): SourceModule {
  if (previous?.uri === uri && previous.text === text) return previous;
  const old = previous instanceof ParsedModule && previous.uri === uri ? previous : undefined;
  const split = splitAgain(text, old, changes);
  const { units, drifts } = matchUnits(uri, text, split, old);
  return new ParsedModule(
    uri,
    text,
    units,
    drifts,
    split.comments.map(({ start, end }) => ({ start, end, text: detach(text.slice(start, end)) })),
    split,
  );
}

/** Changes are believed only as far as they explain the new text's length. */
function splitAgain(
  text: string,
  previous: ParsedModule | undefined,
  changes: readonly TextChange[] | undefined,
): Split {
  const [change] = changes ?? [];
  if (previous === undefined || change === undefined || changes?.length !== 1) return splitUnits(text);
  const moved = change.newText.length - (change.end - change.start);
  const explained =
    // A byte order mark belongs to no statement: where there is one, everything is split again.
    !hasByteOrderMark(text) &&
    !hasByteOrderMark(previous.text) &&
    previous.text.length + moved === text.length &&
    change.start <= change.end &&
    text.startsWith(change.newText, change.start);
  return explained ? splitChanged(text, previous.split, change) : splitUnits(text);
}

const hasByteOrderMark = (text: string): boolean => text.charCodeAt(0) === 0xfeff;

type Drifts = ReadonlyMap<Unit, Drift>;
const NO_DRIFTS: Drifts = new Map();

/** Keeps the old units at both ends, and those between whose text occurs again, in order. What the split took over is not compared again. */
function matchUnits(
  uri: string,
  text: string,
  { units: stretches, head, tail }: Split,
  previous: ParsedModule | undefined,
): { readonly units: readonly Unit[]; readonly drifts: Drifts } {
  const old = previous?.units ?? [];
  const textOf = (unit: Unit | undefined): string | undefined =>
    unit && (previous?.drifts.get(unit)?.now ?? unit.text);
  const texts = stretches
    .slice(head, stretches.length - tail)
    .map(({ start, end }) => text.slice(start, end));
  const stood = old.slice(head, old.length - tail);
  const most = Math.min(texts.length, stood.length);
  let first = 0;
  while (first < most && textOf(stood[first]) === texts[first]) first++;
  let last = 0;
  while (last < most - first && textOf(stood[stood.length - 1 - last]) === texts[texts.length - 1 - last])
    last++;
  const edited = stood.slice(first, stood.length - last);
  const written = texts.slice(first, texts.length - last);
  const moved = moveOf(edited, written, previous);
  const spare = new Map<string, Unit[]>();
  for (const unit of [...edited].reverse()) {
    const text = textOf(unit) ?? '';
    const list = spare.get(text);
    if (list === undefined) spare.set(text, [unit]);
    else list.push(unit);
  }
  const between = written.map(
    (text) => moved?.unit ?? spare.get(text)?.pop() ?? new ParsedUnit(uri, detach(text)),
  );
  const kept = new Set(between);
  const gone = edited.filter((unit) => !kept.has(unit));
  return {
    units: [...old.slice(0, head + first), ...between, ...old.slice(old.length - tail - last)],
    drifts: driftsAfter(previous?.drifts ?? NO_DRIFTS, gone, moved),
  };
}

interface Move {
  readonly unit: Unit;
  readonly drift: Drift;
}

/** The one edited unit, where the edit changed nothing in it that means something. */
function moveOf(
  edited: readonly Unit[],
  texts: readonly string[],
  previous: ParsedModule | undefined,
): Move | undefined {
  const [unit] = edited;
  const [text] = texts;
  if (edited.length !== 1 || texts.length !== 1 || text === undefined) return undefined;
  // Reading a unit that nobody looked into would cost more than it spares.
  if (!(unit instanceof ParsedUnit) || !unit.wasRead || unit.hasError) return undefined;
  const drift = drifted(unit.text, previous?.drifts.get(unit), text, (offset) => isDocstring(unit, offset));
  return drift && { unit, drift: { ...drift, now: detach(text) } };
}

function isDocstring(unit: Unit, offset: number): boolean {
  const [string, statement] = [...pathAt(unit, offset)].reverse();
  return (
    string?.kind === 'String' && statement?.kind === 'ExpressionStatement' && string.replacements.length === 0
  );
}

function driftsAfter(before: Drifts, gone: readonly Unit[], move: Move | undefined): Drifts {
  if (move === undefined && !gone.some((unit) => before.has(unit))) return before;
  const drifts = new Map(before);
  for (const unit of gone) drifts.delete(unit);
  if (move !== undefined) drifts.set(move.unit, move.drift);
  return drifts;
}

/** A copy that does not keep the whole document in memory, as a slice does. */
function detach(slice: string): string {
  const joined = '\n' + slice;
  joined.charCodeAt(0);
  return joined.slice(1);
}

class ParsedModule implements SourceModule {
  readonly starts: readonly number[];
  #lines: LineTable | undefined;
  #bases: Map<Unit, number> | undefined;
  #errors: SourceModule['errors'] | undefined;

  constructor(
    readonly uri: string,
    readonly text: string,
    readonly units: readonly Unit[],
    /** How the text of some units differs from what they were read from. */
    readonly drifts: Drifts,
    readonly comments: readonly Comment[],
    readonly split: Split,
  ) {
    this.starts = split.units.map(({ start }) => start);
  }

  get errors(): SourceModule['errors'] {
    return (this.#errors ??= this.#findErrors());
  }

  baseOf(unit: Unit): number | undefined {
    this.#bases ??= new Map(this.units.map((each, index) => [each, this.starts[index] ?? 0]));
    return this.#bases.get(unit);
  }

  offsetOf(unit: Unit, offset: number): number | undefined {
    const base = this.baseOf(unit);
    if (base === undefined) return undefined;
    const drift = this.drifts.get(unit);
    return base + (drift === undefined ? offset : offsetNow(drift.gaps, offset));
  }

  offsetIn(unit: Unit, offset: number): number | undefined {
    const base = this.baseOf(unit);
    if (base === undefined) return undefined;
    const drift = this.drifts.get(unit);
    return drift === undefined ? offset - base : offsetRead(drift.gaps, offset - base);
  }

  unitAt(offset: number): Unit | undefined {
    const index = lastAtMost(this.starts, offset);
    const stretch = this.split.units[index];
    return stretch !== undefined && offset >= stretch.start && offset <= stretch.end
      ? this.units[index]
      : undefined;
  }

  positionAt(offset: number): { readonly line: number; readonly column: number } {
    return this.#table().positionAt(offset);
  }

  offsetAt(line: number, column: number): number {
    return this.#table().offsetAt(line, column);
  }

  #table(): LineTable {
    return (this.#lines ??= new LineTable(this.text));
  }

  #findErrors(): SourceModule['errors'] {
    const found: { start: number; end: number }[] = [];
    for (const [index, unit] of this.units.entries()) {
      if (!(unit instanceof ParsedUnit) || found.length >= mostErrors) continue;
      // A unit that drifted has no errors: its places need no mapping here.
      const base = this.starts[index] ?? 0;
      for (const { start, end } of unit.errors) found.push({ start: base + start, end: base + end });
    }
    return found.sort((one, other) => one.start - other.start || one.end - other.end).slice(0, mostErrors);
  }
}
