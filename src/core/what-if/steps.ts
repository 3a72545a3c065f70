/** Steps without weights that are put in, exchanged or taken out: activations, norms, sums, dropout. */
import { activationById } from '../activations/catalogue';
import type { ActivationNode, Model, OperationNode, SignalNode } from '../network/graph';
import { consumersOf } from '../network/ways';
import type { Blocks } from './blocks';
import type { NormPlace, WantedNorm } from './changes';
import { callOn, Rewriting, withSteps, type NewStep } from './rewriting';
import { dropouts, hiddenActivations, hiddenNorms, residualSums } from './structure';

export function withActivation(model: Model, id: string): Model {
  const hidden = new Set(hiddenActivations(model).map(({ index }) => index));
  const parameters = defaultsOf(id);
  return withSteps(model, (node) =>
    node.kind === 'activation' && hidden.has(node.index) ? { ...node, activation: id, parameters } : node,
  );
}

const defaultsOf = (id: string): ActivationNode['parameters'] =>
  Object.fromEntries((activationById(id)?.parameters ?? []).map(({ name, default: value }) => [name, value]));

/** Each block's input added to its output. */
export function withSums(model: Model, { start, length, count, input }: Blocks): Model {
  const rewriting = new Rewriting(model);
  let before = input;
  for (const node of model.nodes) {
    rewriting.take(node);
    const isEnd =
      node.index >= start && node.index < start + length * count && (node.index - start + 1) % length === 0;
    if (!isEnd) continue;
    const inputs = [rewriting.at(before), rewriting.at(node.index)];
    const sum = rewriting.add(operation('add', 'operator.add', '+', inputs, node));
    rewriting.redirect(node.index, sum);
    before = node.index;
  }
  return rewriting.finish();
}

/** Residual sums give what their branches give. */
export function withoutSums(model: Model): Model {
  const branches = new Map(residualSums(model).map(({ sum, branch }) => [sum.index, branch]));
  return without(model, (node) => branches.get(node.index));
}

export const withoutNorms = (model: Model, isKept: (norm: OperationNode) => boolean = () => false): Model => {
  const norms = new Set(
    hiddenNorms(model)
      .filter((norm) => !isKept(norm))
      .map(({ index }) => index),
  );
  return without(model, (node) => (norms.has(node.index) ? node.inputs[0] : undefined));
};

/** Without the steps for which another one stands. */
function without(model: Model, instead: (node: SignalNode) => number | undefined): Model {
  const rewriting = new Rewriting(model);
  for (const node of model.nodes) {
    const other = instead(node);
    if (other === undefined) rewriting.take(node);
    else rewriting.redirect(node.index, rewriting.at(other));
  }
  return rewriting.finish();
}

/**
 * A norm at each residual branch: in front of its first steps, or behind the sum. Where there are none, at each hidden activation: in front
 * of it, or behind it.
 */
export function withNorms(model: Model, kind: WantedNorm, place: NormPlace): Model {
  if (normPlaceOf(model) === place)
    return withSteps(model, (node) =>
      node.kind === 'norm' ? { ...node, ...normFacts(model, node.inputs[0] ?? 0, kind) } : node,
    );
  // Behind the last sum of norms in front of branches there is one more, and it stays.
  const bare = withoutNorms(model, ({ index }) => place === 'before' && isFinal(model, index));
  const sums = residualSums(bare);
  const activations = hiddenActivations(bare);
  const rewriting = new Rewriting(bare);
  const heads = new Map<number, Set<number>>();
  const ends = new Set<number>();
  if (sums.length > 0)
    for (const { skip, inside, sum } of sums) {
      if (place === 'after') ends.add(sum.index);
      else heads.set(skip, new Set([...(heads.get(skip) ?? []), ...inside]));
    }
  else
    for (const { index, inputs } of activations) {
      if (place === 'after') ends.add(index);
      else if (inputs[0] !== undefined)
        heads.set(inputs[0], new Set([...(heads.get(inputs[0]) ?? []), index]));
    }
  const normed = new Map<number, number>();
  for (const node of bare.nodes) {
    rewriting.take(node, (old) => {
      const norm = normed.get(old);
      return norm !== undefined && heads.get(old)?.has(node.index) === true ? norm : rewriting.at(old);
    });
    const isEnd = ends.has(node.index);
    if (!isEnd && !heads.has(node.index)) continue;
    const norm = rewriting.add(normStep(bare, node, kind, rewriting.at(node.index)));
    if (isEnd) rewriting.redirect(node.index, norm);
    else normed.set(node.index, norm);
  }
  return rewriting.finish();
}

