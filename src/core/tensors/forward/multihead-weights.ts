/** Fresh weights of attention modules, framework by framework. */
import { weightMean, weightVariance } from '../../frameworks/variance';
import type { Initialization, LayerNode, MadeTensor, StepCall } from '../../network/graph';
import { axisAt, type Shape } from '../axis';

/** Attention of several heads, with matrices of its own. */
export const MULTIHEAD = /(?:Multi[hH]ead(?:DotProduct)?|\bSelf)Attention$/;

/** Queries that the model keeps, of a module that is asked with a table in place of a tensor: `self.attention(self.queries, x, x)`. */
export function madeQuery({ positional, keywords }: StepCall): MadeTensor | undefined {
  const query = positional[0] ?? keywords.get('query');
  return query?.kind === 'made' ? query.tensor : undefined;
}

export function multiheadWeights(step: LayerNode, input: Shape | undefined) {
  if (step.qualifiedName.startsWith('keras.')) return kerasMultiheadWeights(step, input);
  if (step.qualifiedName.startsWith('flax.')) return flaxMultiheadWeights(step, input);
  if (step.qualifiedName.startsWith('haiku.')) return haikuMultiheadWeights(step, input);
  const given = step.arguments;
  if (typeof given['embed_dim'] !== 'number' || step.initialization === undefined) return undefined;
  if (typeof given['kdim'] === 'number' || typeof given['vdim'] === 'number') return undefined;
  const scale = scaleOf(step.initialization);
  const inner = step.innerStarts?.get('out_proj');
  const output = inner === undefined ? 1 / 3 : scaleOf(inner.weight);
  const outputBias = inner === undefined ? 0 : biasVariance(inner.bias);
  if (scale === undefined || output === undefined || outputBias === undefined) return undefined;
  if (biasVariance(step.biasInitialization) !== 0) return undefined;
  const rate = given['dropout'];
  return {
    query: scale,
    key: scale,
    value: scale,
    output,
    outputBias,
    dropout: typeof rate === 'number' ? rate : 0,
  };
}

/** Var(w)·fan_in of a matrix whose mean is 0. */
const scaleOf = (start: Initialization | undefined): number | undefined =>
  start !== undefined && weightMean(start.initializer, start.arguments) === 0
    ? start.weightVarianceTimesFanIn
    : undefined;

/** Of biases, which start at 0 unless they are set otherwise. */
function biasVariance(start: Initialization | undefined): number | undefined {
  if (start?.explicit !== true) return 0;
  if (weightMean(start.initializer, start.arguments) !== 0) return undefined;
  return weightVariance(start.initializer, start.arguments, { fanIn: undefined, fanOut: undefined });
}

/** Kernels that Flax lays flat before it counts their fans; their biases start at 0. */
function flaxMultiheadWeights({ arguments: given, initialization }: LayerNode, input: Shape | undefined) {
  const width = input && axisAt(input, -1)?.length;
  const inner = given['qkv_features'] ?? width;
  const outer = given['out_features'] ?? width;
  if (typeof width !== 'number' || typeof inner !== 'number' || typeof outer !== 'number') return undefined;
  if (initialization === undefined || given['normalize_qk'] === true) return undefined;
  const { initializer, arguments: own } = initialization;
  const scale = (fanIn: number, fanOut: number): number | undefined => {
    const variance = weightVariance(initializer, own, { fanIn, fanOut });
    return variance && variance * fanIn;
  };
  const [into, out] = [scale(width, inner), scale(inner, outer)];
  if (into === undefined || out === undefined) return undefined;
  const rate = given['dropout_rate'];
  return {
    query: into,
    key: into,
    value: into,
    output: out,
    outputBias: 0,
    dropout: typeof rate === 'number' ? rate : 0,
  };
}

/** Kernels of width × heads × head and of heads × head × width, whose fans Keras counts over all heads together. */
function kerasMultiheadWeights({ arguments: given, initialization }: LayerNode, input: Shape | undefined) {
  const width = input && axisAt(input, -1)?.length;
  const [heads, key, value] = [given['num_heads'], given['key_dim'], given['value_dim'] ?? given['key_dim']];
  if (typeof width !== 'number' || initialization === undefined || given['use_gate'] === true)
    return undefined;
  if (typeof heads !== 'number' || typeof key !== 'number' || typeof value !== 'number') return undefined;
  if (given['output_shape'] !== null && given['output_shape'] !== undefined) return undefined;
  const scale = (fanIn: number, fanOut: number, inputs: number): number | undefined => {
    const variance = weightVariance(initialization.initializer, initialization.arguments, { fanIn, fanOut });
    return variance && variance * inputs;
  };
  const query = scale(width, heads * key, width);
  const values = scale(width, heads * value, width);
  const output = scale(heads * value, width, heads * value);
  if (query === undefined || values === undefined || output === undefined) return undefined;
  const rate = given['dropout'];
  return {
    query,
    key: query,
    value: values,
    output,
    outputBias: 0,
    dropout: typeof rate === 'number' ? rate : 0,
  };
}

/** As Keras' in Haiku's words, where what comes out is as wide as what goes in. */
function haikuMultiheadWeights(step: LayerNode, input: Shape | undefined) {
  const { num_heads: heads, key_size: key, value_size: value, model_size: model } = step.arguments;
  const width = input && axisAt(input, -1)?.length;
  if (typeof heads !== 'number' || typeof key !== 'number' || (model ?? heads * key) !== width)
    return undefined;
  return kerasMultiheadWeights(
    { ...step, arguments: { num_heads: heads, key_dim: key, value_dim: value ?? key } },
    input,
  );
}
