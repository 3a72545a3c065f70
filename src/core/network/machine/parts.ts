/**
 * What has to run for one name of a top-level statement. A package's `__init__` imports hundreds of names from everywhere, often below
 * conditions; of each import only the names that are asked for are followed, so that one class costs its own file and not the package.
 */
import { forSomeKind, type BySomeKinds, type OfKind } from '../../by-kind';
import type { Statement, Unit } from '../../python/syntax';
import { walk, type SyntaxNode } from '../../python/walk';

/** A top-level statement, or what of it binds one name. */
export interface Part {
  readonly body: readonly Statement[];
}

const partsOfUnits = new WeakMap<Unit, Map<string, Part>>();

/** @param bound all names that the unit binds */
export function partOf(unit: Unit, name: string, bound: ReadonlySet<string>): Part {
  if (bound.size < 2) return unit;
  let parts = partsOfUnits.get(unit);
  if (parts === undefined) partsOfUnits.set(unit, (parts = new Map()));
  let part = parts.get(name);
  if (part === undefined) {
    const body = slice(unit.body, name, bound);
    parts.set(name, (part = body === undefined ? unit : { body }));
  }
  return part;
}

/** The statements that import a name, and the conditions around them; undefined where something else than an import has a say in it. */
function slice(
  statements: readonly Statement[],
  name: string,
  bound: ReadonlySet<string>,
): readonly Statement[] | undefined {
  const kept: Statement[] = [];
  for (const statement of statements) {
    const part = sliceOf(statement, name, bound);
    if (part === undefined) return undefined;
    if (part !== NOTHING) kept.push(part);
  }
  return kept;
}

const NOTHING = 'nothing';

type Slice = Statement | typeof NOTHING | undefined;
interface Wanted {
  readonly name: string;
  readonly bound: ReadonlySet<string>;
}

function sliceOf(statement: Statement, name: string, bound: ReadonlySet<string>): Slice {
  const slicer = forSomeKind(slicers, statement);
  if (slicer) return slicer(statement, { name, bound });
  return mentions(statement, (other) => other === name) ? undefined : NOTHING;
}

const ofDefinition = (
  definition: OfKind<Statement, 'Function' | 'Class'>,
  { name }: Wanted,
): undefined | typeof NOTHING =>
  definition.name === name ||
  definition.decorators.some((decorator) => mentions(decorator, (other) => other === name))
    ? undefined
    : NOTHING;

/** What each kind of statement leaves of itself when only one of its names is wanted. */
const slicers: BySomeKinds<Statement, [Wanted], Slice> = {
  ImportFrom: (statement, { name }) => {
    const names = statement.names.filter((imported) => (imported.alias ?? imported.name) === name);
    return names.length === 0 ? NOTHING : { ...statement, names };
  },
  Import: (statement, { name }) => {
    const names = statement.names.filter(
      ({ module, alias }) => (alias ?? module.split('.', 1)[0] ?? module) === name,
    );
    return names.length === 0 ? NOTHING : { ...statement, names };
  },
  If: (statement, { name, bound }) => {
    // A condition on what the statement itself binds needs all of it.
    if (mentions(statement.test, (other) => bound.has(other))) return undefined;
    const body = slice(statement.body, name, bound);
    const orElse = body && slice(statement.orElse, name, bound);
    if (body === undefined || orElse === undefined) return undefined;
    return body.length + orElse.length === 0 ? NOTHING : { ...statement, body, orElse };
  },
  Try: sliceOfTry,
  Raise: (statement) => statement,
  Function: ofDefinition,
  Class: ofDefinition,
};

function sliceOfTry(statement: OfKind<Statement, 'Try'>, { name, bound }: Wanted): Slice {
  const body = slice(statement.body, name, bound);
  const orElse = body && slice(statement.orElse, name, bound);
  const finalBody = orElse && slice(statement.finalBody, name, bound);
  if (body === undefined || orElse === undefined || finalBody === undefined) return undefined;
  const handlers: (typeof statement.handlers)[number][] = [];
  for (const handler of statement.handlers) {
    const inner = handler.name === name ? undefined : slice(handler.body, name, bound);
    if (inner === undefined) return undefined;
    handlers.push({ ...handler, body: inner });
  }
  const blocks = [body, orElse, finalBody, ...handlers.map((handler) => handler.body)];
  return blocks.every(({ length }) => length === 0)
    ? NOTHING
    : { ...statement, body, handlers, orElse, finalBody };
}

/** Whether a statement or an expression reads, binds or imports such a name. */
function mentions(root: SyntaxNode, isMeant: (name: string) => boolean): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind === 'Name') found ||= isMeant(node.id);
    else if (node.kind === 'Function' || node.kind === 'Class') found ||= isMeant(node.name);
    else if (node.kind === 'ImportFrom')
      found ||= node.names.some(({ name, alias }) => isMeant(alias ?? name));
    else if (node.kind === 'Import')
      found ||= node.names.some(({ module, alias }) => isMeant(alias ?? module.split('.', 1)[0] ?? module));
    return !found;
  });
  return found;
}
