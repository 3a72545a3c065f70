/** Behind an activation, of each element or of a vector. */
import type { ActivationNode } from '../../network/graph';
import { activationFunction } from '../point-function';
import { applied, isLost, productOf, type Carried, type Signal } from '../moments';
import { softmax } from './attention';
import { lost, type StepContext } from './step';

/** Of each element; a softmax and gates have rules of their own. */
export function activation(context: StepContext, step: ActivationNode): Carried {
  const { first, index } = context;
  if (isLost(first)) return first;
  const f = activationFunction(step.activation, step.parameters);
  if (f !== undefined) {
    if (first.vague !== undefined) {
      const vague = applied(first, f, index);
      return { ...vague, vague: first.vague };
    }
    // Scores are scores no more: a softmax alone makes weights of them.
    return { ...applied(first, f, index), attention: undefined };
  }
  if (step.activation === 'softmax' || step.activation === 'log_softmax')
    return softmax(context, step, first);
  const gate = gates.get(step.activation);
  if (gate !== undefined) {
    const inner = activationFunction(gate, {});
    if (inner === undefined) return lost(step, step.activation);
    const half = (name: string): Signal => ({ ...first, origins: new Set([`${step.index} ${name}`]) });
    const gated = productOf([half('value'), applied(half('gate'), inner, index)], step.index);
    return { ...gated, origins: first.origins };
  }
  return lost(step, step.activation);
}

/** Vector activations that are the product of one half and a function of the other. */
const gates: ReadonlyMap<string, string> = new Map([
  ['glu', 'sigmoid'],
  ['swiglu', 'silu'],
  ['geglu', 'gelu'],
  ['reglu', 'relu'],
]);
