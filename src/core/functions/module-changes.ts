/** Which statements of a module change what a name stands for after it was assigned: `BASIS.append(…)` in a loop, `Act.gain = 2.0`. */
import type { Expression, FunctionDefinition, SourceModule, Statement, Unit } from '../python/syntax';
import { walk, type SyntaxNode } from '../python/walk';

/** Methods of lists, sets and dictionaries that change them. */
const changing: ReadonlySet<string> = new Set(
  'append extend insert update setdefault add pop popitem remove discard clear sort reverse appendleft'.split(
    ' ',
  ),
);

/** What a statement of the module does to names, apart from what happens inside the functions that it defines. */
interface Effects {
  readonly statement: Statement;
  /** Names that it binds or whose object it changes. */
  readonly changed: ReadonlySet<string>;
  /** Functions that it calls, decorators among them. */
  readonly called: ReadonlySet<string>;
  /** Names that are handed to a call. */
  readonly passed: ReadonlySet<string>;
}

interface UnitEffects {
  readonly statements: readonly Effects[];
  /** What the body of each function changes: names of the module, and its own parameters. */
  readonly functions: ReadonlyMap<string, ReadonlySet<string>>;
}

const effects = new WeakMap<Unit, UnitEffects>();
const changes = new WeakMap<SourceModule, ReadonlyMap<string, readonly Statement[]>>();

/**
 * Statements at the top of the module that make what a name of it stands for, in their order; undefined where one assignment or definition
 * does. Names that are assigned twice in a row are a matter of time, and not meant.
 */
export function changesOf(module: SourceModule, name: string): readonly Statement[] | undefined {
  let known = changes.get(module);
  if (known === undefined) changes.set(module, (known = changesIn(module)));
  return known.get(name);
}

function changesIn(module: SourceModule): ReadonlyMap<string, readonly Statement[]> {
  const units = module.units.map(effectsOf);
  const functions = new Map(units.flatMap((one) => [...one.functions]));
  const found = new Map<string, Statement[]>();
  const bound = new Map<string, number>();
  for (const { statement, changed, called, passed } of units.flatMap((one) => one.statements)) {
    const all = new Set(changed);
    for (const callee of called) {
      const touched = functions.get(callee);
      if (touched === undefined) continue;
      for (const name of touched) all.add(name);
      // A function that changes a parameter changes what is handed to it.
      if (touched.has(aParameter)) for (const name of passed) all.add(name);
    }
    for (const name of all) found.set(name, [...(found.get(name) ?? []), statement]);
    for (const name of boundBy(statement)) bound.set(name, (bound.get(name) ?? 0) + 1);
  }
  return new Map(
    [...found].filter(
      ([name, statements]) => bound.get(name) === 1 && (statements.length > 1 || loops(statements)),
    ),
  );
}

/** `if __name__ == '__main__':`, which whoever imports the module does not run. */
const isForScripts = (statement: Statement): boolean =>
  statement.kind === 'If' &&
  statement.test.kind === 'Comparison' &&
  statement.test.left.kind === 'Name' &&
  statement.test.left.id === '__name__';

const loops = ([only]: readonly Statement[]): boolean => only?.kind === 'For' || only?.kind === 'While';

/** Names that one statement of the module itself gives a value, at its own level. */
function boundBy(statement: Statement): readonly string[] {
  if (statement.kind === 'Class' || statement.kind === 'Function') return [statement.name];
  const targets = statement.kind === 'Assign' || statement.kind === 'For' ? targetsOf(statement) : [];
  return targets.flatMap((target) => (target.kind === 'Name' ? [target.id] : []));
}

/** No name of Python: stands for any parameter. */
const aParameter = ' parameter';

function effectsOf(unit: Unit): UnitEffects {
  const known = effects.get(unit);
  if (known) return known;
  const functions = new Map<string, ReadonlySet<string>>();
  const statements = unit.body
    .filter((statement) => !isForScripts(statement))
    .map((statement): Effects => {
      if (statement.kind === 'Function') functions.set(statement.name, changedWithin(statement));
      const changed = new Set<string>();
      const called = new Set<string>();
      const passed = new Set<string>();
      const note = (node: SyntaxNode): void => {
        for (const target of targetsOf(node)) if (target.kind === 'Name') changed.add(target.id);
        for (const name of changedBy(node)) changed.add(name);
        if (node.kind !== 'Call') return;
        if (node.callee.kind === 'Name') called.add(node.callee.id);
        for (const { value } of node.arguments) if (value.kind === 'Name') passed.add(value.id);
      };
      if (statement.kind === 'Function' || statement.kind === 'Class') {
        changed.add(statement.name);
        for (const decorator of statement.decorators) {
          if (decorator.kind === 'Name') called.add(decorator.id);
          walk(decorator, note);
        }
      } else walk(statement, note);
      return { statement, changed, called, passed };
    });
  const made = { statements, functions };
  effects.set(unit, made);
  return made;
}

/** What a function changes besides its own names: those of the module, and `aParameter` for what it is given. */
function changedWithin(definition: FunctionDefinition): ReadonlySet<string> {
  const own = new Set<string>();
  const global = new Set<string>();
  const given = new Set<string>();
  const bound = new Set<string>();
  const changed = new Set<string>();
  walk(definition, (node) => {
    if (node.kind === 'Function' || node.kind === 'Lambda')
      for (const { name } of node.parameters) given.add(name);
    if (node.kind === 'Global') for (const name of node.names) global.add(name);
    for (const target of targetsOf(node)) if (target.kind === 'Name') bound.add(target.id);
    for (const name of changedBy(node)) changed.add(name);
  });
  for (const name of bound) if (!global.has(name)) own.add(name);
  const ofModule = [...changed].filter((name) => !own.has(name) && !given.has(name));
  const isGiven = [...changed].some((name) => given.has(name));
  return new Set([
    ...ofModule,
    ...[...bound].filter((name) => global.has(name)),
    ...(isGiven ? [aParameter] : []),
  ]);
}

/** What a statement binds or writes into. */
function targetsOf(node: SyntaxNode): readonly Expression[] {
  switch (node.kind) {
    case 'Assign':
      return node.value === undefined ? [] : node.targets.flatMap(elementsOf);
    case 'AugmentedAssign':
    case 'For':
      return elementsOf(node.target);
    case 'Delete':
      return node.targets;
    default:
      return [];
  }
}

const elementsOf = (target: Expression): readonly Expression[] =>
  target.kind === 'Tuple' || target.kind === 'List'
    ? target.elements.flatMap(elementsOf)
    : [target.kind === 'Starred' ? target.value : target];

/** Names whose object a piece of syntax changes. */
function changedBy(node: SyntaxNode): readonly string[] {
  if (node.kind !== 'Call')
    return targetsOf(node).flatMap((target) => (target.kind === 'Name' ? [] : rootOf(target)));
  const { callee, arguments: given } = node;
  if (callee.kind === 'Name' && callee.id === 'setattr') return given[0] ? rootOf(given[0].value) : [];
  return callee.kind === 'Attribute' && changing.has(callee.name) ? rootOf(callee.object) : [];
}

/** `TABLE` of `TABLE['a'].b`. */
function rootOf(target: Expression): readonly string[] {
  if (target.kind === 'Name') return [target.id];
  return target.kind === 'Attribute' || target.kind === 'Subscript' ? rootOf(target.object) : [];
}
