/** The gradient's way back through a graph. */
import type { GraphStep, SignalStep } from './graph';
import { causeOf, momentsOf, type Cause, type Known, type Signal } from './graph-forward';

export function backward(
  steps: readonly GraphStep[],
  outputs: readonly number[],
  signals: readonly Signal[],
): readonly (number | Cause)[] {
  const arriving: (number | Cause)[][] = steps.map(() => []);
  for (const output of outputs) arriving[output]?.push(1);
  const gradients: (number | Cause)[] = steps.map(() => 1);
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const { step, inputs } = steps[index] ?? { step: { kind: 'unknown' as const }, inputs: [] };
    const gradient = gathered(arriving[index] ?? []);
    gradients[index] = gradient;
    for (const input of new Set(inputs)) {
      const factor = backwardFactor(step, input, inputs, signals);
      arriving[input]?.push(
        typeof gradient === 'number' && typeof factor === 'number'
          ? gradient * factor
          : (causeOf([gradient, factor].filter((part) => typeof part === 'string')) ?? 'step'),
      );
    }
  }
  return gradients;
}

/** Gradients of independent branches add up; at an end, whose output nothing takes, it is 1. */
function gathered(arriving: readonly (number | Cause)[]): number | Cause {
  const cause = causeOf(arriving);
  if (cause !== undefined) return cause;
  if (arriving.length === 0) return 1;
  return arriving.reduce<number>((sum, gradient) => sum + Number(gradient), 0);
}

/** What a step multiplies the gradient's mean square by on its way back to one of its inputs. */
function backwardFactor(
  step: SignalStep,
  input: number,
  inputs: readonly number[],
  signals: readonly Signal[],
): number | Cause {
  const signal = signals[input] ?? 'step';
  switch (step.kind) {
    case 'weights':
      return step.varianceTimesFanOut ?? step.varianceTimesFanIn ?? 'weights';
    case 'activation':
      if (typeof signal === 'string') return signal;
      return momentsOf(step, signal)?.slopeSquare ?? 'step';
    case 'norm':
      return typeof signal === 'string' ? signal : 1 / (signal.square - signal.mean ** 2);
    case 'product': {
      const others = inputs.filter((other) => other !== input).map((other) => signals[other] ?? 'step');
      const cause = causeOf(others);
      return cause ?? others.reduce<number>((product, other) => product * (other as Known).square, 1);
    }
    case 'sum':
    case 'concatenation':
    case 'same':
      return 1;
    case 'source':
    case 'unknown':
      return 'step';
  }
}
