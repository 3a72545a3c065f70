/** Signal and gradient at every step of a model: one pass, made when somebody asks and kept as long as the model is. */
import { lazily } from '../lazily';
import type { Model, SignalNode } from '../network/graph';
import { consumersOf, isLossStep } from '../network/ways';
import { backward, resumedBackward } from './backward';
import { isLostGradient, sizeOfGradient, unclearFor, type CarriedGradient } from './backward/gradient';
import { Draws } from './draws';
import { withoutTaken } from './shapes';
import { forwardStep } from './forward';
import { differsBetweenInputs, isClear, isLost, standardNormal, type Carried, type Moments } from './moments';

export interface Pass {
  readonly forward: readonly Carried[];
  /** The way forward of the mean over draws, where `forward` stops because draws differ: whether a network explodes does not hang on the draw. */
  readonly average: readonly Carried[];
  /** Walked when it is first asked for: what a step's size is needs the way forward only. */
  readonly backward: readonly CarriedGradient[];
}

const known = new WeakMap<Model, Pass>();

function passOf(model: Model): Pass {
  let pass = known.get(model);
  if (pass === undefined) known.set(model, (pass = run(model)));
  return pass;
}

/** Larger models come from loops that no network has; their figures would take seconds, and nobody reads them. */
const MOST_STEPS = 3000;
const TOO_LARGE = 'a model of so many steps';
const DRAWS = 'a size that differs from draw to draw of the weights';
const isTooLarge = (model: Model): boolean => model.nodes.length > MOST_STEPS;

function run(model: Model): Pass {
  if (isTooLarge(model)) {
    const lost = model.nodes.map(({ index }) => ({ lost: TOO_LARGE, at: index }));
    return { forward: lost, average: lost, backward: lost };
  }
  const { carried, isCut } = walk(model, new Draws());
  const gradients = lazily(() => backward(model, carried, endsOf(model)));
  const average = lazily(() => (isCut ? walk(model).carried : carried));
  return {
    forward: carried,
    get average() {
      return average();
    },
    get backward() {
      return gradients();
    },
  };
}

/** From step to step; with `draws` no further than to where sizes differ from draw to draw. */
function walk(
  model: Model,
  draws?: Draws,
): { readonly carried: readonly Carried[]; readonly isCut: boolean } {
  const carried: Carried[] = [];
  let isCut = false;
  for (const node of model.nodes) {
    carried.push(forwardStep({ model, carried }, node));
    if (draws?.isUnsteady(node, carried) !== true) continue;
    carried[node.index] = { lost: DRAWS, at: node.index };
    isCut = true;
  }
  return { carried, isCut };
}

const probabilities: ReadonlySet<string> = new Set([
  'softmax',
  'sigmoid',
  'log_softmax',
  'softmin',
  'log_sigmoid',
]);
/** Activations that make probabilities, or their logarithms, at a model's end: signal and gradient are counted in front of them. */
export const givesProbabilities = (activation: string): boolean => probabilities.has(activation);

/** Where gradients start: the outputs, or the logits in front of a softmax or sigmoid that ends the model. */
function endsOf(model: Model): readonly number[] {
  const outputs = model.outputs.length > 0 ? model.outputs : unused(model);
  return [...new Set(outputs.flatMap((output) => logitsOf(model, output)))];
}

function logitsOf(model: Model, output: number): readonly number[] {
  let node: SignalNode | undefined = model.nodes[output];
  for (let step = 0; node !== undefined && step < 8; step += 1) {
    const ends = node.kind === 'activation' && givesProbabilities(node.activation);
    if (!ends && node.kind !== 'output' && !isLossStep(node) && !leadsToEnd(model, node)) break;
    const [input, ...others]: readonly number[] = node.inputs;
    if (input === undefined || others.length > 0) break;
    node = model.nodes[input];
  }
  return node === undefined ? [] : [node.index];
}

