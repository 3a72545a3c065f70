import { canonicalName, symbolOf } from '../../frameworks';
import type { ActivationNode, Given, Model, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { phrase } from '../../phrase';
import type { CallExpression, Expression } from '../../python/syntax';
import { enclosing, expressionAt, parentOf, walk, type SyntaxNode, nameOfCallee } from '../../python/walk';
import { formatFigure } from '../../numerics/figures';
import type { Fix, Rule } from '../rule';
import { isSoftmax, scoresOf } from '../analysis/scores';
import { sourceOf } from '../../python/source-text';

/** e to the power of a fill of this size is no small weight. */
const largestFill = 1;

export const softmaxMaskZero: Rule = {
  meta: {
    name: 'softmax-mask-zero',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'Scores masked by 0 before a softmax: what is masked keeps the weight of e⁰.',
  },
  /** A function of queries and keys of its own is part of no model that is in view: there the text says it. */
  onCall({ call, qualifiedName }, context) {
    const symbol = symbolOf(canonicalName(qualifiedName));
    if (symbol?.role !== 'activation' || symbol.activation !== 'softmax' || symbol.form !== 'function')
      return;
    const given = call.arguments[0];
    if (given?.form !== 'positional') return;
    const masked = given.value.kind === 'Name' ? lastValue(given.value) : given.value;
    if (masked?.kind !== 'Call' || !/^(?:where|masked_fill_?)$/u.test(nameOfCallee(masked))) return;
    const scores =
      nameOfCallee(masked) === 'where'
        ? masked.arguments.slice(-2).map(({ value }) => value)
        : masked.callee.kind === 'Attribute'
          ? [masked.callee.object]
          : [];
    if (!scores.some(isProductOfTwo)) return;
    const mask = nameOfCallee(masked) === 'where' ? chosen(masked) : filled(masked, 'value', undefined);
    if (mask?.kind !== 'weak' || isUsedAgain(call)) return;
    context.report({
      place: call,
      message: phrase`Masked scores are ${mask.shown}, so softmax gives them the weight e^${mask.shown}, not 0. Fill with -inf instead.`,
      related: [{ place: mask.expression, message: phrase`The scores are masked here.` }],
      fixes: fillFix(mask.expression, mask.fill),
    });
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (!isSoftmax(node) || isMaskedAfter(model, node)) continue;
      const { between } = scoresOf(model, node);
      // A later mask of −∞ decides.
      const [mask] = between.flatMap((step) => maskIn(step) ?? []);
      if (mask?.kind !== 'weak') continue;
      context.report({
        place: node.callPlace ?? node.place,
        message: phrase`Masked scores are ${mask.shown}, so softmax gives them the weight e^${mask.shown}, not 0. Fill with -inf instead.`,
        related: [{ place: mask.expression, message: phrase`The scores are masked here.` }],
        fixes: fillFix(mask.expression, mask.fill),
      });
    }
  },
};

/** What a name was given last in the statements around, before it is used; undefined where a branch or a loop may say otherwise. */
function lastValue(name: Expression): Expression | undefined {
  if (name.kind !== 'Name') return undefined;
  const owner = enclosing(name).find(({ kind }) => kind === 'Function');
  if (owner?.kind !== 'Function') return undefined;
  let value: Expression | undefined;
  for (const statement of owner.body) {
    if (statement.start > name.start) break;
    if (statement.kind !== 'Assign') {
      if (assigns(statement, name.id)) value = undefined;
      continue;
    }
    const [target] = statement.targets;
    if (target?.kind === 'Name' && target.id === name.id && statement.end <= name.start)
      value = statement.value;
  }
  return value;
}

function assigns(statement: SyntaxNode, id: string): boolean {
  let found = false;
  walk(statement, (node) => {
    const targets =
      node.kind === 'Assign' ? node.targets : node.kind === 'AugmentedAssign' ? [node.target] : [];
    for (const target of targets) found ||= target.kind === 'Name' && target.id === id;
  });
  return found;
}

