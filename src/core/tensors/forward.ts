/** One step of the signal's way forward, by its kind. */
import type { LayerNode, SignalNode } from '../network/graph';
import { drawnRecurrence } from './drawn-recurrence';
import { activation } from './forward/activation';
import { added, multiplied } from './forward/arithmetic';
import { attention, dotProductAttention, multipliedMatrices } from './forward/attention';
import { dropoutMoments, dropped } from './forward/dropout';
import { elementwise } from './forward/elements';
import { joined } from './forward/joins';
import { moved, taken } from './forward/moves';
import { normalized } from './forward/norm';
import { pooled } from './forward/pooling';
import { contextOf, lost, type ForwardContext, type StepContext } from './forward/step';
import { embedded, stepsOf, weighted } from './forward/weights';
import { recurrentWeights } from './recurrent-weights';
import { roundsOf } from './rounds';
import { isClear, isLost, standardNormal, type Carried, type Moments } from './moments';
import { lengthsOfInput } from './vector-lengths';

/** The signal behind a step; lost, with a reason, where it cannot be told. */
export function forwardStep(forward: ForwardContext, node: SignalNode): Carried {
  const context = contextOf(forward, node);
  const { first, output } = context;
  if (takesWhatNobodyKnows(context, node)) return lost(node, `what ${node.qualifiedName} is called on`);
  switch (node.kind) {
    case 'input':
      return { ...standardNormal(`input ${node.index}`), lengths: lengthsOfInput(output) };
    case 'output':
    case 'loss':
      return first;
    case 'unknown':
      return lost(node, node.qualifiedName);
    case 'layer':
      return layer(context, node);
    case 'activation':
      return activation(context, node);
    case 'norm':
      return normalized(context, node);
    case 'dropout':
      return dropped(context, node);
    case 'pooling':
      return pooled(context, node);
    case 'reshape':
      return moved(context, node);
    case 'split':
      return taken(context, node);
    case 'concat':
      return joined(context, node);
    case 'add':
      return added(context, node);
    case 'multiply':
      return multiplied(context, node);
    case 'elementwise':
      return elementwise(context, node);
    case 'matmul':
      return multipliedMatrices(context, node);
    case 'attention':
      return dotProductAttention(context, node);
  }
}

/** Inside a network that is given something else, a layer on what the code computes: `matmul(one_hot(indices), table)`. */
function takesWhatNobodyKnows({ call, model }: StepContext, node: SignalNode): boolean {
  if (node.kind !== 'layer' || node.role === 'embedding' || node.inputs.length > 0) return false;
  // A module may be what the network begins with, called on data that are not followed.
  if (node.callPlace !== undefined) return false;
  const [given] = call.positional;
  return given?.kind !== 'made' && model.nodes.some(({ kind }) => kind === 'input');
}

function layer(context: StepContext, step: LayerNode): Carried {
  switch (step.role) {
    case 'embedding':
      return embedded(context, step);
    case 'recurrent':
      return recurrent(context, step);
    case 'attention':
      return attention(context, step);
    case 'linear':
    case 'conv':
      return weighted(context, step);
  }
}

function recurrent({ first, input, model }: StepContext, step: LayerNode): Carried {
  if (isLost(first)) return first;
  const weights = recurrentWeights(step);
  if (weights === undefined) return lost(step, step.qualifiedName);
  let moments: Moments = first;
  const rounds = roundsOf(model, step);
  for (const part of weights.layers) {
    moments = drawnRecurrence(
      weights.kind,
      moments,
      part,
      weights.activation,
      rounds ?? stepsOf(step, input),
    ).output;
    if (weights.dropout > 0 && part !== weights.layers.at(-1))
      moments = dropoutMoments(moments, weights.dropout);
  }
  // What each draw of so many recurrences makes of differences is not their mean.
  const isDeep = weights.layers.length > 2 && (weights.dropout > 0 || /GRU/.test(step.qualifiedName));
  return {
    ...moments,
    law: undefined,
    origins: new Set([`${step.instance}`]),
    vague:
      first.vague ??
      (isDeep ? 'more than two recurrent layers' : undefined) ??
      (isClear(first, first.input) ? undefined : first.slack?.reason),
  };
}
