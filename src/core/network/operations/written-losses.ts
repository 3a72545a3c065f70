/**
 * Losses that arithmetic writes out: `((net(x) - y) ** 2).mean()`, `-(y * torch.log(p)).sum(1).mean()`. They are read off the steps in
 * front of what makes a single number of them.
 */
import { lastPart } from '../../python/dotted-name';
import { sourceOf } from '../../python/source-text';
import type { Place } from '../../python/syntax';
import { isWithoutGradient } from '../../frameworks/without-gradient';
import { factsOf } from '../data/facts';
import { isMade } from '../data/made-tensors';
import type { Given, StepCall, WrittenLoss } from '../graph';
import { givenOf } from '../machine/given';
import type { GraphBuilder, MutableNode } from '../machine/graph-builder';
import type { Machine } from '../machine/machine';
import type { SignalValue, Value } from '../machine/values';

/** What a loss compares, with the steps from there on. */
interface Comparison {
  readonly form: WrittenLoss;
  readonly prediction: SignalValue;
  readonly target: Value;
  readonly steps: readonly number[];
  /** The target comes out of a network, too, and is cut off from its gradient. */
  readonly isTargetComputed?: boolean;
}

const MOST_STEPS = 16;
const MOST_LOOKED_AT = 200;

const reductions = /^(?:reduce_)?(?:mean|sum|nanmean|nansum|average)$/;
const lengths = /^(?:norm|vector_norm)$/;
/** Of two tensors as they are: `torch.dist(pred, y)`. */
const distances = /^dist$/;
const isReducing = (name: string): boolean => reductions.test(name) || lengths.test(name);
/** `where(error.abs() < 1, …, …)` in `where`s. */
const MOST_BRANCHES = 4;

/**
 * Whether a step makes one number of an error of the network's output, in which case it becomes the loss.
 * `whole` is false where it is known to be a loss otherwise, whatever axes it leaves.
 */
export function noteWrittenLoss(machine: Machine, value: Value, site: Place, whole: boolean): void {
  const { graph } = machine;
  const index = lone(graph, value);
  const draft = index === undefined ? undefined : graph.nodes[index];
  if (index === undefined || draft === undefined || draft.facts.kind === 'loss') return;
  const name = nameOf(draft);
  if (whole && !distances.test(name) && !(isReducing(name) && isOfAllAxes(draft.call))) return;
  const compared = comparisonBehind(graph, index);
  if (compared === undefined || isMeasured(machine, site)) return;
  const { form, prediction, target, steps, isTargetComputed } = compared;
  const facts = factsOf(target);
  for (const step of steps) {
    const own = graph.nodes[step];
    if (own !== undefined) own.facts.isOfLoss = true;
  }
  if (draft.facts.kind === 'activation' || draft.facts.kind === 'layer') return;
  draft.facts.kind = 'loss';
  graph.losses.push({
    qualifiedName: `arithmetic.${form}`,
    written: form,
    place: draft.facts.place,
    callPlace: undefined,
    chain: machine.chain(),
    arguments: {},
    predictions: graph.nodesOf(prediction),
    ...(facts === undefined ? {} : { targets: [{ facts, place: draft.facts.place }] }),
    target: givenOf(graph, target),
    ...(isTargetComputed === true ? { isTargetComputed } : {}),
  });
}

function lone(graph: GraphBuilder, value: Value): number | undefined {
  if (value.kind !== 'signal' || value.graph !== graph || value.piece !== undefined) return undefined;
  return value.nodes.length === 1 ? value.nodes[0] : undefined;
}

const nameOf = ({ facts }: MutableNode): string => facts.call?.name ?? lastPart(facts.qualifiedName);

function nameOfIndex(graph: GraphBuilder, index: number): string | undefined {
  const draft = graph.nodes[index];
  return draft && nameOf(draft);
}

const withoutAxis: ReadonlySet<string> = new Set([
  'keepdims',
  'keepdim',
  'keep_dims',
  'dtype',
  'name',
  'p',
  'ord',
]);

/** `x.mean()`, `tf.reduce_sum(x, axis=None)` */
function isOfAllAxes(call: StepCall | undefined): boolean {
  if (call === undefined) return true;
  if (call.open) return false;
  const isNone = (given: Given | undefined): boolean =>
    given === undefined || (given.kind === 'constant' && given.value === null);
  const [, second, third] = call.positional;
  const axis = lengths.test(call.name) ? third : second;
  return (
    isNone(axis) &&
    [...call.keywords].every(([name, given]) => withoutAxis.has(name) || name === 'input' || isNone(given))
  );
}

