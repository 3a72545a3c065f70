/** What a top-level definition binds, told from its first lines: most definitions of a document need not be parsed to know their names. */
import type { ClassDefinition, FunctionDefinition, Unit } from './syntax';
import { wordsOf } from './words';

export interface Outline {
  readonly kind: 'function' | 'class';
  readonly name: string;
  /** Modules that it imports inside, as far as their first lines name them. */
  readonly modules: readonly string[];
}

/** A decorator of one line; whatever is written otherwise is parsed. */
const decorator = /@[\w.]+(?:\((?:[^()\n]|\([^()\n]*\))*\))?[ \t]*(?:#[^\r\n]*)?\r?\n/y;
/** `def name(` or `class Name:`. */
const header = /(?:(def|async[ \t]+def)|class)[ \t]+([A-Za-z_]\w*)[ \t]*[(:]/y;

const kept = new WeakMap<Unit, Outline | null>();

/**
 * The definition that a unit consists of, if that is all that it adds to its module: a unit that binds a module's name from inside
 * (`global`, `:=` in a default) has none.
 */
export function outlineOf(unit: Unit): Outline | undefined {
  let outline = kept.get(unit);
  if (outline === undefined) kept.set(unit, (outline = read(unit) ?? null));
  return outline ?? undefined;
}

function afterDecorators(text: string): number {
  let offset = 0;
  do decorator.lastIndex = offset;
  while (decorator.test(text) && (offset = decorator.lastIndex) > 0);
  return offset;
}

function read(unit: Unit): Outline | undefined {
  header.lastIndex = afterDecorators(unit.text);
  const match = header.exec(unit.text);
  const name = match?.[2];
  if (match === null || name === undefined) return undefined;
  const words = wordsOf(unit);
  if (words.hasName('global') || words.hasName('nonlocal') || unit.text.includes(':=')) return undefined;
  const modules: string[] = [];
  for (const line of words.importLines) {
    const statement = importStatement.exec(line);
    if (statement === null) return undefined;
    const [, from, imported = ''] = statement;
    if (from !== undefined) modules.push(from);
    else for (const module of imported.split(',')) modules.push(module.trim().split(/\s/, 1)[0] ?? '');
  }
  return { kind: match[1] === undefined ? 'class' : 'function', name, modules };
}

/** `from torch import nn`, `import torch, jax as j`. */
const importStatement = /^\s*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+(\w[\w., \t]*))/;

/** The definition's syntax; undefined where it is so broken that there is none. Parses the unit. */
export function definedFunction(unit: Unit): FunctionDefinition | undefined {
  return unit.body.find((statement) => statement.kind === 'Function');
}

export function definedClass(unit: Unit): ClassDefinition | undefined {
  return unit.body.find((statement) => statement.kind === 'Class');
}
