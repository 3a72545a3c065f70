import { canonicalName, symbolOf } from '../../frameworks';
import { phrase } from '../../phrase';
import type { CallExpression, Expression } from '../../python/syntax';
import type { Fix, Rule, RuleContext } from '../rule';
import { localValue } from '../analysis/local-value';
import { sourceOf } from '../../python/source-text';
import { spell } from '../fixes/imports';
import { own } from '../../own';

/** Natural logarithms; log2 and log10 have no fused form. */
const logarithms: ReadonlySet<string> = new Set([
  'torch.log',
  'tf.math.log',
  'tf.log',
  'jax.numpy.log',
  'keras.ops.log',
  'keras.backend.log',
]);

/** Fused, numerically stable form of log(f(x)) and the functions it may replace, by the framework of the inner call. */
const fusedForms: Readonly<Record<string, string>> = {
  'torch.nn.functional.softmax': 'torch.nn.functional.log_softmax',
  'torch.softmax': 'torch.log_softmax',
  'torch.sigmoid': 'torch.nn.functional.logsigmoid',
  'torch.nn.functional.sigmoid': 'torch.nn.functional.logsigmoid',
  'tf.nn.softmax': 'tf.nn.log_softmax',
  'tf.nn.sigmoid': 'tf.math.log_sigmoid',
  'tf.math.sigmoid': 'tf.math.log_sigmoid',
  'tf.sigmoid': 'tf.math.log_sigmoid',
  'jax.nn.softmax': 'jax.nn.log_softmax',
  'jax.nn.sigmoid': 'jax.nn.log_sigmoid',
};

export const logOfSoftmax: Rule = {
  meta: {
    name: 'log-of-softmax',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'warning',
    fixable: 'safe',
    summary: 'log(softmax(x)) or log(sigmoid(x)) loses precision and becomes -inf; the fused form does not.',
  },
  mentions: ['log'],
  onCall(call, context) {
    const inner = logarithmArgument(call.call, canonicalName(call.qualifiedName), context);
    if (inner === undefined) return;
    const name = context.bindings.qualifiedName(inner.callee);
    const symbol = name === undefined ? undefined : symbolOf(canonicalName(name));
    if (symbol?.role !== 'activation' || (symbol.activation !== 'softmax' && symbol.activation !== 'sigmoid'))
      return;
    const isSoftmax = symbol.activation === 'softmax';
    context.report({
      place: call.call,
      message: isSoftmax
        ? phrase`log(softmax(x)) is -inf, without gradient, where a logit is 104 below the largest (float32). log_softmax is exact.`
        : phrase`log(sigmoid(x)) underflows to -inf for x below about -104 (float32), and its gradient is lost. log-sigmoid is exact.`,
      // Where the two stand apart, the first may have other uses.
      ...(encloses(call.call, inner)
        ? { fixes: fusedFix(call.call, inner, symbol.qualifiedName, context) }
        : {
            related: [{ place: inner, message: phrase`What the logarithm is taken of comes from here.` }],
          }),
    });
  },
};

/** The call whose logarithm is taken: `torch.log(f(x))`, or `p = f(x)` and then `torch.log(p)`. */
function logarithmArgument(
  call: CallExpression,
  name: string,
  context: RuleContext,
): CallExpression | undefined {
  if (!logarithms.has(name)) return undefined;
  const [first] = call.arguments;
  if (first === undefined || call.arguments.length !== 1 || first.form !== 'positional') return undefined;
  return unwrap(first.value, context);
}

function encloses(outer: CallExpression, inner: CallExpression): boolean {
  return outer.unit === inner.unit && outer.start <= inner.start && inner.end <= outer.end;
}

function unwrap(given: Expression, context: RuleContext): CallExpression | undefined {
  const expression = localValue(given) ?? given;
  return expression.kind === 'Call' && context.bindings.qualifiedName(expression.callee) !== undefined
    ? expression
    : undefined;
}

/** Same arguments, fused function: the result means the same where the old one was finite. */
function fusedFix(
  outer: CallExpression,
  inner: CallExpression,
  innerName: string,
  context: RuleContext,
): readonly Fix[] {
  const form = own(fusedForms, innerName);
  if (form === undefined) return [];
  const { text, edits } = spell(context.bindings, form, outer);
  const inside = { unit: inner.unit, start: inner.callee.end, end: inner.end };
  return [
    {
      title: phrase`Use ${text}`,
      safe: true,
      edits: [{ kind: 'replace', place: outer, newText: `${text}${sourceOf(inside)}` }, ...edits],
    },
  ];
}