/** A figure that is printed or kept beside the training: no gradient is asked of it. */
const isMeasured = (machine: Machine, site: Place): boolean =>
  [site, ...machine.chain()].some(isWithoutGradient);

/** Back from what is reduced, through what leaves an error an error, to what is compared. */
function comparisonBehind(graph: GraphBuilder, end: number, depth = 0): Comparison | undefined {
  const steps: number[] = [];
  let index = end;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const draft = graph.nodes[index];
    if (draft === undefined) return undefined;
    if (index !== end) steps.push(index);
    const name = nameOf(draft);
    const [first] = draft.inputs;
    // The length of a difference is the root of its squares.
    const form = lengths.test(name) ? 'squared_error' : formOf(graph, draft, name);
    if (form !== undefined) return first === undefined ? undefined : differenceIn(graph, first, form, steps);
    const difference =
      differenceNamed(graph, draft, name) ??
      likelihoodIn(graph, index) ??
      (name === 'where' && depth < MOST_BRANCHES ? branchesOf(graph, draft, depth) : undefined);
    if (difference !== undefined) return { ...difference, steps: [...steps, ...difference.steps] };
    const next = behind(graph, draft, name);
    if (next === undefined) return undefined;
    index = next;
  }
  return undefined;
}

/** `where(d.abs() < 1, 0.5 * d ** 2, d.abs() - 0.5)`: an error of the same two on either side, Huber's. */
function branchesOf(
  graph: GraphBuilder,
  { operands = [] }: MutableNode,
  depth: number,
): Comparison | undefined {
  const [first, second, ...more] = operands.slice(1).map((operand) => {
    const index = lone(graph, operand);
    return index === undefined ? undefined : comparisonBehind(graph, index, depth + 1);
  });
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  if (lone(graph, first.prediction) !== lone(graph, second.prediction)) return undefined;
  const branches = operands.slice(1).flatMap((operand) => lone(graph, operand) ?? []);
  return { ...first, steps: [...branches, ...first.steps, ...second.steps] };
}

/** `(…) ** 2`, `torch.square(…)`, `d * d`, `e.T @ e`, `(…).abs()` */
function formOf(
  graph: GraphBuilder,
  draft: MutableNode,
  name: string,
): 'squared_error' | 'absolute_error' | undefined {
  const { facts, operands } = draft;
  if (/^(?:abs|absolute)_?$/.test(name)) return 'absolute_error';
  if (/^(?:square_?|cosh)$/.test(name)) return 'squared_error';
  if (facts.kind === 'matmul') return isProductWithItself(graph, operands) ? 'squared_error' : undefined;
  if (/^(?:\*\*|pow_?|power|float_power)$/.test(name)) {
    const exponent = facts.call?.positional[1] ?? facts.call?.keywords.get('exponent');
    return exponent?.kind === 'constant' && exponent.value === 2 ? 'squared_error' : undefined;
  }
  const [one, other] = operands ?? [];
  return facts.kind === 'multiply' && /^(?:\*|mul|multiply)$/.test(name) && isSame(graph, one, other)
    ? 'squared_error'
    : undefined;
}

/** `e.T @ e`, `torch.dot(e, e)`, `torch.einsum('ij,ij->', e, e)` */
function isProductWithItself(graph: GraphBuilder, operands: readonly Value[] = []): boolean {
  const signals = operands.filter(({ kind }) => kind === 'signal');
  const [one, other, ...more] = signals.map((operand) => arranged(graph, operand));
  return one !== undefined && one === other && more.length === 0;
}

/** The tensor that a value is, whichever way its axes are arranged. */
function arranged(graph: GraphBuilder, value: Value): number | undefined {
  let index = lone(graph, value);
  for (let count = 0; index !== undefined && count < MOST_STEPS; count += 1) {
    const draft = graph.nodes[index];
    if (draft?.facts.kind !== 'reshape') break;
    index = draft.inputs.length === 1 ? draft.inputs[0] : undefined;
  }
  return index;
}

/** `d * d`, or `(pred - y) * (pred - y)`. */
function isSame(graph: GraphBuilder, one: Value | undefined, other: Value | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const [first, second] = [one, other].map((value) => {
    const index = lone(graph, value);
    const facts = index === undefined ? undefined : graph.nodes[index]?.facts;
    return facts?.kind === 'add' ? sourceOf(facts.place) : undefined;
  });
  return first !== undefined && first === second;
}

