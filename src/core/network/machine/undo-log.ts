/**
 * Writes to what outlives the run that makes them. Values of other modules are kept from keystroke to keystroke, and a function that is
 * traced on its own meets the document as its statements leave it: what a run does to either is noted and taken back at its end.
 * Otherwise every keystroke would register a layer once more, and what one function sets would show in the next.
 */
import type { ListValue, Value } from './values';

type Table = Map<string, Value>;

/** Tables and lists that were made while statements of a module ran. */
export class Owned {
  private readonly things = new WeakSet<Table | ListValue>();
  /** Nothing has to be looked up as long as nothing is owned. */
  private some = false;

  has(thing: Table | ListValue): boolean {
    return this.some && this.things.has(thing);
  }

  addTable(table: Table): void {
    this.things.add(table);
    this.some = true;
  }

  /** Whatever can be reached from these values. */
  add(values: Iterable<Value | undefined>): void {
    const open = [...values];
    while (open.length > 0) {
      const value = open.pop();
      if (value?.kind === 'list' && !this.things.has(value)) {
        this.things.add(value);
        for (const element of value.elements) open.push(element);
      }
      const table = tableOf(value);
      if (table !== undefined && !this.things.has(table)) {
        this.things.add(table);
        for (const entry of table.values()) open.push(entry);
      }
      if (value?.kind === 'bound') open.push(value.self);
      if (value?.kind === 'partial') open.push(value.callee, ...value.arguments.positional);
    }
    this.some = true;
  }
}

function tableOf(value: Value | undefined): Table | undefined {
  switch (value?.kind) {
    case 'dictionary':
      return value.entries;
    case 'object':
      return value.attributes;
    case 'class':
      return value.members;
    default:
      return undefined;
  }
}

/** What stood there before the first write. */
class SavedState {
  private readonly tables = new Map<Table, Map<string, Value | undefined>>();
  private readonly lists = new Map<ListValue, { readonly elements: Value[]; readonly open: boolean }>();

  /** Whether anything was noted. */
  get some(): boolean {
    return this.tables.size > 0 || this.lists.size > 0;
  }

  /** @param earlier what stood there before another run that is not over yet. */
  noteTable(table: Table, key: string, earlier?: SavedState): void {
    let before = this.tables.get(table);
    if (before === undefined) this.tables.set(table, (before = new Map()));
    if (before.has(key)) return;
    const noted = earlier?.tables.get(table);
    before.set(key, noted?.has(key) === true ? noted.get(key) : table.get(key));
  }

  noteList(target: ListValue, earlier?: SavedState): void {
    if (this.lists.has(target)) return;
    const { elements, open } = earlier?.lists.get(target) ?? target;
    this.lists.set(target, { elements: [...elements], open });
  }

  undo(): void {
    for (const [table, before] of this.tables)
      for (const [key, value] of before)
        if (value === undefined) table.delete(key);
        else table.set(key, value);
    for (const [target, { elements, open }] of this.lists) {
      target.elements = elements;
      target.open = open;
    }
    this.tables.clear();
    this.lists.clear();
  }
}

/** What was there before each write, of those writes that are taken back: at the end of a root, or of the whole trace. */
export class UndoLog {
  /**
   * Whose code runs: statements of another module, which may change each other's values for good; the document's, which may change its own;
   * or a function that is traced on its own.
   */
  private running: 'other' | 'document' | 'alone' = 'document';
  private readonly document = new Owned();
  private readonly duringTrace = new SavedState();
  private readonly duringRoot = new SavedState();

  /** @param others what belongs to other modules */
  constructor(
    private readonly others: Owned,
    names: Table,
  ) {
    this.document.addTable(names);
  }

  /** To be called before a table changes. */
  noteTable(table: Table, key: string): void {
    if (this.running === 'other') return;
    if (this.running === 'document') {
      if (this.others.has(table)) this.duringTrace.noteTable(table, key, this.duringRoot);
    } else if (this.document.has(table) || this.others.has(table)) this.duringRoot.noteTable(table, key);
  }

  /** To be called before a list changes. */
  noteList(target: ListValue): void {
    if (this.running === 'other') return;
    if (this.running === 'document') {
      if (this.others.has(target)) this.duringTrace.noteList(target, this.duringRoot);
    } else if (this.document.has(target) || this.others.has(target)) this.duringRoot.noteList(target);
  }

  /** Runs statements of a module; what they make belongs to it. */
  statements<T>(isOther: boolean, action: () => T, made: () => Iterable<Value | undefined>): T {
    const { running } = this;
    this.running = isOther ? 'other' : 'document';
    try {
      return action();
    } finally {
      this.running = running;
      (isOther ? this.others : this.document).add(made());
    }
  }

  /** Runs a function or a class on its own, which leaves everything as it was. */
  alone<T>(action: () => T): T {
    this.running = 'alone';
    try {
      return action();
    } finally {
      this.running = 'document';
      this.duringRoot.undo();
    }
  }

  /** Whether the document has written to other modules. */
  get hasWritten(): boolean {
    return this.duringTrace.some;
  }

  /** The trace is over. */
  undo(): void {
    this.duringTrace.undo();
  }
}
