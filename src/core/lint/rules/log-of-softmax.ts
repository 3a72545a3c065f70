import { covers } from '../../python/place';
import { canonicalName, symbolOf } from '../../frameworks';
import { isWithoutGradient } from '../../frameworks/without-gradient';
import type { ActivationNode, Model, SignalNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { lastPart } from '../../python/dotted-name';
import type { CallExpression, Expression } from '../../python/syntax';
import { enclosing, expressionAt, isExpression, nameOfCallee } from '../../python/walk';
import type { Fix, Rule, RuleContext, Severity } from '../rule';
import { localValue } from '../analysis/local-value';
import { inputsOf, isReshaping, sourceOfSignal } from '../analysis/signal-walk';
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
  /** Where the two stand in different functions: `log(model(x))`, and softmax at the model's end. */
  onModel(model, context) {
    for (const node of model.nodes) {
      const source = probabilityBefore(model, node);
      if (source === undefined || (source.activation !== 'softmax' && source.activation !== 'sigmoid'))
        continue;
      const call = expressionAt(node.place);
      if (call?.kind !== 'Call') continue;
      const name = context.bindings.qualifiedName(call.callee);
      // What stands side by side is told above.
      if (name !== undefined && logarithmArgument(call, canonicalName(name), context) !== undefined) continue;
      context.report({
        place: call,
        ...severityOf(call),
        message: messageOf(source.activation, model.framework === 'torch'),
        related: [{ place: source.place, message: phrase`What the logarithm is taken of comes from here.` }],
      });
    }
  },
  onCall(call, context) {
    const inner = logarithmArgument(call.call, canonicalName(call.qualifiedName), context);
    if (inner === undefined) return;
    const name = context.bindings.qualifiedName(inner.callee);
    const symbol = name === undefined ? undefined : symbolOf(canonicalName(name));
    if (symbol?.role !== 'activation' || (symbol.activation !== 'softmax' && symbol.activation !== 'sigmoid'))
      return;
    context.report({
      place: call.call,
      ...severityOf(call.call),
      message: messageOf(symbol.activation, symbol.framework === 'torch'),
      // Where the two stand apart, the first may have other uses.
      ...(covers(call.call, inner)
        ? { fixes: fusedFix(call.call, inner, symbol.qualifiedName, context) }
        : {
            related: [{ place: inner, message: phrase`What the logarithm is taken of comes from here.` }],
          }),
    });
  },
};

/**
 * From where on the logarithm is that of 0. PyTorch keeps numbers below the smallest normal one, TensorFlow and JAX make them 0; its sigmoid
 * divides by 1 + exp(−x), which overflows first.
 */
const messageOf = (activation: 'softmax' | 'sigmoid', isTorch: boolean): Phrase =>
  activation === 'softmax'
    ? phrase`log(softmax(x)) is -inf, without gradient, where a logit is ${isTorch ? '104' : '87.3'} below the largest (float32). log_softmax is exact.`
    : phrase`log(sigmoid(x)) underflows to -inf for x below ${isTorch ? '-88.7' : '-87.3'} (float32), and its gradient is lost. log-sigmoid is exact.`;

/** Where no gradient is taken the value may be -inf all the same: a reward, a score. */
function severityOf(call: CallExpression): { readonly severity?: Severity } {
  if (isWithoutEffect(call)) return { severity: 'hint' };
  return isWithoutGradient(call) ? { severity: 'information' } : {};
}

/** What is printed, stands alone in a notebook's cell, or goes to a sampler: nothing learns from it. */
function isWithoutEffect(call: CallExpression): boolean {
  const around = enclosing(call);
  const [outer] = around;
  // Of -inf a sampler draws nothing, and no gradient goes through it.
  if (outer?.kind === 'Call' && /^(?:categorical|multinomial)$/.test(nameOfCallee(outer))) return true;
  if (around.some(({ kind }) => kind === 'Function' || kind === 'Lambda')) return false;
  const statement = around.find((node) => !isExpression(node));
  if (statement?.kind !== 'ExpressionStatement') return false;
  const isPrinted = statement.value.kind === 'Call' && nameOfCallee(statement.value) === 'print';
  return isPrinted || (/\.ipynb\b/.test(call.unit.uri) && statement.value.kind !== 'Call');
}

/** The softmax or sigmoid that a logarithm of the graph is taken of, wherever the two stand. */
function probabilityBefore(model: Model, node: SignalNode): ActivationNode | undefined {
  if (node.kind !== 'elementwise' || lastPart(node.qualifiedName) !== 'log') return undefined;
  const [input] = inputsOf(model, node);
  const source = input && node.inputs.length === 1 ? sourceOfSignal(model, input, isReshaping) : undefined;
  return source?.kind === 'activation' ? source : undefined;
}

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