/** The step before one that only sums, scales, weights or arranges errors. */
function behind(
  graph: GraphBuilder,
  { facts, inputs, operands }: MutableNode,
  name: string,
): number | undefined {
  const [first, ...others] = inputs;
  if (first === undefined) return undefined;
  if (facts.kind === 'multiply') {
    // A mask or a weight of samples, but no second network.
    const signals = (operands ?? []).filter((operand) => isOfNetwork(graph, operand));
    return signals.length === 1 && signals[0] !== undefined ? lone(graph, signals[0]) : undefined;
  }
  if (others.length > 0) return undefined;
  if (facts.kind === 'reshape' || facts.kind === 'split') return first;
  // The logarithm of the hyperbolic cosine grows as the error does.
  if (/^log$/.test(name)) return nameOfIndex(graph, first) === 'cosh' ? first : undefined;
  if (facts.kind === 'pooling') return reductions.test(name) ? first : undefined;
  return facts.kind === 'elementwise' &&
    /^(?:\*|\/|\+|-|add|sub|subtract|mul|div|neg|negative|sqrt|scalar_mul|multiply|divide)$/.test(name)
    ? first
    : undefined;
}

/** `pred - y`, in any order, at a step or before one that only scales it. */
function differenceIn(
  graph: GraphBuilder,
  start: number,
  form: WrittenLoss,
  before: readonly number[],
): Comparison | undefined {
  const steps = [...before];
  let index: number | undefined = start;
  for (let count = 0; index !== undefined && count < 4; count += 1) {
    const draft: MutableNode | undefined = graph.nodes[index];
    if (draft === undefined) return undefined;
    steps.push(index);
    const name = nameOf(draft);
    if (draft.facts.kind === 'add')
      return /^(?:-|sub_?|subtract|rsub)$/.test(name) ? sidesOf(graph, draft, form, steps) : undefined;
    index = /^(?:abs|absolute)_?$/.test(name) ? draft.inputs[0] : behind(graph, draft, name);
  }
  return undefined;
}

/** What a loss compares that is given a difference, `tf.nn.l2_loss(pred - y)`. */
export function comparedIn(
  graph: GraphBuilder,
  value: Value,
): { readonly prediction: SignalValue; readonly target: Value } | undefined {
  const index = lone(graph, value);
  const compared = index === undefined ? undefined : differenceIn(graph, index, 'squared_error', []);
  for (const step of compared?.steps ?? []) {
    const own = graph.nodes[step];
    if (own !== undefined) own.facts.isOfLoss = true;
  }
  return compared;
}

/** `tf.math.squared_difference(y, pred)`, `torch.dist(pred, y)` */
const differenceNamed = (graph: GraphBuilder, draft: MutableNode, name: string): Comparison | undefined =>
  name === 'squared_difference' || distances.test(name)
    ? sidesOf(graph, draft, 'squared_error', [])
    : undefined;

/** Which of two is the network's: what comes out of one, compared with what does not. */
function sidesOf(
  graph: GraphBuilder,
  { operands = [] }: MutableNode,
  form: WrittenLoss,
  steps: readonly number[],
): Comparison | undefined {
  const [one, other, ...more] = operands;
  if (one === undefined || other === undefined || more.length > 0) return undefined;
  const isFirst = isLearning(graph, one);
  if (isFirst === isLearning(graph, other)) return undefined;
  const [prediction, target] = isFirst ? [one, other] : [other, one];
  if (prediction.kind !== 'signal' || !isData(target)) return undefined;
  return { form, prediction, target, steps, isTargetComputed: isOfNetwork(graph, target) };
}

/** Whether a gradient of the loss goes back through it. */
const isLearning = (graph: GraphBuilder, value: Value): boolean =>
  !(value.kind === 'signal' && value.isDetached === true) &&
  isOfNetwork(graph, value, (draft, input) => isCutOff(graph, draft, input));

/** Whether a step takes an input without its gradient. */
const isCutOff = (graph: GraphBuilder, { call }: MutableNode, input: number): boolean => {
  if (graph.nodes[input]?.facts.isUntrained === true) return true;
  if (call === undefined) return false;
  const uses = [...call.positional, ...call.keywords.values()].flatMap((given) =>
    given.kind === 'signal' && given.signal.nodes.includes(input) ? [given.signal] : [],
  );
  return uses.length > 0 && uses.every(({ isDetached }) => isDetached === true);
};

/** Neither a number, which a regulariser pulls at, nor a weight. */
const isData = (value: Value): boolean =>
  value.kind === 'signal' ||
  value.kind === 'list' ||
  (value.kind === 'unknown' && !(isMade(value) && value.fact.tensor.trained === true));

