/** The signal propagation plot of Brock et al. (2021): squared means and variances of channels along the trunk, and on residual branches. */
import type { Model, SignalNode } from '../network/graph';
import { signalOf } from '../tensors';
import { stretchesOf, type Stretch } from './stretches';
import { trunkOf } from './trunk';

export interface Block {
  /** What its layers have in common of their paths. */
  readonly name: string;
  /** Of the stretches, the one that ends it. */
  readonly layer: number;
  /** Average over channels of the squared mean over inputs and positions. */
  readonly squaredMean: number;
  /** Average over channels of the variance over inputs and positions. */
  readonly variance: number;
  /** The same variance at the end of the residual branch, in front of the sum. */
  readonly residual: number | undefined;
}

/** Where the walk stops, nothing is given from there on. */
export function blocksOf(model: Model): readonly Block[] {
  const stretches = stretchesOf(model);
  const { positions, segments } = trunkOf(model);
  const steps = new Map([...positions].map(([index, position]) => [position, index]));
  const signal = signalOf(model);
  return stretches.flatMap((stretch, index): readonly Block[] => {
    const { layer, trunk, head } = stretch;
    const end = blockEnd(stretch);
    const known = signal.moments(end.index);
    if (!trunk || head || known === undefined || known.stretch > 0) return [];
    const at = positions.get(end.index) ?? -1;
    const own = positions.get(layer.index) ?? -1;
    const segment = segments.filter(({ from, to }) => own > from && own < to && at >= to).at(-1);
    const branch = segment === undefined ? undefined : steps.get(segment.to - 1);
    const before = branch === undefined ? undefined : signal.moments(branch);
    const inside =
      segment === undefined
        ? [layer.path]
        : stretches.flatMap((other) => {
            const position = positions.get(other.layer.index) ?? -1;
            return position > segment.from && position < segment.to ? [other.layer.path] : [];
          });
    const { square, both } = known.moments;
    return [
      {
        name: commonPath(inside) || (layer.path ?? layer.qualifiedName.split('.').at(-1) ?? ''),
        layer: index,
        squaredMean: Math.max(0, square - both),
        variance: both,
        residual: before?.moments.both,
      },
    ];
  });
}

/** In front of the pooling that ends a stage: what a block gives is told of its own positions. */
function blockEnd({ way, end }: Stretch): SignalNode {
  const pooling = way.findIndex(({ kind }, index) => index > 0 && (kind === 'pooling' || kind === 'reshape'));
  return pooling < 1 ? end : (way[pooling - 1] ?? end);
}

/** `layer1.0` of `layer1.0.conv1` and `layer1.0.conv2`. */
function commonPath(paths: readonly (string | undefined)[]): string {
  const [first = [], ...others] = paths.map((path) => (path ?? '').split('.'));
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same += 1;
    length = same;
  }
  return first.slice(0, length).join('.');
}
