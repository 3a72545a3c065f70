/** What a variable holds, where its function or its document leaves no doubt. */
import { blocksOf } from '../../python/blocks';
import type { Bindings } from '../../python/names';
import type { Expression, FunctionDefinition, SourceModule, Statement } from '../../python/syntax';
import { enclosing, walk, type SyntaxNode } from '../../python/walk';
import { wordsOf } from '../../python/words';

/**
 * The expression that a name was assigned, if the function around it binds the name exactly once, by a plain assignment of its own that
 * stands before the use. Parameters, globals and names that anything else may bind have no such value.
 */
export function localValue(name: Expression): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  const owner = enclosing(name).find((node): node is FunctionDefinition => node.kind === 'Function');
  if (owner === undefined || owner.parameters.some((parameter) => parameter.name === name.id))
    return undefined;
  return onlyValue(owner.body, name.id, (value) => value.end <= name.start);
}

/**
 * What a name holds where it stands, if the last plain statement before it in its function that binds it assigns it an expression:
 * `x = self.fc(x)` above `x = torch.exp(x)`. What a loop around binds again may hold something else, and has no such value.
 */
export function valueBefore(name: Expression): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  let inside: SyntaxNode = name;
  for (const node of enclosing(name)) {
    const blocks = blocksOf(node);
    const block = blocks.find((statements) => statements.some((one) => one === inside));
    const bound = block?.findLast((one) => one.end <= name.start && mayBind(one, name.id));
    if (bound) return assignedBy(bound, name.id);
    if (startsAnew.has(node.kind)) return undefined;
    // How much of a `try` has run is not known where an exception is handled.
    if (node.kind === 'Try' && block !== node.body && node.body.some((one) => mayBind(one, name.id)))
      return undefined;
    inside = node;
  }
  return undefined;
}

/** What runs again or at another time, so that what stands in front of it is not what it finds. */
const startsAnew: ReadonlySet<SyntaxNode['kind']> = new Set<SyntaxNode['kind']>([
  'For',
  'While',
  'Function',
  'Lambda',
  'Comprehension',
]);

function assignedBy(statement: Statement, id: string): Expression | undefined {
  if (statement.kind !== 'Assign' || statement.targets.length !== 1) return undefined;
  const [target] = statement.targets;
  return target?.kind === 'Name' && target.id === id ? statement.value : undefined;
}

/** The same for a name at the top level of a document: nothing else in the document binds the name, in whatever scope. */
function moduleValue(name: Expression, module: SourceModule): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  const inFunction = enclosing(name).find((node): node is FunctionDefinition => node.kind === 'Function');
  if (inFunction?.parameters.some((parameter) => parameter.name === name.id) === true) return undefined;
  const statements = module.units.flatMap((unit) => (wordsOf(unit).has(name.id) ? unit.body : []));
  const value = onlyValue(statements, name.id, (one) => one.unit !== name.unit || one.end <= name.start);
  const isGlobal = value !== undefined && !enclosing(value).some(({ kind }) => kind === 'Function');
  return isGlobal ? value : undefined;
}

/** What a name holds in its function or else in its document, where that is certain. */
export function valueOf(name: Expression, { module }: Pick<Bindings, 'module'>): Expression | undefined {
  return localValue(name) ?? moduleValue(name, module);
}

/** What statements assign to a name, if they bind it once, and plainly. */
function onlyValue(
  statements: readonly Statement[],
  id: string,
  standsBefore: (value: Expression) => boolean,
): Expression | undefined {
  let bindings = 0;
  let value: Expression | undefined;
  for (const statement of statements)
    walk(statement, (node) => {
      bindings += timesBound(node, id);
      if (node.kind === 'Assign') value = assignedBy(node, id) ?? value;
    });
  return bindings === 1 && value !== undefined && standsBefore(value) ? value : undefined;
}

function mayBind(statement: Statement, id: string): boolean {
  let found = false;
  walk(statement, (node) => {
    found ||= timesBound(node, id) > 0;
    return !found;
  });
  return found;
}

/** How often one node binds a name; twice where nothing certain follows. */
function timesBound(node: SyntaxNode, id: string): number {
  switch (node.kind) {
    case 'Assign':
    case 'Delete':
      return timesIn(node.targets, id);
    case 'AugmentedAssign':
    case 'For':
    case 'Named':
      return timesIn([node.target], id);
    case 'With':
      return timesIn(
        node.items.flatMap(({ target }) => (target === undefined ? [] : [target])),
        id,
      );
    case 'Global':
    case 'Nonlocal':
    case 'Match':
      return 2;
    default:
      return 0;
  }
}

function timesIn(targets: readonly Expression[], id: string): number {
  let count = 0;
  for (const target of targets)
    walk(target, (node) => {
      if (node.kind === 'Name' && node.id === id) count += 1;
    });
  return count;
}
