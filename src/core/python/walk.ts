/** Generic ways through the syntax tree. */
import { forKind, type ByKind, type OfKind } from '../by-kind';
import { spendTime } from '../deadline';
import type { Argument, CallExpression, Expression, Parameter, Place, Statement, Unit } from './syntax';

export type SyntaxNode = Expression | Statement;

const noChildren = (): readonly SyntaxNode[] => [];

const elementsOf = (node: OfKind<SyntaxNode, 'Tuple' | 'List' | 'Set'>): readonly SyntaxNode[] =>
  node.elements;

const testAndBlocks = (node: OfKind<SyntaxNode, 'If' | 'While'>): readonly SyntaxNode[] => [
  node.test,
  ...node.body,
  ...node.orElse,
];

/** The direct children of each form of syntax. */
const children: ByKind<SyntaxNode, [], readonly SyntaxNode[]> = {
  Name: noChildren,
  Number: noChildren,
  Constant: noChildren,
  Missing: noChildren,
  Pass: noChildren,
  Break: noChildren,
  Continue: noChildren,
  TypeAlias: noChildren,
  Error: noChildren,
  Import: noChildren,
  ImportFrom: noChildren,
  Global: noChildren,
  Nonlocal: noChildren,
  String: (node) => node.replacements,
  Tuple: elementsOf,
  List: elementsOf,
  Set: elementsOf,
  Dictionary: (node) =>
    node.entries.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value])),
  Unary: (node) => [node.operand],
  Binary: (node) => [node.left, node.right],
  Logical: (node) => [node.left, node.right],
  Comparison: (node) => [node.left, ...node.rest.map(({ right }) => right)],
  Conditional: (node) => [node.whenTrue, node.test, node.whenFalse],
  Lambda: (node) => [...parameterChildren(node.parameters), node.body],
  Call: (node) => [node.callee, ...argumentChildren(node.arguments)],
  Attribute: (node) => [node.object],
  Subscript: (node) => [node.object, node.index],
  Slice: (node) => defined(node.lower, node.upper, node.step),
  Starred: (node) => [node.value],
  Await: (node) => [node.value],
  Named: (node) => [node.target, node.value],
  Yield: (node) => defined(node.value),
  Comprehension: (node) => [
    node.element,
    ...defined(node.value),
    ...node.clauses.flatMap((clause) => [clause.target, clause.iterable, ...clause.conditions]),
  ],
  ExpressionStatement: (node) => [node.value],
  Assign: (node) => [...node.targets, ...defined(node.annotation, node.value)],
  AugmentedAssign: (node) => [node.target, node.value],
  Return: (node) => defined(node.value),
  Raise: (node) => defined(node.value, node.cause),
  If: testAndBlocks,
  While: testAndBlocks,
  For: (node) => [node.target, node.iterable, ...node.body, ...node.orElse],
  With: (node) => [...node.items.flatMap(({ value, target }) => [value, ...defined(target)]), ...node.body],
  Try: (node) => [
    ...node.body,
    ...node.handlers.flatMap((handler) => [...defined(handler.type), ...handler.body]),
    ...node.orElse,
    ...node.finalBody,
  ],
  Function: (node) => [
    ...node.decorators,
    ...parameterChildren(node.parameters),
    ...defined(node.returns),
    ...node.body,
  ],
  Class: (node) => [...node.decorators, ...argumentChildren(node.arguments), ...node.body],
  Delete: (node) => node.targets,
  Assert: (node) => [node.test, ...defined(node.message)],
  Match: (node) => [node.subject, ...node.cases.flatMap((one) => [...defined(one.guard), ...one.body])],
};

/** Direct children in source order: expressions and statements, parameters' annotations and defaults included. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  return forKind(children, node)(node);
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
  for (const node of nodesAround(place))
    if (node.start === place.start && node.end === place.end && isExpression(node)) found = node;
  return found;
}

/** The nodes that a place lies in, outermost first. */
export function nodesAround(place: Place): readonly SyntaxNode[] {
  const around: SyntaxNode[] = [];
  let node: SyntaxNode | undefined = place.unit.body.find((statement) => holds(statement, place));
  while (node !== undefined) {
    around.push(node);
    node = childAround(node, place);
  }
  return around;
}

const holds = ({ start, end }: SyntaxNode, place: Place): boolean => start <= place.start && place.end <= end;

/** From so many on children are kept: thousands of layers in one call are each asked what stands around them. */
const MANY_CHILDREN = 32;
interface ManyChildren {
  readonly children: readonly SyntaxNode[];
  /** Whether each begins where the one before it ends, or behind. */
  readonly inOrder: boolean;
}
const manyChildren = new WeakMap<SyntaxNode, ManyChildren>();

function childAround(node: SyntaxNode, place: Place): SyntaxNode | undefined {
  let many = manyChildren.get(node);
  if (many === undefined) {
    const children = childrenOf(node);
    if (children.length < MANY_CHILDREN) return children.find((child) => holds(child, place));
    const inOrder = children.every(({ start }, index) => start >= (children[index - 1]?.end ?? 0));
    manyChildren.set(node, (many = { children, inOrder }));
  }
  const { children, inOrder } = many;
  if (!inOrder) return children.find((child) => holds(child, place));
  // The first that ends where the place does, or behind, is the only one that may hold it, and the next where they touch.
  let [low, high] = [0, children.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle]?.end ?? 0) < place.end) low = middle + 1;
    else high = middle;
  }
  return children.slice(low, low + 2).find((child) => holds(child, place));
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

/** The last part of what is called, `softmax` of `F.softmax(x)`; nothing where a call or an item is called. */
export function nameOfCallee({ callee }: CallExpression): string {
  return callee.kind === 'Attribute' ? callee.name : callee.kind === 'Name' ? callee.id : '';
}