/** `q @ k.T / scale`, or a name that was given one: scores of two tensors. */
function isProductOfTwo(expression: Expression): boolean {
  const value = (expression.kind === 'Name' ? firstValue(expression) : undefined) ?? expression;
  let found = false;
  walk(value, (node) => {
    found ||=
      (node.kind === 'Binary' && node.operator === '@') ||
      (node.kind === 'Call' && /^(?:matmul|einsum|bmm|dot)$/u.test(nameOfCallee(node)));
  });
  return found;
}

/** What a name was given first in its function. */
function firstValue(name: Expression): Expression | undefined {
  const owner = enclosing(name).find(({ kind }) => kind === 'Function');
  if (owner?.kind !== 'Function' || name.kind !== 'Name') return undefined;
  for (const statement of owner.body)
    if (statement.kind === 'Assign' && statement.end <= name.start) {
      const [target] = statement.targets;
      if (target?.kind === 'Name' && target.id === name.id) return statement.value;
    }
  return undefined;
}

/** Weights that are multiplied or masked again are another matter. */
function isUsedAgain(call: CallExpression): boolean {
  const around = parentOf(call);
  if (around?.kind === 'Binary') return around.operator === '*' || around.operator === '/';
  if (around?.kind !== 'Assign') return false;
  const [target] = around.targets;
  const id = target?.kind === 'Name' ? target.id : undefined;
  const owner = enclosing(call).find(({ kind }) => kind === 'Function');
  let again = id === undefined;
  if (owner !== undefined)
    walk(owner, (node) => {
      if (node.kind === 'Binary' && (node.operator === '*' || node.operator === '/'))
        again ||= [node.left, node.right].some((side) => side.kind === 'Name' && side.id === id);
      if (node.kind === 'Call' && /^(?:where|masked_fill_?|multiply|mul_?)$/u.test(nameOfCallee(node)))
        again ||= node.start > call.end && sourceOf(node).includes(id ?? '');
    });
  return again;
}

type Mask =
  | { readonly kind: 'strong' }
  | {
      readonly kind: 'weak';
      readonly shown: string;
      readonly expression: Expression;
      /** What is filled in; undefined for a product. */
      readonly fill: Expression | undefined;
    };

/** What a step masks with; undefined where it is no mask, or with what is not known. */
function maskIn(step: SignalNode): Mask | undefined {
  const expression = expressionAt(step.callPlace ?? step.place);
  const name = step.call?.name ?? step.qualifiedName.slice(step.qualifiedName.lastIndexOf('.') + 1);
  if (/^masked_fill_?$/u.test(name)) return filled(expression, 'value', step.call?.positional.at(-1));
  if (name === 'where' || name === 'select') return chosen(expression);
  // What is added to scores, `(1 - mask) * -1e9`, may be a mask.
  if (step.kind === 'add' || name === '+' || name === 'add') return { kind: 'strong' };
  if (/^(?:\*|mul_?|multiply)$/u.test(name) && expression && isProductWithMask(expression))
    return { kind: 'weak', shown: '0', expression, fill: undefined };
  return undefined;
}

function filled(
  expression: Expression | undefined,
  keyword: string,
  given: Given | undefined,
): Mask | undefined {
  if (expression?.kind !== 'Call') return undefined;
  const fill =
    expression.arguments.find(({ name }) => name === keyword)?.value ?? expression.arguments.at(-1)?.value;
  const value = given?.kind === 'constant' ? given.value : fill && numberOf(fill);
  return fill && judged(typeof value === 'number' ? value : undefined, expression, fill);
}

/** `where(mask, scores, 0)`, `where(mask, 0, scores)`, `torch.zeros_like(scores)`. */
function chosen(expression: Expression | undefined): Mask | undefined {
  if (expression?.kind !== 'Call') return undefined;
  const values = expression.arguments.slice(-2).map(({ value }) => value);
  const known = values.flatMap((value) => {
    const number = isZeros(value) ? 0 : numberOf(value);
    return number === undefined ? [] : [{ value, number }];
  });
  const [only, ...more] = known;
  return only && more.length === 0 ? judged(only.number, expression, only.value) : undefined;
}

