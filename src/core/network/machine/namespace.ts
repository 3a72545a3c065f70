/**
 * The names of one module, evaluated when they are asked for: a top-level statement runs once, the first time that a name which it binds
 * is looked up. That keeps a package whose `__init__` imports everything cheap, and tells exactly what an evaluation depends on.
 */
import type { Expression, SourceModule, Statement, Unit } from '../../python/syntax';
import { outlineOf } from '../../python/outline';
import { collectByName, replaceByName, replacedUnits } from '../../python/replaced-units';
import type { Scope } from './values';
import type { BoundName } from './bound-name';
import type { Part } from './parts';

/** Stands for all star imports where lookups of names are recorded. */
export const STARS = '*';

/** Under which units are listed that are one definition behind decorators. */
export const DECORATED = '@';

export interface Namespace {
  readonly uri: string;
  readonly module: SourceModule;
  readonly scope: Scope;
  /** Units that bind a name, in document order. */
  readonly binders: ReadonlyMap<string, readonly Unit[]>;
  /** Units with a star import. */
  readonly stars: readonly Unit[];
  /** The modules that those import, the most there are to look into. */
  readonly starImports: readonly { readonly module: string; readonly level: number }[];
  readonly states: Map<Part, 'running' | 'done'>;
  /** Position of each unit in the document. */
  readonly order: ReadonlyMap<Unit, number>;
  /** Positions of the units that run now, innermost last: what stands after the innermost does not exist for it yet. */
  readonly running: number[];
  /** Names that were asked for. */
  readonly bound: Map<string, BoundName>;
  /** What running a part looked up; filled as they run. */
  readonly lookups: Map<Part, ReadonlySet<string>>;
}

/** With the namespace of a version before it, names that an edit leaves alone keep their lists of units. */
export function createNamespace(module: SourceModule, previous?: Namespace): Namespace {
  const { units } = module;
  const replaced = previous && replacedUnits(units, previous.module.units);
  const kept = previous && replaced && replaceByName(previous.binders, replaced, bindersIn);
  const binders = kept ?? collectByName(units, bindersIn);
  const stars = binders.get(STARS) ?? [];
  const namespace: Namespace = {
    uri: module.uri,
    module,
    binders,
    stars,
    starImports: starImportsIn(stars),
    states: new Map(),
    order: new Map(module.units.map((unit, index) => [unit, index] as const)),
    running: [],
    bound: new Map(),
    lookups: new Map(),
    scope: {
      variables: new Map(),
      parent: undefined,
      get namespace(): Namespace {
        return namespace;
      },
      elsewhere: new Map(),
      unit: undefined,
    },
  };
  return namespace;
}

const MOST_STAR_IMPORTS = 50;

/** The modules that units import with a star, each of them once. */
function starImportsIn(units: readonly Unit[]): Namespace['starImports'] {
  const found = new Map<string, { readonly module: string; readonly level: number }>();
  for (const unit of units)
    for (const statement of unit.body)
      if (statement.kind === 'ImportFrom' && statement.names[0]?.name === '*')
        found.set(`${statement.level} ${statement.module}`, statement);
  return [...found.values()].slice(0, MOST_STAR_IMPORTS);
}

const bindersOfUnits = new WeakMap<Unit, Map<string, readonly Unit[]>>();

/** The unit itself under each name that it binds, as the table of a whole module holds it. */
function bindersIn(unit: Unit): ReadonlyMap<string, readonly Unit[]> {
  let binders: Map<string, readonly Unit[]> | undefined = bindersOfUnits.get(unit);
  if (binders === undefined) {
    const itself = [unit];
    binders = new Map([...boundNamesOf(unit)].map((name) => [name, itself] as const));
    if (unit.text.startsWith('@')) binders.set(DECORATED, itself);
    bindersOfUnits.set(unit, binders);
  }
  return binders;
}

const boundNames = new WeakMap<Unit, ReadonlySet<string>>();

