/** Steps that work on each element, or on each row, and keep the shape; a few halve or double the features. */
import type { ActivationNode, SignalNode } from '../network/graph';
import { axis, placeOfAxis, quotient, times, type Shape } from './axis';

const halving = new Set(['glu', 'swiglu', 'geglu', 'reglu', 'bilinear_glu']);

export function activationShape(node: ActivationNode, input: Shape | undefined): Shape | undefined {
  if (input === undefined) return undefined;
  if (halving.has(node.activation)) return rescaled(input, dimension(node), (length) => quotient(length, 2));
  if (node.activation === 'crelu') return rescaled(input, dimension(node), (length) => times(length, 2));
  if (node.activation === 'maxout') return undefined;
  return input;
}

function dimension(node: ActivationNode): number {
  const given = node.arguments['dim'] ?? node.arguments['axis'];
  return typeof given === 'number' ? given : node.activation === 'crelu' ? -1 : -1;
}

function rescaled(
  shape: Shape,
  place: number,
  change: (length: ReturnType<typeof quotient>) => ReturnType<typeof quotient>,
): Shape | undefined {
  const at = placeOfAxis(shape, place);
  if (at === undefined) return undefined;
  return {
    open: shape.open,
    axes: shape.axes.map((own, index) => (index === at ? axis(change(own.length), own.role) : own)),
  };
}

/** Norms say how many features there are where nothing before did. */
export function sameShape(node: SignalNode, input: Shape | undefined): Shape | undefined {
  if (input !== undefined || node.kind !== 'norm') return input;
  const shape = node.arguments['normalized_shape'];
  return typeof shape === 'number' ? { open: true, axes: [axis(shape, 'feature')] } : undefined;
}
