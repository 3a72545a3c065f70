/**
 * Mean-field propagation of signal and gradient through a graph of steps with branches, as in chain.ts for plain chains. A sum or a
 * product is that of independent signals: what comes out of random weights is independent of what went in. Exact for infinite width;
 * signals behind a sum are taken to be normal.
 */
import type { ActivationParameters } from '../activations/activation';
import { backward } from './graph-backward';
import { causeOf, forward, unit, type Signal } from './graph-forward';

export type SignalStep =
  /** An input: mean square 1, mean 0. */
  | { readonly kind: 'source' }
  | {
      readonly kind: 'weights';
      /** σ_w² = Var(w)·fan_in; undefined where it cannot be told. */
      readonly varianceTimesFanIn: number | undefined;
      /** Var(w)·fan_out, which the gradient meets. */
      readonly varianceTimesFanOut: number | undefined;
      readonly width: number | undefined;
    }
  | { readonly kind: 'activation'; readonly id: string; readonly parameters: ActivationParameters }
  /** Scales to mean 0 and variance 1, over a batch or over features. */
  | { readonly kind: 'norm' }
  | { readonly kind: 'sum' }
  | { readonly kind: 'product' }
  | { readonly kind: 'concatenation' }
  /** Leaves the distribution as it is: dropout, reshapes, pooling. */
  | { readonly kind: 'same' }
  | { readonly kind: 'unknown' };

export interface GraphStep {
  readonly step: SignalStep;
  /** Indices of the steps whose output it takes: smaller than its own. */
  readonly inputs: readonly number[];
}

export interface PropagatedStep {
  /** Of the step's output; Infinity or NaN where it leaves float64; undefined where it is not known. */
  readonly meanSquare: number | undefined;
  /** Of the gradient at the step's output, for 1 at the graph's outputs; undefined where it is not known. */
  readonly gradientMeanSquare: number | undefined;
  /** Behind a step that cannot be followed these weights take a signal of mean square 1 again. */
  readonly startsAnew: boolean;
}

/** Follows a signal from the inputs and a gradient back from `outputs` (and from every step that nothing takes). O(steps + edges). */
export function propagateGraph(
  steps: readonly GraphStep[],
  outputs: readonly number[],
): readonly PropagatedStep[] {
  const signals: Signal[] = [];
  const anew: boolean[] = [];
  for (const [index, { step, inputs }] of steps.entries()) {
    const taken = inputs.map((input) => signals[input] ?? 'step');
    const lost = step.kind === 'weights' && taken.length > 0 && causeOf(taken) === 'step';
    anew.push(lost);
    signals.push(forward(step, lost ? [unit(index, true)] : taken, index));
  }
  const gradients = backward(steps, outputs, signals);
  return steps.map((_, index) => {
    const [signal, gradient] = [signals[index], gradients[index]];
    return {
      meanSquare: typeof signal === 'object' ? signal.square : undefined,
      gradientMeanSquare: typeof gradient === 'number' ? gradient : undefined,
      startsAnew: anew[index] === true,
    };
  });
}