/** `y * log(p)`, or `y * log(p) + (1 - y) * log(1 - p)`. */
function likelihoodIn(graph: GraphBuilder, index: number): Comparison | undefined {
  const draft = graph.nodes[index];
  const { operands = [] } = draft ?? {};
  if (draft?.facts.kind === 'multiply') {
    const term = termOf(graph, index);
    if (term === undefined || term.isComplement) return undefined;
    return { ...term, form: term.isOfScores === true ? 'softmax_cross_entropy' : 'cross_entropy' };
  }
  if (draft?.facts.kind !== 'add' || operands.length !== 2) return undefined;
  const terms = operands.flatMap((operand) => {
    const own = lone(graph, operand);
    return own === undefined ? [] : (termOf(graph, own) ?? []);
  });
  const plain = terms.find(({ isComplement }) => !isComplement);
  const complement = terms.find(({ isComplement }) => isComplement);
  if (plain === undefined || complement === undefined) return undefined;
  if (lone(graph, plain.prediction) !== lone(graph, complement.prediction)) return undefined;
  return {
    ...plain,
    form: 'binary_cross_entropy',
    steps: [index, ...plain.steps, ...complement.steps],
  };
}

interface Term {
  readonly prediction: SignalValue;
  readonly target: Value;
  readonly isComplement: boolean;
  /** The logarithm is that of a softmax of it. */
  readonly isOfScores?: boolean;
  readonly steps: readonly number[];
}

/** One product of targets and a logarithm. */
function termOf(graph: GraphBuilder, start: number): Term | undefined {
  const negated = graph.nodes[start];
  const isNegated = negated !== undefined && /^neg(?:ative)?$/.test(nameOf(negated));
  const index = isNegated ? negated.inputs[0] : start;
  const draft = index === undefined ? undefined : graph.nodes[index];
  const [one, other] = draft?.operands ?? [];
  if (index === undefined || draft?.facts.kind !== 'multiply' || one === undefined || other === undefined)
    return undefined;
  const isFirst = isOfNetwork(graph, one);
  if (isFirst === isOfNetwork(graph, other)) return undefined;
  const [logarithm, target] = isFirst ? [one, other] : [other, one];
  const taken = logarithmIn(graph, logarithm);
  return taken === undefined || !isData(target)
    ? undefined
    : { ...taken, target, steps: [index, ...taken.steps] };
}

function logarithmIn(graph: GraphBuilder, value: Value): Omit<Term, 'target'> | undefined {
  const index = lone(graph, value);
  const draft = index === undefined ? undefined : graph.nodes[index];
  if (draft?.facts.kind === 'activation' && draft.facts.activation === 'log_softmax') {
    const prediction: SignalValue = { kind: 'signal', graph, nodes: draft.inputs };
    return { prediction, isComplement: false, isOfScores: true, steps: [] };
  }
  if (index === undefined || draft?.facts.kind !== 'elementwise' || !/^log(?:2|10)?_?$/.test(nameOf(draft)))
    return undefined;
  const steps = [index];
  let [inner] = draft.inputs;
  let isComplement = false;
  for (let count = 0; inner !== undefined && count < 4; count += 1) {
    const step: MutableNode | undefined = graph.nodes[inner];
    if (step?.facts.kind !== 'elementwise') break;
    const name = nameOf(step);
    const isFromOne =
      name === '-' &&
      step.facts.call?.positional[0]?.kind === 'constant' &&
      step.facts.call.positional[0].value === 1;
    if (!isFromOne && !/^(?:\+|add|clamp|clip|clip_by_value|maximum|minimum)_?$/.test(name)) break;
    isComplement ||= isFromOne;
    steps.push(inner);
    [inner] = step.inputs;
  }
  return inner === undefined
    ? undefined
    : { prediction: { kind: 'signal', graph, nodes: [inner] }, isComplement, steps };
}

/** Whether a layer, or a step that could not be followed, stands anywhere before a value. */
function isOfNetwork(
  graph: GraphBuilder,
  value: Value,
  isLeftOut: (draft: MutableNode, input: number) => boolean = () => false,
): boolean {
  const pending = [...graph.nodesOf(value)];
  const seen = new Set(pending);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const draft = graph.nodes[node];
    if (draft === undefined) continue;
    if (draft.facts.kind === 'layer' || draft.facts.kind === 'unknown' || draft.facts.kind === 'attention')
      return true;
    if (seen.size > MOST_LOOKED_AT) return true;
    for (const input of draft.inputs)
      if (!seen.has(input) && !isLeftOut(draft, input)) {
        seen.add(input);
        pending.push(input);
      }
  }
  return false;
}