/** A view of what a softmax or sigmoid gives. */
function leadsToEnd(model: Model, node: SignalNode): boolean {
  let at: SignalNode | undefined = node;
  for (let step = 0; at?.kind === 'reshape' && step < 4; step += 1) {
    at = model.nodes[at.inputs[0] ?? -1];
    if (at?.kind === 'activation' && givesProbabilities(at.activation)) return true;
  }
  return false;
}

function unused(model: Model): readonly number[] {
  return model.nodes.flatMap(({ index, kind }) =>
    kind !== 'input' && consumersOf(model, index).length === 0 ? [index] : [],
  );
}

export interface Figures {
  /** Root of the mean square of the elements. */
  readonly rms: number | undefined;
  /** RMS of the part that depends on the input. */
  readonly signal: number | undefined;
  readonly gradient: number | undefined;
  /** What the missing ones are not known from. */
  readonly unknown: Unknown | undefined;
}
export interface Unknown {
  readonly reason: string;
  /** Index of the step. */
  readonly at: number;
}

/** Figures of a step's output, for inputs of N(0, 1) and a gradient of N(0, 1) at the model's outputs. */
export function figuresOf(model: Model, index: number): Figures {
  const pass = passOf(model);
  const figures = figuresIn(pass.forward[index], pass.backward[index], index);
  const strict = withoutTaken(model);
  if (strict === undefined) return figures;
  const { rms, signal, gradient } = figuresOf(strict, index);
  return {
    rms: rms ?? figures.rms,
    signal: signal ?? figures.signal,
    gradient: gradient ?? figures.gradient,
    unknown: figures.unknown,
  };
}

