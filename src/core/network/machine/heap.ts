/**
 * Writes to everything mutable: scopes, attributes, dictionaries, lists. While a branch is tried they are noted, so that it can be
 * undone, and what two branches left behind can be joined.
 */
import type { Budget } from './budget';
import { join, joinElements } from './join';
import type { UndoLog } from './undo-log';
import { IdleBudgetSpent } from './idle-budget';
import type { DictionaryValue, ListValue, Value } from './values';

type Table = Map<string, Value>;

interface Journal {
  /** What stood there before the branch began. */
  readonly tables: Map<Table, Map<string, Value | undefined>>;
  readonly lists: Map<ListValue, { readonly elements: Value[]; readonly open: boolean }>;
  /** Names of functions that began in the branch: nobody else sees them, so nothing of them has to be put back. */
  readonly fresh: Set<Table>;
  readonly outer: Journal | undefined;
}
/** What was written, by table and key; undefined for what was taken away. */
export type Writes = ReadonlyMap<Table, ReadonlyMap<string, Value | undefined>>;

interface Outcome {
  readonly tables: Map<Table, Map<string, Value | undefined>>;
  readonly lists: Map<ListValue, { readonly elements: Value[]; readonly open: boolean }>;
}

const emptyJournal = (outer: Journal | undefined): Journal => ({
  tables: new Map(),
  lists: new Map(),
  fresh: new Set(),
  outer,
});

export class Heap {
  private journal: Journal | undefined;

  constructor(
    private readonly budget: Budget,
    readonly undoLog: UndoLog,
  ) {}

  /** Whether a branch is tried that may not be taken. */
  get isInBranch(): boolean {
    return this.journal !== undefined;
  }

  set(table: Table, key: string, value: Value | undefined): void {
    this.undoLog.noteTable(table, key);
    const journal = this.journal;
    if (journal !== undefined && !journal.fresh.has(table)) {
      let noted = journal.tables.get(table);
      if (noted === undefined) journal.tables.set(table, (noted = new Map()));
      if (!noted.has(key)) noted.set(key, table.get(key));
    }
    if (value === undefined) table.delete(key);
    else table.set(key, value);
  }

  /** Replaces a list's content, or gives it a copy of its own to change in place. */
  elementsForWriting(target: ListValue): Value[] {
    this.undoLog.noteList(target);
    const journal = this.journal;
    if (journal !== undefined && !journal.lists.has(target)) {
      this.budget.look(target.elements.length);
      journal.lists.set(target, { elements: target.elements, open: target.open });
      target.elements = [...target.elements];
    }
    return target.elements;
  }

  open(target: ListValue): void {
    this.elementsForWriting(target);
    target.open = true;
  }

  setEntry(
    target: DictionaryValue,
    key: string,
    original: string | number | boolean | null,
    value: Value,
  ): void {
    target.keys.set(key, original);
    this.set(target.entries, key, value);
  }

  /** A function begins, whose names nobody else sees. */
  noteScope(variables: Table): void {
    this.journal?.fresh.add(variables);
  }

  /** Runs something and tells what it wrote to tables that were there before; undefined where it changed a list. */
  writesOf(action: () => void): Writes | undefined {
    const outer = this.journal;
    const journal = emptyJournal(outer);
    this.journal = journal;
    try {
      action();
    } finally {
      this.journal = outer;
      if (outer !== undefined) handOver(journal, outer);
    }
    if (journal.lists.size > 0) return undefined;
    const writes = new Map<Table, ReadonlyMap<string, Value | undefined>>();
    for (const [table, noted] of journal.tables)
      writes.set(table, new Map([...noted.keys()].map((key) => [key, table.get(key)])));
    return writes;
  }

  /** Runs what belongs to no branch: statements of a module that a name asks for. */
  outsideBranches<T>(action: () => T): T {
    const journal = this.journal;
    this.journal = undefined;
    try {
      return action();
    } finally {
      this.journal = journal;
    }
  }

  /** Runs a branch; its writes are undone afterwards and handed back. */
  private attempt<T>(branch: () => T): { readonly result: T; readonly outcome: Outcome } {
    const journal = emptyJournal(this.journal);
    this.journal = journal;
    let result: T;
    try {
      result = branch();
    } catch (error) {
      // The call that is given up stands around the branch: nothing of it stays.
      if (error instanceof IdleBudgetSpent) undo(journal);
      throw error;
    } finally {
      this.journal = journal.outer;
    }
    const outcome: Outcome = { tables: new Map(), lists: new Map() };
    for (const [table, noted] of journal.tables) {
      const after = new Map<string, Value | undefined>();
      this.budget.look(noted.size);
      for (const key of noted.keys()) after.set(key, table.get(key));
      outcome.tables.set(table, after);
    }
    for (const target of journal.lists.keys())
      outcome.lists.set(target, { elements: target.elements, open: target.open });
    undo(journal);
    return { result, outcome };
  }

