/** Whether the conditions around two places of one class never hold at once: `if self.kind == 0:` where something is made, `== 1` where it is called. */
import type { Expression, Place, Statement } from './syntax';
import { nodesAround, type SyntaxNode } from './walk';

/** What a condition says of an attribute, or of what a constructor is given: that its value is one of these, or none of them. */
interface Condition {
  readonly subject: string;
  readonly values: readonly string[];
  readonly isOneOf: boolean;
}

const NOTHING: readonly Condition[] = [];
const found = new WeakMap<Place, readonly Condition[]>();

export function neverTogether(one: Place, other: Place): boolean {
  if (one.unit !== other.unit || one === other) return false;
  const conditions = conditionsAround(one);
  if (conditions.length === 0) return false;
  const others = conditionsAround(other);
  return (
    others.length > 0 &&
    classAround(one) !== undefined &&
    classAround(one) === classAround(other) &&
    conditions.some((condition) => others.some((another) => contradict(condition, another)))
  );
}

const classAround = (place: Place): SyntaxNode | undefined =>
  nodesAround(place).findLast(({ kind }) => kind === 'Class');

function contradict(one: Condition, other: Condition): boolean {
  if (one.subject !== other.subject || (!one.isOneOf && !other.isOneOf)) return false;
  const [given, rest] = one.isOneOf ? [one, other] : [other, one];
  return given.values.every((value) => rest.values.includes(value) !== rest.isOneOf);
}

function conditionsAround(place: Place): readonly Condition[] {
  let conditions = found.get(place);
  if (conditions === undefined) found.set(place, (conditions = findConditions(place)));
  return conditions;
}

function findConditions(place: Place): readonly Condition[] {
  const around = nodesAround(place);
  const parameters = new Set(
    around.flatMap((node) =>
      node.kind === 'Function' && node.name === '__init__' ? node.parameters.map(({ name }) => name) : [],
    ),
  );
  return around.flatMap((node, index) => {
    const inner = around[index + 1];
    const block = inner && blocksOf(node).find((statements) => statements.some((one) => one === inner));
    if (block === undefined) return NOTHING;
    const before = block.slice(
      0,
      block.findIndex((one) => one === inner),
    );
    const own = node.kind === 'If' ? saidBy(node.test, block === node.body, parameters) : NOTHING;
    return [...own, ...before.flatMap((statement) => saidBehind(statement, parameters))];
  });
}

const blocksOf = (node: SyntaxNode): readonly (readonly Statement[])[] =>
  node.kind === 'If' ? [node.body, node.orElse] : node.kind === 'Function' ? [node.body] : [];

/** `if self.kind == 0: return …`: what stands behind it runs for the other kinds. */
function saidBehind(statement: Statement, parameters: ReadonlySet<string>): readonly Condition[] {
  if (statement.kind !== 'If' || statement.orElse.length > 0) return NOTHING;
  const last = statement.body.at(-1)?.kind;
  return last === 'Return' || last === 'Raise' ? saidBy(statement.test, false, parameters) : NOTHING;
}

/** What is known where a test holds, or does not. */
function saidBy(test: Expression, holds: boolean, parameters: ReadonlySet<string>): readonly Condition[] {
  if (test.kind === 'Unary' && test.operator === 'not') return saidBy(test.operand, !holds, parameters);
  if (test.kind === 'Logical')
    return (test.operator === 'and') === holds
      ? [...saidBy(test.left, holds, parameters), ...saidBy(test.right, holds, parameters)]
      : NOTHING;
  if (test.kind !== 'Comparison') {
    const subject = subjectOf(test, parameters);
    return subject === undefined
      ? NOTHING
      : [{ subject: `${subject} is true`, values: ['true'], isOneOf: holds }];
  }
  const [comparison] = test.rest;
  const subject = subjectOf(test.left, parameters);
  if (comparison === undefined || test.rest.length > 1 || subject === undefined) return NOTHING;
  const { operator, right } = comparison;
  const isNegative = operator === '!=' || operator === 'not in' || operator === 'is not';
  const values =
    operator === 'in' || operator === 'not in'
      ? valuesIn(right)
      : operator === '==' || operator === '!=' || operator === 'is' || operator === 'is not'
        ? valuesOf([right])
        : undefined;
  return values === undefined ? NOTHING : [{ subject, values, isOneOf: holds !== isNegative }];
}

const valuesIn = (right: Expression): readonly string[] | undefined =>
  right.kind === 'Tuple' || right.kind === 'List' || right.kind === 'Set'
    ? valuesOf(right.elements)
    : undefined;

function valuesOf(elements: readonly Expression[]): readonly string[] | undefined {
  const values = elements.flatMap((element) =>
    (element.kind === 'String' || element.kind === 'Number' || element.kind === 'Constant') &&
    element.value !== undefined
      ? [JSON.stringify(element.value)]
      : [],
  );
  return values.length === elements.length ? values : undefined;
}

/** `self.kind`, `config.kind` and the constructor's `kind` alike; a counter of a loop is another one in every loop. */
function subjectOf(node: Expression, parameters: ReadonlySet<string>): string | undefined {
  if (node.kind === 'Name') return parameters.has(node.id) ? node.id : undefined;
  return node.kind === 'Attribute' && node.object.kind === 'Name' ? node.name : undefined;
}
