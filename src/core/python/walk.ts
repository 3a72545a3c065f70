/** Generic ways through the syntax tree. */
import { spendTime } from '../deadline';
import type { Argument, Expression, Parameter, Place, Statement, Unit } from './syntax';

export type SyntaxNode = Expression | Statement;

/** Direct children in source order: expressions and statements, parameters' annotations and defaults included. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'Name':
    case 'Number':
    case 'Constant':
    case 'Missing':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'TypeAlias':
    case 'Error':
    case 'Import':
    case 'ImportFrom':
    case 'Global':
    case 'Nonlocal':
      return [];
    case 'String':
      return node.replacements;
    case 'Tuple':
    case 'List':
    case 'Set':
      return node.elements;
    case 'Dictionary':
      return node.entries.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]));
    case 'Unary':
      return [node.operand];
    case 'Binary':
    case 'Logical':
      return [node.left, node.right];
    case 'Comparison':
      return [node.left, ...node.rest.map(({ right }) => right)];
    case 'Conditional':
      return [node.whenTrue, node.test, node.whenFalse];
    case 'Lambda':
      return [...parameterChildren(node.parameters), node.body];
    case 'Call':
      return [node.callee, ...argumentChildren(node.arguments)];
    case 'Attribute':
      return [node.object];
    case 'Subscript':
      return [node.object, node.index];
    case 'Slice':
      return defined(node.lower, node.upper, node.step);
    case 'Starred':
    case 'Await':
      return [node.value];
    case 'Named':
      return [node.target, node.value];
    case 'Yield':
      return defined(node.value);
    case 'Comprehension':
      return [
        node.element,
        ...defined(node.value),
        ...node.clauses.flatMap((clause) => [clause.target, clause.iterable, ...clause.conditions]),
      ];
    case 'ExpressionStatement':
      return [node.value];
    case 'Assign':
      return [...node.targets, ...defined(node.annotation, node.value)];
    case 'AugmentedAssign':
      return [node.target, node.value];
    case 'Return':
      return defined(node.value);
    case 'Raise':
      return defined(node.value, node.cause);
    case 'If':
    case 'While':
      return [node.test, ...node.body, ...node.orElse];
    case 'For':
      return [node.target, node.iterable, ...node.body, ...node.orElse];
    case 'With':
      return [...node.items.flatMap(({ value, target }) => [value, ...defined(target)]), ...node.body];
    case 'Try':
      return [
        ...node.body,
        ...node.handlers.flatMap((handler) => [...defined(handler.type), ...handler.body]),
        ...node.orElse,
        ...node.finalBody,
      ];
    case 'Function':
      return [
        ...node.decorators,
        ...parameterChildren(node.parameters),
        ...defined(node.returns),
        ...node.body,
      ];
    case 'Class':
      return [...node.decorators, ...argumentChildren(node.arguments), ...node.body];
    case 'Delete':
      return node.targets;
    case 'Assert':
      return [node.test, ...defined(node.message)];
    case 'Match':
      return [node.subject, ...node.cases.flatMap((one) => [...defined(one.guard), ...one.body])];
  }
}

function defined(...nodes: readonly (Expression | undefined)[]): readonly Expression[] {
  return nodes.filter((node) => node !== undefined);
}

function parameterChildren(parameters: readonly Parameter[]): readonly Expression[] {
  return parameters.flatMap(({ annotation, defaultValue }) => defined(annotation, defaultValue));
}

function argumentChildren(list: readonly Argument[]): readonly Expression[] {
  return list.map(({ value }) => value);
}

/** Visits a node and everything below it, parents first. A visitor that returns false keeps its children unvisited. */
export function walk(root: SyntaxNode, visit: (node: SyntaxNode) => unknown): void {
  const pending: SyntaxNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    spendTime();
    if (visit(node) === false) continue;
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) pending.push(child);
    }
  }
}

/** Visits a whole unit in source order. */
export function walkUnit(unit: Unit, visit: (node: SyntaxNode) => unknown): void {
  for (const statement of unit.body) walk(statement, visit);
}

/** Nodes that hold an offset of the unit (its end counts), outermost first. */
export function pathAt(unit: Unit, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let candidates: readonly SyntaxNode[] = unit.body;
  for (;;) {
    const holding = candidates.filter((node) => node.start <= offset && offset <= node.end);
    // Where two nodes touch, the one that begins at the offset is meant.
    const next = holding.find((node) => offset < node.end) ?? holding[0];
    if (next === undefined) return path;
    path.push(next);
    candidates = childrenOf(next);
  }
}

const parentMaps = new WeakMap<Unit, ReadonlyMap<SyntaxNode, SyntaxNode>>();

function parentsIn(unit: Unit): ReadonlyMap<SyntaxNode, SyntaxNode> {
  const kept = parentMaps.get(unit);
  if (kept !== undefined) return kept;
  const parents = new Map<SyntaxNode, SyntaxNode>();
  walkUnit(unit, (node) => {
    for (const child of childrenOf(node)) parents.set(child, node);
  });
  parentMaps.set(unit, parents);
  return parents;
}

/** The node directly around another, within its unit. Computed once a unit. */
export function parentOf(node: SyntaxNode): SyntaxNode | undefined {
  return parentsIn(node.unit).get(node);
}

/** Everything around a node, innermost first. */
export function enclosing(node: SyntaxNode): readonly SyntaxNode[] {
  const around: SyntaxNode[] = [];
  for (let parent = parentOf(node); parent !== undefined; parent = parentOf(parent)) around.push(parent);
  return around;
}

const expressionsAt = new WeakMap<Unit, Map<number, Expression | undefined>>();
/** Places are told apart by one number; no unit that is read is longer than this. */
const LONGEST_UNIT = 2 ** 20;

/** The innermost expression that stands at exactly this place. Every rule asks for the same few places. */
export function expressionAt(place: Place): Expression | undefined {
  const { unit, start, end } = place;
  let known = expressionsAt.get(unit);
  if (known === undefined) expressionsAt.set(unit, (known = new Map()));
  const key = start * LONGEST_UNIT + end;
  if (known.has(key)) return known.get(key);
  const found = findExpression(place);
  known.set(key, found);
  return found;
}

function findExpression(place: Place): Expression | undefined {
  let found: Expression | undefined;
  let candidates: readonly SyntaxNode[] = place.unit.body;
  for (;;) {
    const next = candidates.find((node) => node.start <= place.start && place.end <= node.end);
    if (next === undefined) return found;
    if (next.start === place.start && next.end === place.end && isExpression(next)) found = next;
    candidates = childrenOf(next);
  }
}

const expressionKinds: ReadonlySet<string> = new Set<Expression['kind']>([
  'Name',
  'Number',
  'String',
  'Constant',
  'Tuple',
  'List',
  'Set',
  'Dictionary',
  'Unary',
  'Binary',
  'Logical',
  'Comparison',
  'Conditional',
  'Lambda',
  'Call',
  'Attribute',
  'Subscript',
  'Slice',
  'Starred',
  'Named',
  'Await',
  'Yield',
  'Comprehension',
  'Missing',
]);

export function isExpression(node: SyntaxNode): node is Expression {
  return expressionKinds.has(node.kind);
}