/** Names that a unit may bind in its module, `*` for a star import. Computed once a unit; most definitions are not parsed for it. */
export function boundNamesOf(unit: Unit): ReadonlySet<string> {
  const known = boundNames.get(unit);
  if (known !== undefined) return known;
  const outline = outlineOf(unit);
  const names = new Set<string>(outline === undefined ? [] : [outline.name]);
  if (outline === undefined) for (const statement of unit.body) collectBound(statement, names, 0);
  for (const name of decoratingNames(unit)) names.add(name);
  boundNames.set(unit, names);
  return names;
}

/** `@REGISTRY.register('key')` before a definition changes what `REGISTRY` holds. */
const decorating = /@([A-Za-z_]\w*)\.(\w+)(?:\(|[ \t]*\r?\n)/y;
const entering = /regist|factory|add/;

function decoratingNames({ text }: Unit): readonly string[] {
  const names: string[] = [];
  for (let offset = 0; text.startsWith('@', offset);) {
    decorating.lastIndex = offset;
    const [, name, method = ''] = decorating.exec(text) ?? [];
    if (name !== undefined && entering.test(method)) names.push(name);
    const end = text.indexOf('\n', offset);
    if (end < 0) break;
    offset = end + 1;
  }
  return names;
}

/** Methods that put something into what they are called on: `REGISTRY.register('relu', nn.ReLU)`, `layers.append(layer)`. */
const filling = /^_?(?:regist|add|append$|extend$|update$|insert$|set)/;

/** Names that a statement may bind in its own scope; `*` for a star import. */
function collectBound(statement: Statement, names: Set<string>, depth: number): void {
  if (depth > 20) return;
  const inside = (statements: readonly Statement[]): void => {
    for (const inner of statements) collectBound(inner, names, depth + 1);
  };
  switch (statement.kind) {
    case 'Assign':
      for (const target of statement.targets) collectTargets(target, names);
      return;
    case 'AugmentedAssign':
      collectTargets(statement.target, names);
      return;
    case 'ExpressionStatement':
      collectFilled(statement.value, names);
      return;
    case 'Delete':
      for (const target of statement.targets) collectTargets(target, names);
      return;
    case 'Function':
    case 'Class':
      names.add(statement.name);
      return;
    case 'Import':
      for (const { module, alias } of statement.names) names.add(alias ?? module.split('.', 1)[0] ?? module);
      return;
    case 'ImportFrom':
      for (const { name, alias } of statement.names) names.add(alias ?? name);
      return;
    case 'If':
    case 'While':
      inside(statement.body);
      inside(statement.orElse);
      return;
    case 'For':
      collectTargets(statement.target, names);
      inside(statement.body);
      inside(statement.orElse);
      return;
    case 'With':
      for (const { target } of statement.items) if (target !== undefined) collectTargets(target, names);
      inside(statement.body);
      return;
    case 'Try':
      inside(statement.body);
      for (const handler of statement.handlers) inside(handler.body);
      inside(statement.orElse);
      inside(statement.finalBody);
      return;
    default:
  }
}

function collectFilled(call: Expression, names: Set<string>): void {
  if (call.kind !== 'Call' || call.callee.kind !== 'Attribute') return;
  const { object, name } = call.callee;
  if (object.kind === 'Name' && filling.test(name)) names.add(object.id);
}

function collectTargets(target: Expression, names: Set<string>): void {
  if (target.kind === 'Name') names.add(target.id);
  else if (target.kind === 'Tuple' || target.kind === 'List')
    for (const element of target.elements) collectTargets(element, names);
  else if (target.kind === 'Starred') collectTargets(target.value, names);
  // `TABLE['key'] = value` changes what the name stands for.
  else if (target.kind === 'Subscript' && target.object.kind === 'Name') names.add(target.object.id);
  else if (target.kind === 'Attribute' && target.object.kind === 'Name') names.add(target.object.id);
}
