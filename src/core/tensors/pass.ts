/** Signal and gradient at every step of a model: one pass, made when somebody asks and kept as long as the model is. */
import type { Model, SignalNode } from '../network/graph';
import { consumersOf } from '../network/ways';
import { backward, isLostGradient, type CarriedGradient } from './backward';
import { forwardStep } from './forward';
import { isLost, type Carried } from './signal';

export interface Pass {
  readonly forward: readonly Carried[];
  readonly backward: readonly CarriedGradient[];
}

const known = new WeakMap<Model, Pass>();

export function passOf(model: Model): Pass {
  let pass = known.get(model);
  if (pass === undefined) known.set(model, (pass = run(model)));
  return pass;
}

function run(model: Model): Pass {
  const carried: Carried[] = [];
  for (const node of model.nodes) carried.push(forwardStep({ model, carried }, node));
  return { forward: carried, backward: backward(model, carried, endsOf(model)) };
}

const cut = new Set(['softmax', 'sigmoid', 'log_softmax', 'softmin', 'log_sigmoid']);

/** Where gradients start: the outputs, or the logits in front of a softmax or sigmoid that ends the model. */
export function endsOf(model: Model): readonly number[] {
  const outputs = model.outputs.length > 0 ? model.outputs : unused(model);
  return [...new Set(outputs.flatMap((output) => logitsOf(model, output)))];
}

function logitsOf(model: Model, output: number): readonly number[] {
  let node: SignalNode | undefined = model.nodes[output];
  for (let step = 0; node !== undefined && step < 8; step += 1) {
    const ends = node.kind === 'activation' && cut.has(node.activation);
    if (!ends && node.kind !== 'output' && node.kind !== 'loss') break;
    const [input, ...others]: readonly number[] = node.inputs;
    if (input === undefined || others.length > 0) break;
    node = model.nodes[input];
  }
  return node === undefined ? [] : [node.index];
}

function unused(model: Model): readonly number[] {
  return model.nodes.flatMap(({ index, kind }) =>
    kind !== 'input' && consumersOf(model, index).length === 0 ? [index] : [],
  );
}

export interface Figures {
  readonly rms: number | undefined;
  readonly signal: number | undefined;
  readonly gradient: number | undefined;
  /** What the missing ones are not known from. */
  readonly unknown: { readonly reason: string; readonly at: number } | undefined;
}

/** A figure that may be off by more than this share of its square is not given. */
const most = 0.3;

/** Figures of a step's output: RMS, the part of it that depends on the input, RMS of the gradient. */
export function figuresOf(model: Model, index: number): Figures {
  const pass = passOf(model);
  const [forward, gradient] = [pass.forward[index], pass.backward[index]];
  const missing: { reason: string; at: number }[] = [];
  let [rms, signal, back]: (number | undefined)[] = [undefined, undefined, undefined];
  if (forward === undefined || isLost(forward)) {
    if (forward !== undefined) missing.push({ reason: forward.lost, at: forward.at });
  } else if (forward.attention !== undefined) missing.push({ reason: 'attention weights', at: index });
  else {
    const { slack } = forward;
    const isClear = (part: number): boolean => slack === undefined || slack.amount <= most * part;
    if (isClear(forward.square)) rms = finite(Math.sqrt(forward.square));
    if (forward.vague === undefined && isClear(forward.input))
      signal = finite(Math.sqrt(Math.max(0, forward.input)));
    const reason = forward.vague ?? (signal === undefined || rms === undefined ? slack?.reason : undefined);
    if (reason !== undefined) missing.push({ reason, at: index });
  }
  if (gradient === undefined || isLostGradient(gradient)) {
    if (gradient !== undefined) missing.push({ reason: gradient.lost, at: gradient.at });
  } else if (gradient.order !== 0) missing.push({ reason: 'the number of positions', at: index });
  else back = finite(Math.sqrt(Math.max(0, gradient.square)));
  return { rms, signal, gradient: back, unknown: missing[0] };
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
