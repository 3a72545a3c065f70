/** Derivatives that code asks for: `jax.grad(f)` and its kin. */
import { constantJet, isConstant, lift, variableJet } from '../../numerics/jet';
import type { LibraryContext } from '../library';
import { jetOf, numberValue, type CallArguments, type Value } from '../value';
import { firstOf, type NamedCalls } from './named-call';

/**
 * The function of the derivative, `jax.grad(f)`, or of the value beside it; its own second derivative is not known. Of a sum over all
 * elements each has the derivative of its own term.
 */
function derivativeOf(callee: Value, context: LibraryContext, beside?: string): Value {
  return {
    kind: 'callable',
    name: 'grad',
    call: (given) => {
      const at = jetOf(firstOf(given), given.place);
      const positional = [numberValue(variableJet(at.value)), ...given.positional.slice(1)];
      const value = context.call(callee, { ...given, positional });
      const { slope, curvature } = value.kind === 'total' ? value.term : jetOf(value, given.place);
      const derivative = numberValue(
        isConstant(at) ? constantJet(slope) : lift(at, slope, curvature, Number.NaN),
      );
      if (beside === undefined) return derivative;
      const whole = context.call(callee, given);
      return { kind: 'list', items: beside.startsWith('jax') ? [whole, derivative] : [derivative, whole] };
    },
  };
}

/** Whether a derivative is taken by the first argument, and of nothing but the value. */
const isOfFirst = ({ positional, keywords }: CallArguments): boolean =>
  positional.length === 1 &&
  [...keywords.keys()].every((name) => name === 'holomorphic' || name === 'allow_int');

export const derivatives: NamedCalls = [
  [
    'jax.grad torch.func.grad',
    ({ head, given, context }) => (isOfFirst(given) && head ? derivativeOf(head, context) : undefined),
  ],
  [
    'jax.value_and_grad torch.func.grad_and_value',
    ({ name, head, given, context }) =>
      isOfFirst(given) && head ? derivativeOf(head, context, name) : undefined,
  ],
];