function judged(value: number | undefined, expression: CallExpression, fill: Expression): Mask {
  return value !== undefined && Math.abs(value) <= largestFill
    ? { kind: 'weak', shown: formatFigure(value), expression, fill }
    : { kind: 'strong' };
}

function numberOf(expression: Expression): number | undefined {
  if (expression.kind === 'Number') return expression.value;
  if (expression.kind === 'Unary' && expression.operator === '-') {
    const value = numberOf(expression.operand);
    return value === undefined ? undefined : -value;
  }
  // `tf.constant(0.0)`
  const [only, ...more] = expression.kind === 'Call' ? expression.arguments : [];
  return expression.kind === 'Call' &&
    only &&
    more.length === 0 &&
    /constant|tensor/u.test(nameOfCallee(expression))
    ? numberOf(only.value)
    : undefined;
}

const isZeros = (expression: Expression): boolean =>
  expression.kind === 'Call' && /^zeros(?:_like)?$/u.test(nameOfCallee(expression));

/** `scores * mask`: a factor that is called a mask, or is made as one, and nothing is computed from it but its type. */
function isProductWithMask(expression: Expression): boolean {
  const operands =
    expression.kind === 'Binary' && expression.operator === '*'
      ? [expression.left, expression.right]
      : expression.kind === 'Call'
        ? expression.arguments.map(({ value }) => value)
        : [];
  return operands.some((operand) => {
    let name: string | undefined;
    let isPlain = true;
    walk(operand, (node) => {
      if (node.kind === 'Name' && name === undefined && /(?:^|_)mask$/u.test(node.id)) name = node.id;
      if (node.kind === 'Attribute' && /(?:^|_)mask$/u.test(node.name)) name = node.name;
      // `torch.tril(torch.ones(t, t))`: of ones nothing but a mask is left.
      if (isTriangleOfOnes(node)) name = 'tril';
      // `mask.unsqueeze(1)`, `mask[:, 0]` are the mask still.
      if (node.kind === 'Binary' || (node.kind === 'Unary' && node.operand.kind !== 'Number'))
        isPlain = false;
    });
    return name !== undefined && isPlain;
  });
}

const isTriangleOfOnes = (node: SyntaxNode): boolean =>
  node.kind === 'Call' &&
  /^(?:tril|triu|band_part)$/u.test(nameOfCallee(node)) &&
  node.arguments.some(({ value }) => value.kind === 'Call' && /^ones(?:_like)?$/u.test(nameOfCallee(value)));

/** The weights are masked again, and made to sum to 1. */
function isMaskedAfter(model: Model, softmax: ActivationNode): boolean {
  return consumersOf(model, softmax.index).some(
    ({ kind, call }) =>
      kind === 'multiply' ||
      (kind === 'elementwise' && /^(?:\*|mul_?|multiply|masked_fill_?|where|\/|div)/u.test(call?.name ?? '')),
  );
}

function fillFix(expression: Expression, fill: Expression | undefined): readonly Fix[] {
  if (fill === undefined || expression.kind !== 'Call') return [];
  // What is not named is one of the arguments: with the type of the others.
  const negative = isZeros(fill) && fill.kind === 'Call' ? infinite(fill) : "float('-inf')";
  return [
    {
      title: phrase`Fill with -inf`,
      safe: false,
      edits: [{ kind: 'replace', place: fill, newText: negative }],
    },
  ];
}

/** `torch.zeros_like(s)` → `torch.full_like(s, float('-inf'))`, else the number alone. */
function infinite(call: CallExpression): string {
  const [only, ...more] = call.arguments;
  const callee = sourceOf(call.callee);
  return only && more.length === 0 && /^(?:torch|jnp)\.zeros_like$/u.test(callee)
    ? `${callee.replace('zeros_like', 'full_like')}(${sourceOf(only.value)}, float('-inf'))`
    : "float('-inf')";
}
