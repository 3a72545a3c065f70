import type { Bindings, ConstantValue, Referent } from '../python/names';
import { changesOf } from './module-changes';
import type { Expression, NameExpression, SourceModule, Statement } from '../python/syntax';

const kept = new WeakMap<SourceModule, ReadonlyMap<string, Expression | undefined>>();

/** What a module-level name is assigned, if it is assigned exactly once: `act = nn.GELU()`, `ALPHA = torch.tensor(0.5)`. */
export function moduleExpression(module: SourceModule, name: string): Expression | undefined {
  let assigned = kept.get(module);
  if (!assigned) {
    const found = new Map<string, Expression | undefined>();
    for (const unit of module.units) {
      for (const statement of unit.body) {
        if (statement.kind !== 'Assign') continue;
        for (const target of statement.targets) {
          if (target.kind !== 'Name') continue;
          // A second assignment makes the name's value a matter of time.
          found.set(target.id, found.has(target.id) ? undefined : statement.value);
        }
      }
    }
    assigned = found;
    kept.set(module, assigned);
  }
  return assigned.get(name);
}

/** The one `if` or `try` of the module that defines a name in a branch of its own. */
export function conditionOf(module: SourceModule, name: string): Statement | undefined {
  const defines = (statement: Statement): boolean =>
    statement.kind === 'Function' || statement.kind === 'Class'
      ? statement.name === name
      : statement.kind === 'Assign' &&
        statement.targets.some((target) => target.kind === 'Name' && target.id === name);
  const found = module.units.flatMap(({ body }) =>
    body.filter((statement) => branchesOf(statement).some((branch) => branch.some(defines))),
  );
  return found.length === 1 ? found[0] : undefined;
}

function branchesOf(statement: Statement): readonly (readonly Statement[])[] {
  if (statement.kind === 'If') return [statement.body, statement.orElse];
  if (statement.kind !== 'Try') return [];
  const { body, handlers, orElse, finalBody } = statement;
  return [body, ...handlers.map((handler) => handler.body), orElse, finalBody];
}

/** What `except ImportError` defines in place of what a package that nobody knows would bring. */
export function instead(
  { body, handlers }: Extract<Statement, { kind: 'Try' }>,
  isKnown: (module: string) => boolean,
): readonly Statement[] | undefined {
  const isMissing = body.some(
    (statement) =>
      (statement.kind === 'Import' && statement.names.some(({ module }) => !isKnown(module))) ||
      (statement.kind === 'ImportFrom' && (statement.level > 0 || !isKnown(statement.module))),
  );
  return isMissing
    ? handlers.find(({ type }) => type === undefined || catchesImports(type))?.body
    : undefined;
}

function catchesImports(type: Expression): boolean {
  if (type.kind === 'Tuple') return type.elements.some(catchesImports);
  return (
    type.kind === 'Name' && /^(?:ImportError|ModuleNotFoundError|Exception|BaseException)$/u.test(type.id)
  );
}

/** What a name stands for outside of any run. */
export interface Meaning {
  readonly constant: ConstantValue | undefined;
  readonly referent: Referent | undefined;
  /** What the module assigns it. */
  readonly assigned: Expression | undefined;
  /** Statements of the module that make it, where it takes several. */
  readonly changes: readonly Statement[] | undefined;
}
const meanings = new WeakMap<Bindings, Map<NameExpression, Meaning>>();

/** Hundreds of runs of one function ask for the same names. */
export function meaningOf(name: NameExpression, bindings: Bindings): Meaning {
  const known = meanings.get(bindings) ?? new Map<NameExpression, Meaning>();
  meanings.set(bindings, known);
  let meaning = known.get(name);
  if (!meaning) {
    meaning = {
      constant: bindings.constant(name),
      referent: bindings.referent(name),
      assigned: moduleExpression(bindings.module, name.id),
      changes: changesOf(bindings.module, name.id),
    };
    known.set(name, meaning);
  }
  return meaning;
}
