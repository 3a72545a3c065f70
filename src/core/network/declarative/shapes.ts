/** Fans and widths of layers that learn their input's width when they are called: Keras, tf.layers, Flax. */
import type { LayerSymbol } from '../../frameworks/symbol';
import { numberOf } from '../machine/constants';
import type { LayerShape } from '../machine/front-end';
import { receptiveField, product } from '../operations/receptive-field';
import type { Value } from '../machine/values';

export function declarativeShape(
  symbol: LayerSymbol,
  bound: ReadonlyMap<string, Value>,
  inputWidth: number | undefined,
): LayerShape {
  const number = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const value = numberOf(bound.get(name));
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const input = number('in_features', 'in_channels', 'input_size') ?? shapeWidth(bound) ?? inputWidth;
  const bias = biasOf(symbol, bound);
  const width = number(
    'units',
    'filters',
    'features',
    'output_size',
    'output_channels',
    'embed_dim',
    'embedding_size',
    'hidden_size',
    'out_channels',
    'out_features',
    'output_dim',
    'hidden_features',
    'num_outputs',
    'model_size',
  );
  switch (symbol.role) {
    case 'conv': {
      const rank = Number(/([123])[dD]/.exec(symbol.qualifiedName)?.[1] ?? 0);
      const field = receptiveField(bound.get('kernel_size') ?? bound.get('kernel_shape'), rank);
      if (/Depthwise/i.test(symbol.qualifiedName)) {
        const outputs = product(input, number('depth_multiplier') ?? 1);
        return { fanIn: field, fanOut: field, width: outputs, bias };
      }
      const groups = number('feature_group_count', 'groups') ?? 1;
      const perGroup = input === undefined ? undefined : input / groups;
      return { fanIn: product(perGroup, field), fanOut: product(width, field), width, bias };
    }
    case 'embedding': {
      const rows = number('input_dim', 'num_embeddings', 'vocab_size');
      return { fanIn: rows, fanOut: width, width, bias: false };
    }
    case 'recurrent':
      return { fanIn: input, fanOut: width, width, bias };
    default:
      return { fanIn: input, fanOut: width, width, bias };
  }
}

function biasOf(symbol: LayerSymbol, bound: ReadonlyMap<string, Value>): boolean | undefined {
  const value = bound.get('use_bias') ?? bound.get('with_bias');
  if (value !== undefined) return value.kind === 'scalar' ? Boolean(value.value) : undefined;
  const fallback = symbol.parameters.find(
    (parameter) => parameter.name === 'use_bias' || parameter.name === 'with_bias',
  )?.default;
  return typeof fallback === 'boolean' ? fallback : undefined;
}

/** Last axis of `input_shape=(28, 28, 1)`, or `input_dim=784`. */
export function shapeWidth(bound: ReadonlyMap<string, Value>): number | undefined {
  const dimension = numberOf(bound.get('input_dim'));
  if (dimension !== undefined && !bound.has('output_dim')) return dimension;
  const shape = bound.get('input_shape') ?? bound.get('shape') ?? bound.get('batch_input_shape');
  return shape?.kind === 'list' ? numberOf(shape.elements[shape.elements.length - 1]) : numberOf(shape);
}
