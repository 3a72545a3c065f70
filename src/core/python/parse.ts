import { lastAtMost, LineTable } from './lines';
import { splitChanged, splitUnits, type Split } from './split';
import type { Comment, SourceModule, TextChange, Unit } from './syntax';
import { ParsedUnit } from './unit';

const mostErrors = 100;

/**
 * Reads a version of a document. Any text is accepted; what is broken in one top-level statement stays in its unit.
 * Units of `previous` whose text is unchanged are kept by identity. Of one change in `changes` the
 * rest of the text is not read again; they may be left out.
 */
export function parseModule(
  uri: string,
  text: string,
  previous?: SourceModule,
  changes?: readonly TextChange[],
): SourceModule {
  if (previous?.uri === uri && previous.text === text) return previous;
  const split = splitAgain(text, previous, changes);
  const { units: stretches, comments } = split;
  const old = previous?.uri === uri ? previous.units : [];
  const units = matchUnits(
    uri,
    stretches.map(({ start, end }) => text.slice(start, end)),
    old,
  );
  return new ParsedModule(
    uri,
    text,
    units,
    stretches.map(({ start }) => start),
    comments.map(({ start, end }) => ({ start, end, text: detach(text.slice(start, end)) })),
    split,
  );
}

/** Changes are believed only as far as they explain the new text's length. */
function splitAgain(
  text: string,
  previous: SourceModule | undefined,
  changes: readonly TextChange[] | undefined,
): Split {
  const [change] = changes ?? [];
  if (!(previous instanceof ParsedModule) || change === undefined || changes?.length !== 1)
    return splitUnits(text);
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

/** Keeps the old units at both ends, and those between whose text occurs again, in order. */
function matchUnits(uri: string, texts: readonly string[], old: readonly Unit[]): Unit[] {
  const units: Unit[] = [];
  let first = 0;
  while (first < texts.length && first < old.length && old[first]?.text === texts[first]) first++;
  let tail = 0;
  while (
    tail < texts.length - first &&
    tail < old.length - first &&
    old[old.length - 1 - tail]?.text === texts[texts.length - 1 - tail]
  )
    tail++;
  const spare = new Map<string, Unit[]>();
  for (const unit of old.slice(first, old.length - tail).reverse()) {
    const list = spare.get(unit.text);
    if (list === undefined) spare.set(unit.text, [unit]);
    else list.push(unit);
  }
  texts.forEach((text, index) => {
    const kept =
      index < first
        ? old[index]
        : index >= texts.length - tail
          ? old[index - texts.length + old.length]
          : spare.get(text)?.pop();
    units.push(kept ?? new ParsedUnit(uri, detach(text)));
  });
  return units;
}

/** A copy that does not keep the whole document in memory, as a slice does. */
function detach(slice: string): string {
  const joined = '\n' + slice;
  joined.charCodeAt(0);
  return joined.slice(1);
}

class ParsedModule implements SourceModule {
  #lines: LineTable | undefined;
  #bases: Map<Unit, number> | undefined;
  #errors: SourceModule['errors'] | undefined;

  constructor(
    readonly uri: string,
    readonly text: string,
    readonly units: readonly Unit[],
    readonly starts: readonly number[],
    readonly comments: readonly Comment[],
    readonly split: Split,
  ) {}

  get errors(): SourceModule['errors'] {
    return (this.#errors ??= this.#findErrors());
  }

  baseOf(unit: Unit): number | undefined {
    this.#bases ??= new Map(this.units.map((each, index) => [each, this.starts[index] ?? 0]));
    return this.#bases.get(unit);
  }

  unitAt(offset: number): Unit | undefined {
    const index = lastAtMost(this.starts, offset);
    const unit = this.units[index];
    const start = this.starts[index];
    if (unit === undefined || start === undefined) return undefined;
    return offset >= start && offset <= start + unit.text.length ? unit : undefined;
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
      const base = this.starts[index] ?? 0;
      for (const { start, end } of unit.errors) found.push({ start: base + start, end: base + end });
    }
    return found.sort((one, other) => one.start - other.start || one.end - other.end).slice(0, mostErrors);
  }
}