function figuresIn(
  forward: Carried | undefined,
  gradient: CarriedGradient | undefined,
  index: number,
): Figures {
  const missing: Unknown[] = [];
  let [rms, signal, back]: (number | undefined)[] = [undefined, undefined, undefined];
  if (forward === undefined || isLost(forward)) {
    if (forward !== undefined) missing.push({ reason: forward.lost, at: forward.at });
  } else if (forward.attention?.kind === 'weights' && forward.attention.keys === undefined)
    missing.push({ reason: 'attention weights', at: index });
  else {
    const { slack } = forward;
    if (isClear(forward, forward.square)) rms = finite(Math.sqrt(forward.square));
    if (forward.vague === undefined && isClear(forward, forward.input))
      signal = finite(Math.sqrt(differsBetweenInputs(forward)));
    const reason = forward.vague ?? (signal === undefined || rms === undefined ? slack?.reason : undefined);
    if (reason !== undefined) missing.push({ reason, at: index });
  }
  if (gradient === undefined || isLostGradient(gradient)) {
    if (gradient !== undefined) missing.push({ reason: gradient.lost, at: gradient.at });
  } else if (gradient.order !== 0) missing.push({ reason: unclearFor(gradient), at: index });
  else back = finite(sizeOfGradient(gradient));
  return { rms, signal, gradient: back, unknown: missing[0] };
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Where a walk stopped, and what it went on with behind it. */
interface Resumed {
  readonly forward: readonly Carried[];
  readonly backward: readonly CarriedGradient[];
  /** By step; 0 is the model's own, any other number a stretch that began anew. */
  readonly stretches: { readonly forward: readonly number[]; readonly backward: readonly number[] };
  readonly stops: { readonly forward: readonly Unknown[]; readonly backward: readonly Unknown[] };
}

const resumedBefore = new WeakMap<Model, Resumed>();

function resumedOf(model: Model): Resumed {
  let resumed = resumedBefore.get(model);
  if (resumed === undefined) resumedBefore.set(model, (resumed = resume(model)));
  return resumed;
}

function resume(model: Model): Resumed {
  const own = passOf(model);
  if (isTooLarge(model)) {
    const stops: readonly Unknown[] = [{ reason: TOO_LARGE, at: 0 }];
    return { ...own, stretches: { forward: [], backward: [] }, stops: { forward: stops, backward: stops } };
  }
  const carried: Carried[] = [];
  const stretches: number[] = [];
  const stops: Unknown[] = [];
  const draws = new Draws();
  // Steps whose figures are not the strict ones.
  const assumed = new Set<number>();
  for (const node of model.nodes) {
    const { index, inputs } = node;
    const before = Math.max(0, ...inputs.map((input) => stretches[input] ?? 0));
    const first = own.forward[index];
    // What the model's own walk says is said wherever it does: behind what is missing in a branch that is small beside the rest, too.
    const isGiven = first !== undefined && !isLost(first) && isWhole(first, index);
    const isOwn =
      isGiven ||
      (before === 0 && first !== undefined && !isLost(first) && !inputs.some((input) => assumed.has(input)));
    const step = isOwn ? first : forwardStep({ model, carried, lenient: true }, node);
    const isUnsteady = draws.isUnsteady(node, carried);
    const stretch = isGiven ? 0 : before;
    const reason = isLost(step) ? step.lost : isUnsteady ? DRAWS : stopIn(step, index);
    if (reason === undefined) {
      if (!isOwn) assumed.add(index);
      carried.push(step);
      stretches.push(stretch);
      continue;
    }
    carried.push(standardNormal(`anew ${index}`));
    stretches.push(index + 1);
    stops.push({ reason, at: isLost(step) ? step.at : index });
  }
  // Most who ask want the way forward only.
  const back = lazily(() => resumedBackward(model, carried, endsOf(model), own.backward));
  return {
    forward: carried,
    get backward() {
      return back().gradients;
    },
    stretches: {
      forward: stretches,
      get backward() {
        return back().stretches;
      },
    },
    stops: {
      forward: stops,
      get backward() {
        return back().stops;
      },
    },
  };
}

/** Whether size and signal of a step are both given. */
const isWhole = (step: Exclude<Carried, { lost: string }>, index: number): boolean =>
  step.attention === undefined && figuresIn(step, undefined, index).unknown === undefined;

/** Why the signal of a step is not given, where more than attention's weights is missing. */
function stopIn(step: Exclude<Carried, { lost: string }>, index: number): string | undefined {
  if (step.attention !== undefined) return undefined;
  return figuresIn(step, undefined, index).unknown?.reason;
}

/** A figure of one stretch: two of the same stretch may be compared. */
export interface Figure {
  readonly value: number;
  /** 0 for the model's own figure, for inputs of N(0, 1); any other number for a stretch that began anew with 1. */
  readonly stretch: number;
}

/** Signal and gradient of a model at every step, begun anew where the walk stops. */
export interface ModelSignal {
  /** RMS of a step's output. */
  rms(index: number): Figure | undefined;
  /** RMS of the part of it that depends on the input. */
  signal(index: number): Figure | undefined;
  /** RMS of the gradient at a step's output. */
  gradient(index: number): Figure | undefined;
  /** Of a step's output: all that is known of its elements, and whether they are normally distributed. */
  moments(index: number): KnownMoments | undefined;
  /** What is left of the signal of one step's output (of the model's input, where a step takes that) at another one's; undefined where the walk stops between them. */
  signalFactor(from: number | undefined, to: number): number | undefined;
  /** What is left of the gradient of one step's output at an earlier one's. */
  gradientFactor(from: number, to: number): number | undefined;
  /** Where the walks stop. */
  readonly stops: { readonly forward: readonly Unknown[]; readonly backward: readonly Unknown[] };
}

export interface KnownMoments {
  readonly moments: Moments;
  readonly isNormal: boolean;
  /** As of a figure. */
  readonly stretch: number;
}

/** Why figures of a model are missing, before anything is begun anew. */
export function strictStops(model: Model): readonly Unknown[] {
  const pass = passOf(model);
  return model.nodes.flatMap(
    ({ index }) => figuresIn(pass.forward[index], pass.backward[index], index).unknown ?? [],
  );
}

const signals = new WeakMap<Model, ModelSignal>();

/** Computed when it is asked for, and kept with the model. */
export function signalOf(model: Model): ModelSignal {
  let signal = signals.get(model);
  if (signal === undefined) {
    const strict = withoutTaken(model);
    signal = strict === undefined ? signalIn(model) : combined(strict, signalIn(model));
    signals.set(model, signal);
  }
  return signal;
}

/** What is known without lengths that were taken is said as it is. */
function combined(strict: Model, other: ModelSignal): ModelSignal {
  const given =
    (figure: 'rms' | 'signal' | 'gradient') =>
    (index: number): Figure | undefined => {
      const value = figuresOf(strict, index)[figure];
      return value === undefined ? other[figure](index) : { value, stretch: 0 };
    };
  const [signal, gradient] = [given('signal'), given('gradient')];
  return {
    signal,
    gradient,
    rms: given('rms'),
    moments: (index) => other.moments(index),
    signalFactor: (from, to) => ratio(signal(to), from === undefined ? INPUT : signal(from)),
    gradientFactor: (from, to) => ratio(gradient(to), gradient(from)),
    get stops() {
      return other.stops;
    },
  };
}

/** Of N(0, 1), which models are given. */
const INPUT: Figure = { value: 1, stretch: 0 };

function signalIn(model: Model): ModelSignal {
  const forward = (index: number, pick: (figures: Carried) => number | undefined): Figure | undefined => {
    const { forward: carried, stretches } = resumedOf(model);
    const own = carried[index];
    const value = own && pick(own);
    return value === undefined ? undefined : { value, stretch: stretches.forward[index] ?? 0 };
  };
  const rms = (index: number): Figure | undefined =>
    forward(index, (own) => (isPlain(own) ? Math.sqrt(own.square) : undefined));
  const signal = (index: number): Figure | undefined =>
    forward(index, (own) => (isPlain(own) ? Math.sqrt(differsBetweenInputs(own)) : undefined));
  const gradient = (index: number): Figure | undefined => {
    const { backward: gradients, stretches } = resumedOf(model);
    const own = gradients[index];
    if (own === undefined || isLostGradient(own)) return undefined;
    return { value: sizeOfGradient(own), stretch: stretches.backward[index] ?? 0 };
  };
  return {
    rms,
    signal,
    gradient,
    moments: (index) => {
      const { forward: carried, stretches } = resumedOf(model);
      const own = carried[index];
      return own === undefined || !isPlain(own) || own.vague !== undefined
        ? undefined
        : {
            moments: own,
            isNormal: own.law === undefined,
            stretch: stretches.forward[index] ?? 0,
          };
    },
    signalFactor: (from, to) => ratio(signal(to), from === undefined ? INPUT : signal(from)),
    gradientFactor: (from, to) => ratio(gradient(to), gradient(from)),
    get stops() {
      return resumedOf(model).stops;
    },
  };
}

const isPlain = (own: Carried): own is Exclude<Carried, { lost: string }> =>
  !isLost(own) && own.attention === undefined;

function ratio(one: Figure | undefined, other: Figure | undefined): number | undefined {
  if (one === undefined || other === undefined || one.stretch !== other.stretch) return undefined;
  const factor = one.value / other.value;
  return Number.isNaN(factor) ? undefined : factor;
}

/** A product of queries and keys at the start: the mean square of what a softmax over keys sees, and how many units are summed. */
export function scoresAtStart(
  model: Model,
  index: number,
): { readonly variance: number; readonly width: number | undefined } | undefined {
  const forward = passOf(model).forward[index];
  return forward === undefined || isLost(forward) || forward.attention?.kind !== 'scores'
    ? undefined
    : { variance: forward.position, width: forward.attention.width };
}

/** The size (RMS) of a step's output at the start, infinite where it overflows; undefined where it is not known. */
export function sizeAtStart(model: Model, index: number): number | undefined {
  const forward = passOf(model).average[index];
  if (forward === undefined || isLost(forward) || forward.attention !== undefined) return undefined;
  return Number.isFinite(forward.square) ? Math.sqrt(forward.square) : Infinity;
}
