/** What each input of a step is sent of a gradient, by the kind of the step. */
import type { SignalNode } from '../../network/graph';
import { arithmeticOf, type Arithmetic } from '../arithmetic-names';
import { stepsOf } from '../forward/weights';
import { isItems, shapesOf } from '../shapes';
import { KEEPING_POSITIONS } from '../shared-rows';
import { isLost } from '../moments';
import { callOfNode } from '../read-call';
import { waysOfTraining } from '../stochastic-depth';
import { throughActivation, throughElements } from './activation';
import { throughDropout, throughProduct, throughSum } from './arithmetic';
import { throughAttention, throughMatrices, toShared } from './attention';
import { isLostGradient, none, numbered, one, times, type CarriedGradient, type Gradient } from './gradient';
import { throughMove, toJoined, toWhole } from './moves';
import { throughNorm } from './norm';
import { throughPooling } from './pooling';
import { rowsBehind } from './rows';
import { MOST_LEFT_OUT, type BackwardStep } from './step';
import type { TakenWay } from './taken-ways';
import { atLast, throughLayer } from './weights';

interface Sent {
  readonly input: number;
  readonly factor: CarriedGradient;
  /** Where it is one of several of which nobody knows which is gone. */
  readonly way?: TakenWay | undefined;
}

/** What each input is sent; nothing for inputs that training never comes through. */
export function sentBack(step: BackwardStep, gradient: CarriedGradient): readonly Sent[] {
  if (step.node.isUntrained === true) return [];
  const taken = step.references.map((reference) =>
    withoutShortcuts(step, waysOfTraining(step.model, reference)),
  );
  const passed = step.references.flatMap(({ nodes }, place) =>
    nodes.filter((index) => taken[place]?.includes(index) === false),
  );
  const inputs = [...new Set(step.node.inputs)].filter(
    (input) => !passed.includes(input) && isTrained(step, input),
  );
  if (isLostGradient(gradient)) return inputs.map((input) => ({ input, factor: gradient }));
  if (gradient.square === 0) return inputs.map((input) => ({ input, factor: none }));
  return inputs.map((input) => {
    const factor = toState(
      step,
      input,
      withRowsBehind(step, input, gradient, throughStep(step, input, gradient)),
    );
    // Of ways of which nobody knows which is gone each has its part, so that what all of them come from gets the gradient once.
    const place = taken.findIndex((own) => own.includes(input));
    const ways = taken[place]?.length ?? 1;
    const share = shareOf(step, input) / ways;
    const way = ways > 1 ? { join: `${step.node.index}:${place}`, way: input, of: ways } : undefined;
    return {
      input,
      factor: isLostGradient(factor) || share === 1 ? factor : times(factor, share, share),
      way,
    };
  });
}

/** Steps that do the same to all positions. */
const KEEPING: ReadonlySet<SignalNode['kind']> = new Set<SignalNode['kind']>([
  ...KEEPING_POSITIONS,
  'split',
  'output',
]);

/** What each position gets, where a step says nothing else. */
function withRowsBehind(
  step: BackwardStep,
  input: number,
  gradient: Gradient,
  result: CarriedGradient,
): CarriedGradient {
  if (isLostGradient(result)) return result;
  // A step that tells positions apart says so itself.
  if (result.rows !== undefined && result.rows !== gradient.rows) return result;
  if (gradient.rows === undefined) return result;
  const { node } = step;
  const isKept = KEEPING.has(node.kind) && !(node.kind === 'layer' && node.role !== 'linear');
  const rows = isKept ? rowsBehind(gradient, result, step.shape(input)) : undefined;
  const isOfWeights = node.kind !== 'matmul' && node.kind !== 'layer';
  return { ...result, rows, weighing: rows && isOfWeights ? gradient.weighing : undefined };
}

/** Whether a gradient goes back to an input at all. */
function isTrained({ model, references }: BackwardStep, input: number): boolean {
  if (model.nodes[input]?.isUntrained === true) return false;
  const own = references.filter(({ nodes }) => nodes.includes(input));
  return own.length === 0 || own.some(({ isDetached }) => isDetached !== true);
}

/** Of ways that join one may be another one without a step that is left out at times: what both have in common takes the gradient once. */
function withoutShortcuts(step: BackwardStep, ways: readonly number[]): readonly number[] {
  if (ways.length < 2) return ways;
  const passed = new Set<number>();
  for (const way of ways) {
    let at = step.model.nodes[way];
    for (let count = 0; at !== undefined && count < MOST_LEFT_OUT; count += 1) {
      const { inputs }: SignalNode = at;
      for (const own of inputs) passed.add(own);
      // A join on the way is one of such steps, too.
      at = step.model.nodes[Math.max(-1, ...inputs)];
    }
  }
  const ends = ways.filter((way) => !passed.has(way));
  return ends.length > 0 ? ends : ways;
}

