/** Fans and widths of PyTorch's layers, from their constructor's arguments. */
import type { LayerSymbol } from '../../symbol';
import { numberOf } from '../../../network/machine/constants';
import type { LayerShape } from '../../../network/machine/front-end';
import { product, receptiveField } from '../../../network/operations/receptive-field';
import type { Value } from '../../../network/machine/values';

/** A size of −1 stands for one that is set later. */
const written = (size: number | undefined): number | undefined =>
  size !== undefined && size < 0 ? undefined : size;

type Bound = ReadonlyMap<string, Value>;

export function torchShape(symbol: LayerSymbol, bound: Bound): LayerShape {
  const number = (name: string): number | undefined => {
    const value = bound.get(name);
    if (value !== undefined) return written(numberOf(value));
    const fallback = symbol.parameters.find((parameter) => parameter.name === name)?.default;
    return typeof fallback === 'number' ? fallback : undefined;
  };
  const bias = truthOfBias(symbol, bound);
  switch (symbol.role) {
    case 'attention': {
      const width = number('embed_dim');
      return { fanIn: width, fanOut: width, width, bias };
    }
    case 'linear':
      return {
        fanIn: number('in_features') ?? number('in1_features'),
        fanOut: number('out_features'),
        width: number('out_features'),
        bias,
      };
    case 'conv': {
      const rank = Number(/([123])d$/.exec(symbol.qualifiedName)?.[1] ?? 0);
      const field = receptiveField(bound.get('kernel_size'), rank);
      const groups = number('groups');
      const inputs = number('in_channels');
      const outputs = number('out_channels');
      return {
        fanIn: product(quotient(inputs, groups), field),
        fanOut: product(outputs, field),
        width: outputs,
        bias,
      };
    }
    case 'recurrent':
      return {
        fanIn: number('input_size'),
        fanOut: number('hidden_size'),
        width: number('hidden_size'),
        bias,
      };
    case 'embedding':
      return {
        fanIn: number('num_embeddings'),
        fanOut: number('embedding_dim'),
        width: number('embedding_dim'),
        bias: false,
      };
    default:
      return { fanIn: undefined, fanOut: undefined, width: undefined, bias };
  }
}

function truthOfBias(symbol: LayerSymbol, bound: Bound): boolean | undefined {
  const value = bound.get('bias');
  if (value === undefined) {
    const fallback = symbol.parameters.find((parameter) => parameter.name === 'bias')?.default;
    return typeof fallback === 'boolean' ? fallback : undefined;
  }
  if (value.kind !== 'scalar') return undefined;
  return Boolean(value.value);
}

const quotient = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined || right === 0 ? undefined : left / right;
