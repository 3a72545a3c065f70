/** The functions and classes at a document's top level, and what the statements of its script are. Most need not be parsed to be listed. */
import { outlineOf } from '../../python/outline';
import { placeOf } from '../../python/place';
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Place,
  SourceModule,
  Statement,
  Unit,
} from '../../python/syntax';
import { walk, nameOfCallee } from '../../python/walk';
import { wordsOf } from '../../python/words';
import type { Namespace } from '../machine/namespace';

/** A definition at the top level, which need not be parsed to be listed. */
export interface Definition {
  readonly name: string;
  readonly unit: Unit;
}

export function definitionsIn(module: SourceModule): {
  readonly functions: readonly Definition[];
  readonly classes: readonly Definition[];
} {
  const functions: Definition[] = [];
  const classes: Definition[] = [];
  for (const unit of module.units) {
    const outline = outlineOf(unit);
    if (outline !== undefined) {
      (outline.kind === 'class' ? classes : functions).push({ name: outline.name, unit });
      continue;
    }
    for (const statement of unit.body) {
      if (statement.kind === 'Function') functions.push({ name: statement.name, unit });
      else if (statement.kind === 'Class') classes.push({ name: statement.name, unit });
    }
  }
  return { functions, classes };
}

export const functionOf = (unit: Unit, name: string): FunctionDefinition | undefined =>
  unit.body.find((statement) => statement.kind === 'Function' && statement.name === name) as
    FunctionDefinition | undefined;

export const classOf = (unit: Unit, name: string): ClassDefinition | undefined =>
  unit.body.find((statement) => statement.kind === 'Class' && statement.name === name) as
    ClassDefinition | undefined;

/** What others call says more there than on its own, so it comes last. */
export function calledLast(
  definitions: readonly Definition[],
  called: ReadonlySet<string>,
): readonly Definition[] {
  return [
    ...definitions.filter(({ name }) => !called.has(name)),
    ...definitions.filter(({ name }) => called.has(name)),
  ];
}

/** Names for a class with some of its arguments: `ResNet18 = partial(ResNet, stage_sizes=[2, 2, 2, 2])`. */
export function makersIn(units: readonly Unit[]): readonly (Definition & { readonly site: Place })[] {
  return units.flatMap((unit) =>
    unit.text.includes('partial')
      ? unit.body.flatMap((statement) => {
          if (statement.kind !== 'Assign' || statement.value?.kind !== 'Call') return [];
          const [target] = statement.targets;
          if (target?.kind !== 'Name' || nameOfCallee(statement.value) !== 'partial') return [];
          return [{ name: target.id, unit, site: placeOf(target) }];
        })
      : [],
  );
}

const isDefinition = (statement: Statement): statement is FunctionDefinition | ClassDefinition =>
  statement.kind === 'Function' || statement.kind === 'Class';

/** Functions and classes of the document that a function calls or hands on, by name: what `resnet18` and `resnet34` have in common. */
export function familyOf(unit: Unit, namespace: Namespace): string {
  const names: string[] = [];
  for (const word of wordsOf(unit).calledOrGiven()) {
    const [binder] = namespace.binders.get(word) ?? [];
    if (binder === undefined || binder === unit) continue;
    if (outlineOf(binder) !== undefined || binder.body.some(isDefinition)) names.push(word);
  }
  return names.sort().join(' ');
}

/** Which of these names stand before an opening parenthesis somewhere other than in their own definition. */
export function calledNames(units: readonly Unit[], defined: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const unit of units) for (const name of calledIn(unit, defined)) names.add(name);
  return names;
}

/** The same set for the same names, so that what a unit calls of them is kept from version to version. */
export function definedNames(
  definitions: readonly Definition[],
  earlier: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const names = new Set(definitions.map(({ name }) => name));
  if (names.size !== earlier?.size) return names;
  for (const name of names) if (!earlier.has(name)) return names;
  return earlier;
}

const callsOfUnits = new WeakMap<
  Unit,
  { readonly defined: ReadonlySet<string>; readonly names: readonly string[] }
>();

function calledIn(unit: Unit, defined: ReadonlySet<string>): readonly string[] {
  let kept = callsOfUnits.get(unit);
  if (kept?.defined !== defined) {
    const own = outlineOf(unit)?.name ?? unit.body.find(isDefinition)?.name;
    const names = wordsOf(unit)
      .called()
      .filter((name) => name !== own && defined.has(name));
    callsOfUnits.set(unit, (kept = { defined, names }));
  }
  return kept.names;
}

const scripts = new WeakMap<Unit, boolean>();

/** Statements that do something when the document runs: calls, and not definitions and imports. */
export function scriptUnits(namespace: Namespace): readonly Unit[] {
  return namespace.module.units.filter((unit) => {
    let runs = scripts.get(unit);
    if (runs === undefined) {
      runs =
        outlineOf(unit) === undefined &&
        (unit.body.some(({ kind }) => changes.has(kind)) ||
          (/[\w\])]\s*\(/.test(unit.text) && !unit.body.every((statement) => onlyBinds(statement))));
      scripts.set(unit, runs);
    }
    return runs;
  });
}

/** What changes a list or table that may be known by another name, too. */
const changes = new Set<Statement['kind']>(['AugmentedAssign', 'Delete']);
const definitions = new Set<Statement['kind']>(['Function', 'Class', 'Import', 'ImportFrom']);
/** How a function is called that a condition asks about what is installed. */
const asksWhatIsInstalled = (name: string): boolean =>
  /^(?:is_|_?has)/i.test(name) ||
  /available|version/i.test(name) ||
  /^(?:parse|find_spec|getenv|get)$/i.test(name);

/**
 * Whether a statement does nothing but bind names, which then runs when somebody asks for one of them: definitions, imports, and imports that
 * depend on what is installed. A package's `__init__` has hundreds of those, and following each would read the whole package.
 */
function onlyBinds(statement: Statement): boolean {
  const all = (statements: readonly Statement[]): boolean => statements.every((inner) => onlyBinds(inner));
  switch (statement.kind) {
    case 'Pass':
    case 'Raise':
      return true;
    case 'Assign':
      return (
        statement.targets.every(({ kind }) => kind === 'Name') &&
        (statement.value === undefined || plain.has(statement.value.kind))
      );
    case 'If':
      return (
        onlyAsksWhatIsInstalled(statement.test) &&
        all(statement.body) &&
        (statement.orElse.some(replacesModule) || all(statement.orElse))
      );
    case 'Try':
      return (
        all(statement.body) &&
        statement.handlers.every(({ body }) => all(body)) &&
        all(statement.orElse) &&
        all(statement.finalBody)
      );
    default:
      return definitions.has(statement.kind);
  }
}

/** `sys.modules[__name__] = LazyModule(…)`: the block puts something in the module's place that imports each name when it is asked for. */
const replacesModule = (statement: Statement): boolean =>
  statement.kind === 'Assign' &&
  statement.targets.some(
    (target) =>
      target.kind === 'Subscript' &&
      target.object.kind === 'Attribute' &&
      target.object.name === 'modules' &&
      target.object.object.kind === 'Name' &&
      target.object.object.id === 'sys',
  );

const plain = new Set<Expression['kind']>(['Name', 'Number', 'String', 'Constant']);

function onlyAsksWhatIsInstalled(test: Expression): boolean {
  let only = true;
  walk(test, (node) => {
    if (node.kind === 'Call') only &&= asksWhatIsInstalled(nameOfCallee(node));
  });
  return only;
}