/** The last state of a recurrent layer is its output at the last position. */
function toState(step: BackwardStep, input: number, gradient: CarriedGradient): CarriedGradient {
  const from = step.model.nodes[input];
  if (from?.kind !== 'layer' || from.role !== 'recurrent' || isLostGradient(gradient)) return gradient;
  const own = step.references.filter(({ nodes }) => nodes.includes(input));
  const isState = own.some(({ piece }) => piece !== undefined && piece !== 'any' && piece[0] === 1);
  if (!isState || /Cell$/.test(from.qualifiedName)) return gradient;
  const steps = stepsOf(from, step.shape(from.inputs[0] ?? -1));
  return { ...atLast(gradient, steps), ofState: true };
}

/** What is taken of an input's elements: all, or the pieces of it that the step takes. */
function shareOf(step: BackwardStep, input: number): number {
  const own = step.references.filter(({ nodes }) => nodes.includes(input));
  if (own.length === 0 || own.some(({ piece }) => piece === undefined || piece === 'any')) return 1;
  const from = step.model.nodes[input];
  // Of values and their indices, of an output and its states, the first ones are all there is.
  if (from === undefined || from.kind === 'layer' || from.kind === 'pooling') return 1;
  if (/^(?:top_?k|sort|kthvalue|mode)$/.test(callOfNode(from).name)) return 1;
  const whole = shapesOf(step.model)[input];
  const count = isItems(whole) ? whole.items.length : numbered(whole?.axes[0]?.length);
  return count === undefined ? 1 : Math.min(1, own.length / count);
}

/** Arithmetic that makes a function of each element. */
const OF_ELEMENTS: ReadonlySet<Arithmetic | undefined> = new Set([
  undefined,
  'power',
  'sum',
  'difference',
  'negation',
  'product',
]);

/** A summand that is never below 0. */
function isLeftByRectifier(step: BackwardStep, input: number): boolean {
  if (step.node.kind !== 'add') return false;
  const signal = step.signal(input);
  return !isLost(signal) && signal.nonNegative === true;
}

/** Without what only the next step may know, where that is another one. */
function toStep(step: BackwardStep, input: number, arriving: Gradient): Gradient {
  const { node } = step;
  const isOfElements =
    node.kind === 'activation' ||
    (node.kind === 'elementwise' && OF_ELEMENTS.has(arithmeticOf(step.call.name)));
  const keepsRectified = node.kind === 'activation' || isLeftByRectifier(step, input);
  return {
    ...arriving,
    outer: isOfElements ? arriving.outer : undefined,
    rectified: keepsRectified ? arriving.rectified : undefined,
  };
}

function throughStep(step: BackwardStep, input: number, arriving: Gradient): CarriedGradient {
  const { node } = step;
  const gradient = toStep(step, input, arriving);
  switch (node.kind) {
    case 'layer':
      return throughLayer(step, node, input, gradient);
    case 'activation':
      return throughActivation(step, node, input, gradient);
    case 'norm':
      return throughNorm(step, node, input, gradient);
    case 'dropout':
      return throughDropout(step, node, gradient);
    case 'pooling':
      return throughPooling(step, node, input, gradient);
    case 'reshape':
      // `x.expand_as(y)` takes of `y` the shape alone.
      return step.references[0]?.nodes.includes(input) === false ? none : throughMove(step, node, gradient);
    case 'split':
      return toWhole(step, input, gradient);
    case 'concat':
      return toJoined(step, input, gradient);
    case 'output':
      return gradient;
    case 'add':
      return /^[aA]verage$/.test(step.call.name)
        ? times(gradient, 1 / step.node.inputs.length ** 2, 1 / step.node.inputs.length ** 2)
        : throughSum(step, input, gradient);
    case 'multiply':
      return throughProduct(step, node, input, gradient);
    case 'elementwise':
      return throughElements(step, node, input, gradient);
    case 'matmul':
      return toShared(step, input, throughMatrices(step, input, gradient));
    case 'attention':
      return toShared(step, input, throughAttention(step, input, gradient));
    case 'loss':
      return one;
    case 'input':
    case 'unknown':
      return step.lost(node.qualifiedName);
  }
}
