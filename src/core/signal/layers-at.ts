/** The layers of a model that a line of code makes or calls. */
import type { Model, SignalNode } from '../network/graph';
import type { LensDocument } from '../api';
import { stretchesOf } from './stretches';

/** By their place in the list of stretches; of a line that has an activation only, the layers in front of it. */
export function layersAt(model: Model, lens: LensDocument, offset: number): readonly number[] {
  const { text } = lens;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const end = next < 0 ? text.length : next;
  const isHere = (node: SignalNode): boolean =>
    [node.place, node.callPlace, node.kind === 'activation' ? node.named : undefined].some((one) => {
      const range = one && lens.rangeOf(one);
      // What is written over several lines is meant on each of them.
      return range !== undefined && range.start <= end && range.end >= start;
    });
  const stretches = stretchesOf(model);
  const pick = (of: (stretch: (typeof stretches)[number]) => SignalNode | undefined): readonly number[] =>
    stretches.flatMap((stretch, index) => {
      const node = of(stretch);
      return node !== undefined && isHere(node) ? [index] : [];
    });
  const layers = pick(({ layer }) => layer);
  const found = layers.length > 0 ? layers : pick(({ activation }) => activation);
  // The line that makes or calls the whole model is about none of them.
  return found.length > 1 && found.length === stretches.length ? [] : found;
}