  /**
   * Runs two branches from the same state and leaves the state that either may have left. `keeps` says of a branch's result which of its
   * writes survive: all, none (it raised), or all but those to one scope (it returned from there).
   */
  fork<T>(
    left: () => T,
    right: () => T,
    keeps: (result: T) => 'all' | 'none' | { readonly except: Table },
  ): readonly [T, T] {
    const first = this.attempt(left);
    const second = this.attempt(right);
    const keepFirst = keeps(first.result);
    const keepSecond = keeps(second.result);
    if (keepFirst === 'none' || keepSecond === 'none') {
      if (keepFirst !== 'none') this.replay(first.outcome, keepFirst);
      if (keepSecond !== 'none') this.replay(second.outcome, keepSecond);
      return [first.result, second.result];
    }
    this.merge(first.outcome, second.outcome, keepFirst, keepSecond);
    return [first.result, second.result];
  }

  private replay(outcome: Outcome, keep: 'all' | { readonly except: Table }): void {
    for (const [table, after] of outcome.tables) {
      if (keep !== 'all' && keep.except === table) continue;
      for (const [key, value] of after) this.set(table, key, value);
    }
    for (const [target, after] of outcome.lists) this.replaceList(target, after.elements, after.open);
  }

  private replaceList(target: ListValue, elements: Value[], open: boolean): void {
    this.elementsForWriting(target);
    target.elements = elements;
    target.open = open;
  }

  private merge(
    left: Outcome,
    right: Outcome,
    keepLeft: 'all' | { readonly except: Table },
    keepRight: 'all' | { readonly except: Table },
  ): void {
    for (const table of keysOfBoth(left.tables, right.tables)) {
      const dropLeft = keepLeft !== 'all' && keepLeft.except === table;
      const dropRight = keepRight !== 'all' && keepRight.except === table;
      if (dropLeft && dropRight) continue;
      const first = left.tables.get(table) ?? NOTHING;
      const second = right.tables.get(table) ?? NOTHING;
      for (const key of keysOfBoth(first, second)) {
        const before = table.get(key);
        const one = first.has(key) ? first.get(key) : before;
        const other = second.has(key) ? second.get(key) : before;
        if (dropLeft) this.set(table, key, other);
        else if (dropRight) this.set(table, key, one);
        else this.set(table, key, this.joinMaybe(one, other));
      }
    }
    for (const target of keysOfBoth(left.lists, right.lists)) {
      const before = { elements: target.elements, open: target.open };
      const one = left.lists.get(target) ?? before;
      const other = right.lists.get(target) ?? before;
      this.replaceList(
        target,
        joinElements(this.budget, target, one.elements, other.elements),
        one.open || other.open,
      );
    }
  }

  /** A name that only one branch bound keeps that value: reading it after the other branch would be an error. */
  private joinMaybe(left: Value | undefined, right: Value | undefined): Value | undefined {
    if (left === undefined) return right;
    if (right === undefined) return left;
    return join(this.budget, left, right);
  }
}

const NOTHING: ReadonlyMap<string, Value | undefined> = new Map();

/** Keys of one table, then those that only the other has. */
function* keysOfBoth<Key>(one: ReadonlyMap<Key, unknown>, other: ReadonlyMap<Key, unknown>): Iterable<Key> {
  yield* one.keys();
  for (const key of other.keys()) if (!one.has(key)) yield key;
}

/** What a part of a branch found is what stood there before, unless the branch had written it already. */
function handOver({ tables, lists }: Journal, outer: Journal): void {
  for (const [table, before] of tables) {
    const noted = outer.tables.get(table);
    if (noted === undefined) outer.tables.set(table, before);
    else for (const [key, value] of before) if (!noted.has(key)) noted.set(key, value);
  }
  for (const [target, before] of lists) if (!outer.lists.has(target)) outer.lists.set(target, before);
}

/** Puts back what stood there before a branch began. */
function undo({ tables, lists }: Journal): void {
  for (const [table, noted] of tables)
    for (const [key, before] of noted)
      if (before === undefined) table.delete(key);
      else table.set(key, before);
  for (const [target, { elements, open }] of lists) {
    target.elements = elements;
    target.open = open;
  }
}
