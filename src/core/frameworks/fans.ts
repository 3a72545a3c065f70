/** Fan-in and fan-out of a layer's kernel, from its arguments, as its framework's initialisers count them. */
import type { ConstantValue } from '../python/names';
import type { BoundArguments, LayerSymbol } from './symbol';
import type { Fans } from './variance';

/**
 * What the arguments tell; a Keras or Linen layer says nothing of its input, so its fan-in is unknown. For recurrent layers the kernel that
 * takes the input is meant, for depthwise and separable convolutions the depthwise one.
 * @param input width of the input, where somebody knows it
 */
export function layerFans({ qualifiedName, role }: LayerSymbol, bound: BoundArguments, input?: number): Fans {
  const number = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const value = bound.byName.get(name)?.value;
      if (typeof value === 'number') return value;
    }
    return undefined;
  };
  const inputs = number('in_features', 'in1_features', 'in_channels', 'input_size') ?? input;
  const outputs = number('out_features', 'out_channels', 'units', 'filters', 'features');
  switch (role) {
    case 'linear': {
      if (!isGeneral(qualifiedName)) return { fanIn: inputs, fanOut: outputs };
      // Of several axes the kernel is drawn as if they were one; those of the input are seen from its shape.
      const ofAxes = (...names: readonly string[]): number | undefined =>
        names.map((name) => volume(bound.byName.get(name)?.value, 1)).find((count) => count !== undefined);
      return { fanIn: ofAxes('in_features'), fanOut: ofAxes('features', 'out_features') };
    }
    case 'conv': {
      const rank = Number(/[123](?=d$|D|d_)/i.exec(qualifiedName)?.[0] ?? Number.NaN);
      const receptiveField = volume(bound.byName.get('kernel_size')?.value, rank);
      if (receptiveField === undefined) return { fanIn: undefined, fanOut: undefined };
      if (/Depthwise|Separable|separable/.test(qualifiedName)) {
        // A kernel of k × k × inputs × multiplier, of which Keras reads the fans as of any other.
        const multiplier = number('depth_multiplier') ?? 1;
        return {
          fanIn: inputs === undefined ? undefined : inputs * receptiveField,
          fanOut: multiplier * receptiveField,
          receptiveField,
        };
      }
      const groups = number('groups', 'feature_group_count') ?? 1;
      const perGroup = (count: number | undefined): number | undefined =>
        count === undefined ? undefined : (count / groups) * receptiveField;
      // A transposed kernel is stored the other way round, and PyTorch and Keras read the fans off the stored shape.
      const swapped = /Transpose/.test(qualifiedName) && !qualifiedName.startsWith('flax.');
      const fanIn = swapped ? perGroup(outputs) : perGroup(inputs);
      const all = swapped ? inputs : outputs;
      return { fanIn, fanOut: all === undefined ? undefined : all * receptiveField, receptiveField };
    }
    case 'recurrent': {
      const hidden = number('hidden_size', 'units', 'features', 'hidden_features');
      const gates = /LSTM/.test(qualifiedName) ? 4 : /GRU/.test(qualifiedName) ? 3 : 1;
      return { fanIn: inputs, fanOut: hidden === undefined ? undefined : hidden * gates };
    }
    case 'embedding':
      return qualifiedName.startsWith('torch.')
        ? { fanIn: number('embedding_dim'), fanOut: number('num_embeddings') }
        : { fanIn: number('input_dim', 'num_embeddings'), fanOut: number('output_dim', 'features') };
    default:
      return { fanIn: undefined, fanOut: undefined };
  }
}

/** Flax' `DenseGeneral` and `LinearGeneral`, which take several axes at once and give several. */
export const isGeneral = (qualifiedName: string): boolean => /(?:Dense|Linear)General$/.test(qualifiedName);

/** Product of a kernel size, `3` with rank 2 or `(3, 3)`. */
function volume(size: ConstantValue | undefined, rank: number): number | undefined {
  if (typeof size === 'number') return Number.isNaN(rank) ? undefined : size ** rank;
  if (typeof size !== 'object' || size === null) return undefined;
  const sides = 'tuple' in size ? size.tuple : size.list;
  let product = 1;
  for (const side of sides) {
    if (typeof side !== 'number') return undefined;
    product *= side;
  }
  return product;
}

/** Of a convolution as the graph has it: both fans contain the receptive field, its width does not. */
export function receptiveFieldOf({
  role,
  fanOut,
  width,
}: {
  readonly role: string;
  readonly fanOut: number | undefined;
  readonly width: number | undefined;
}): number {
  return role === 'conv' && fanOut !== undefined && width !== undefined && width > 0 ? fanOut / width : 1;
}
