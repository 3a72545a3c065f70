/**
 * What other modules own and the traced document writes to: lists that it registers a layer in, attributes of their objects, their names.
 * Their values outlive the trace, so each write is noted and taken back at its end; otherwise every keystroke would register once more.
 */
import type { ListValue, Value } from './values';

type Table = Map<string, Value>;

/** Tables and lists that were made while another module ran. */
export class OtherModules {
  private readonly owned = new WeakSet<Table | ListValue>();
  /** Nothing has to be looked up as long as no other module was reached. */
  private some = false;

  owns(thing: Table | ListValue): boolean {
    return this.some && this.owned.has(thing);
  }

  ownTable(table: Table): void {
    this.owned.add(table);
    this.some = true;
  }

  /** Whatever can be reached from these values. */
  own(values: Iterable<Value | undefined>): void {
    const open = [...values];
    while (open.length > 0) {
      const value = open.pop();
      if (value?.kind === 'list' && !this.owned.has(value)) {
        this.owned.add(value);
        for (const element of value.elements) open.push(element);
      }
      const table = tableOf(value);
      if (table !== undefined && !this.owned.has(table)) {
        this.ownTable(table);
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

/** The writes of one trace to what it does not own. */
export class Lent {
  /** False while statements of another module run: what they write to each other stays. */
  private noting = true;
  private readonly tables = new Map<Table, Map<string, Value | undefined>>();
  private readonly lists = new Map<ListValue, { readonly elements: Value[]; readonly open: boolean }>();

  constructor(private readonly others: OtherModules) {}

  /** To be called before a table changes. */
  noteTable(table: Table, key: string): void {
    if (!this.noting || !this.others.owns(table)) return;
    let before = this.tables.get(table);
    if (before === undefined) this.tables.set(table, (before = new Map()));
    if (!before.has(key)) before.set(key, table.get(key));
  }

  /** To be called before a list changes. */
  noteList(target: ListValue): void {
    if (!this.noting || !this.others.owns(target) || this.lists.has(target)) return;
    this.lists.set(target, { elements: [...target.elements], open: target.open });
  }

  /** Runs statements of a module; what those of another one make belongs to it. */
  running<T>(isOther: boolean, action: () => T, made: () => Iterable<Value | undefined>): T {
    const { noting } = this;
    this.noting = !isOther;
    try {
      return action();
    } finally {
      this.noting = noting;
      if (isOther) this.others.own(made());
    }
  }

  giveBack(): void {
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