const names: Readonly<Record<WantedNorm, readonly [torch: string, keras: string, flax: string]>> = {
  batch: ['torch.nn.BatchNorm1d', 'keras.layers.BatchNormalization', 'flax.linen.BatchNorm'],
  layer: ['torch.nn.LayerNorm', 'keras.layers.LayerNormalization', 'flax.linen.LayerNorm'],
  rms: ['torch.nn.RMSNorm', 'keras.layers.RMSNormalization', 'flax.linen.RMSNorm'],
};

/** No sum and no hidden activation stands behind it. */
function isFinal(model: Model, index: number): boolean {
  const last = Math.max(
    -1,
    ...residualSums(model).map(({ sum }) => sum.index),
    ...hiddenActivations(model).map((activation) => activation.index),
  );
  return index > last;
}

const normStep = (model: Model, beside: SignalNode, kind: WantedNorm, input: number): NewStep => ({
  ...operation('norm', '', '', [input], beside),
  ...normFacts(model, beside.index, kind),
});

function normFacts(
  model: Model,
  beside: number,
  kind: WantedNorm,
): Pick<OperationNode, 'qualifiedName' | 'arguments'> {
  const [torch, keras, flax] = names[kind];
  const name = model.framework === 'torch' ? torch : model.framework === 'jax' ? flax : keras;
  const spatial = kind === 'batch' && isSpatial(model, beside) ? name.replace('1d', '2d') : name;
  const given: OperationNode['arguments'] =
    model.framework === 'torch'
      ? { eps: 1e-5 }
      : model.framework === 'jax'
        ? { epsilon: 1e-6 }
        : { epsilon: 1e-3 };
  return { qualifiedName: spatial, arguments: given };
}

function isSpatial(model: Model, index: number): boolean {
  let node = model.nodes[index];
  for (let step = 0; node !== undefined && step < 16; step += 1) {
    if (node.kind === 'layer') return /2d|2D|Conv$/.test(node.qualifiedName);
    node = model.nodes[node.inputs[0] ?? -1];
  }
  return false;
}

/** Every dropout at this rate; where there is none, one behind each hidden activation. */
export function withDropout(model: Model, rate: number): Model {
  const own = new Set(dropouts(model).map(({ index }) => index));
  if (own.size > 0)
    return withSteps(model, (node) =>
      own.has(node.index) && node.kind === 'dropout'
        ? { ...node, arguments: { ...node.arguments, ...rateOf(model, rate) } }
        : node,
    );
  if (rate === 0) return model;
  const ends = new Set(hiddenActivations(model).map(({ index }) => index));
  const rewriting = new Rewriting(model);
  const name =
    model.framework === 'torch'
      ? 'torch.nn.Dropout'
      : model.framework === 'jax'
        ? 'flax.linen.Dropout'
        : 'keras.layers.Dropout';
  for (const node of model.nodes) {
    rewriting.take(node);
    if (!ends.has(node.index)) continue;
    const step = operation('dropout', name, '', [rewriting.at(node.index)], node);
    rewriting.redirect(node.index, rewriting.add({ ...step, arguments: rateOf(model, rate) }));
  }
  return rewriting.finish();
}

const rateOf = ({ framework }: Model, rate: number): OperationNode['arguments'] =>
  framework === 'torch' ? { p: rate } : { rate };

function operation(
  kind: OperationNode['kind'],
  qualifiedName: string,
  name: string,
  inputs: readonly number[],
  { place, chain }: SignalNode,
): Omit<OperationNode, 'index'> {
  return {
    kind,
    qualifiedName,
    inputs,
    place,
    callPlace: undefined,
    chain,
    path: undefined,
    arguments: {},
    call: callOn(name, inputs),
  };
}

/** Whether each residual branch begins, or its sum ends, in a norm; or each hidden activation stands beside one. */
function normPlaceOf(model: Model): NormPlace | undefined {
  const sums = residualSums(model);
  const isNorm = (index: number): boolean => model.nodes[index]?.kind === 'norm';
  if (sums.length > 0) {
    if (sums.every(({ sum }) => consumersOf(model, sum.index).every(({ index }) => isNorm(index))))
      return 'after';
    return sums.every(({ skip, inside }) =>
      consumersOf(model, skip).every(({ index }) => !inside.has(index) || isNorm(index)),
    )
      ? 'before'
      : undefined;
  }
  const activations = hiddenActivations(model);
  if (activations.length === 0) return undefined;
  if (activations.every(({ inputs }) => isNorm(inputs[0] ?? -1))) return 'before';
  return activations.every(({ index }) => consumersOf(model, index).every((next) => isNorm(next.index)))
    ? 'after'
    : undefined;
}
