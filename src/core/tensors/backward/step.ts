/** A step that a gradient goes back through. */
import type { Given, Model, SignalNode, SignalReference } from '../../network/graph';
import type { Shape } from '../axis';
import { callOfNode, numberIn, signalsIn } from '../read-call';
import { isItems, lengthOf, shapeOfReference, shapesOf } from '../shapes';
import type { Carried, Lost } from '../moments';
import { numbered } from './gradient';

/** So many steps back a step that is left out at times is looked for. */
export const MOST_LEFT_OUT = 8;

/** A step that a gradient goes back through, with what is known of the tensors around it. */
export class BackwardStep {
  readonly call;

  readonly references;

  constructor(
    readonly model: Model,
    readonly carried: readonly Carried[],
    readonly node: SignalNode,
    /** Biases that are not known count as none, widths as those of square layers. */
    readonly lenient = false,
  ) {
    this.call = callOfNode(node);
    this.references = signalsIn(this.call);
  }

  shape(index: number): Shape | undefined {
    const own = shapesOf(this.model)[index];
    if (!isItems(own)) return own;
    const [first] = own.items;
    return isItems(first) ? undefined : first;
  }

  /** The shape of what the step takes of another one's output. */
  shapeAt(reference: SignalReference): Shape | undefined {
    const { nodes, piece } = reference;
    const index = nodes[0] ?? -1;
    const isPart = piece !== undefined && !isItems(shapesOf(this.model)[index]);
    return isPart ? shapeOfReference(this.model, reference) : this.shape(index);
  }

  /** The signal at an input; a lost one for those that are not known. */
  signal(index: number): Carried {
    return this.carried[index] ?? { lost: this.node.qualifiedName, at: this.node.index };
  }

  number(given: Given): number | undefined {
    if (given.kind !== 'size') return numberIn(given);
    return numbered(lengthOf(this.model, given.size));
  }

  lost(reason: string): Lost {
    return { lost: reason, at: this.node.index };
  }
}
