/** What is kept of a trace from version to version: what each starting point gave, and which statements it was taken from. */
import type { Statement, Unit } from '../../python/syntax';
import type { Definition } from './definitions';
import type { Model, ModuleTrace } from '../graph';
import { STARS, type Namespace } from '../machine/namespace';
import type { Prefilter } from './prefilter';

/** What the evaluation of a starting point gives. */
export interface Evaluation {
  readonly models: readonly Model[];
  /** Units that it consists of itself. */
  readonly own: readonly Unit[];
  /** Of a script: names in which its top level keeps objects. */
  readonly kept?: ReadonlySet<string> | undefined;
  /** Of a script: whether it sets names, or fills containers, that functions may read. */
  readonly fills?: boolean | undefined;
}

/** What one starting point gave, and what it looked at. */
export interface RootRecord extends Evaluation {
  /** Statements that bind each name that was looked up, by module. */
  readonly lookups: ReadonlyMap<string, readonly Lookup[]>;
  /** Functions that ran and classes of which models were made: they need no run of their own. */
  readonly ran: ReadonlySet<Statement>;
  /** How many nodes the evaluation made. */
  readonly work: number;
  /** How many steps it took. */
  readonly steps: number;
  /** How often it came to the end of its budget. */
  readonly exhaustions: number;
}
interface Lookup {
  readonly name: string;
  readonly binders: readonly Unit[];
}
export interface RecordedTrace extends ModuleTrace {
  readonly records: ReadonlyMap<string, RootRecord>;
  readonly prefilter: Prefilter;
  /** Names of its definitions. */
  readonly defined: ReadonlySet<string>;
  /** Further variants of an architecture that are traced only when somebody asks for them (`variants.ts`). */
  readonly passedOver: readonly Definition[];
}

export const isRecorded = (trace: ModuleTrace): trace is RecordedTrace => 'records' in trace;

export const keyOfFunction = (name: string): string => `function ${name}`;

/** Whether a definition was part of what one of these starting points ran. */
export function hasRun(definition: Statement | undefined, records: ReadonlyMap<string, RootRecord>): boolean {
  if (definition === undefined) return false;
  for (const record of records.values()) if (record.ran.has(definition)) return true;
  return false;
}

/** Tells of a document, and of the modules that it leads to, whether what was recorded still holds. */
export class Validity {
  private readonly keptOrders = new Map<Namespace, boolean>();
  private whole: boolean | undefined;

  constructor(
    private readonly main: Namespace,
    private readonly load: (uri: string) => Namespace | undefined,
    private readonly earlier: RecordedTrace | undefined,
  ) {}

  /** What a run looked up, by the keys of the names that it recorded. */
  lookups(recorded: Iterable<string>): RootRecord['lookups'] {
    const lookups = new Map<string, Lookup[]>();
    for (const key of recorded) {
      const [uri = '', name = ''] = key.split('\n');
      const list = lookups.get(uri);
      const lookup = { name, binders: bindersOf(name, this.namespaceOf(uri)) };
      if (list === undefined) lookups.set(uri, [lookup]);
      else list.push(lookup);
    }
    return lookups;
  }

  /** The earlier record of a starting point that consists of these units, if nothing that it was taken from has changed. */
  recordOf(key: string, units: readonly Unit[]): RootRecord | undefined {
    const record = this.earlier?.records.get(key);
    return record !== undefined && this.mayBeTakenAlone() && this.stillHolds(record, units)
      ? record
      : undefined;
  }

  /** A script ran anew and fills containers. */
  keepNothing(): void {
    this.whole = false;
  }

  /** Where a script fills containers that functions read, what these gave holds with the script's run only: all is kept, or nothing. */
  private mayBeTakenAlone(): boolean {
    const { earlier, main } = this;
    if (earlier?.records.get('script')?.fills !== true) return this.whole ?? true;
    this.whole ??=
      sameUnits(earlier.modules.get(main.uri)?.units ?? NO_UNITS, main.module.units) &&
      [...earlier.records.values()].every((record) => this.stillHolds(record, record.own));
    return this.whole;
  }

  private namespaceOf(uri: string): Namespace | undefined {
    return uri === this.main.uri ? this.main : this.load(uri);
  }

  private stillHolds(record: RootRecord, units: readonly Unit[]): boolean {
    if (!sameUnits(record.own, units) || !this.keepsOrder(this.main)) return false;
    for (const [uri, lookups] of record.lookups) {
      const namespace = this.namespaceOf(uri);
      if (namespace !== undefined && !this.keepsOrder(namespace)) return false;
      for (const { name, binders } of lookups)
        if (!sameUnits(binders, bindersOf(name, namespace))) return false;
    }
    return true;
  }

  /** Whether the statements that are still there stand in the same order: a name means what was bound to it before. */
  private keepsOrder(namespace: Namespace): boolean {
    let kept = this.keptOrders.get(namespace);
    if (kept === undefined) {
      let last = -1;
      kept = (this.earlier?.modules.get(namespace.uri)?.units ?? NO_UNITS).every((unit) => {
        const position = namespace.order.get(unit);
        if (position === undefined) return true;
        const after = position > last;
        last = position;
        return after;
      });
      this.keptOrders.set(namespace, kept);
    }
    return kept;
  }
}

const NO_UNITS: readonly Unit[] = [];

function bindersOf(name: string, namespace: Namespace | undefined): readonly Unit[] {
  return (name === STARS ? namespace?.stars : namespace?.binders.get(name)) ?? NO_UNITS;
}

const sameUnits = (one: readonly Unit[], other: readonly Unit[]): boolean =>
  one === other || (one.length === other.length && one.every((unit, index) => unit === other[index]));
