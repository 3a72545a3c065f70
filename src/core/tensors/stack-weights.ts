/** How the weights inside a Transformer layer, or a stack of them, start. */
import { weightMean, weightVariance } from '../frameworks/variance';
import type { Initialization, InnerStart, LayerNode } from '../network/graph';

/** Var(w)·fan_in of the matrices of a layer, all of mean 0, and Var(b) of their biases; alike in all layers. */
export interface StackWeights {
  /** Of queries, keys and values, whose biases are 0. */
  readonly inProjection: number;
  readonly outProjection: number;
  readonly outBias: number;
  readonly first: number;
  readonly firstBias: number;
  readonly second: number;
  readonly secondBias: number;
  /** Whether the layers' weights are equal: nobody has drawn them again since the first was copied. */
  readonly areCopies: boolean;
}

/** PyTorch's own start: Xavier for queries, keys and values together, U(±1/√fan_in) for the other matrices and their biases. */
function usual(width: number, hidden: number): StackWeights {
  return {
    inProjection: 0.5,
    outProjection: 1 / 3,
    outBias: 0,
    first: 1 / 3,
    firstBias: 1 / (3 * width),
    second: 1 / 3,
    secondBias: 1 / (3 * hidden),
    areCopies: true,
  };
}

/** @returns undefined where the layers do not start alike, or it is not known how */
export function stackWeights(step: LayerNode, width: number, hidden: number): StackWeights | undefined {
  const { innerStarts } = step;
  const starts = [...(innerStarts ?? [])];
  const isSet = ([, { weight, bias }]: readonly [string, InnerStart]): boolean =>
    weight === undefined || weight.explicit || bias?.explicit === true;
  const plain = usual(width, hidden);
  if (!starts.some(isSet)) return plain;
  const of = (name: string): readonly InnerStart[] =>
    starts.flatMap(([path, start]) => (path === name || path.endsWith(`.${name}`) ? [start] : []));
  const [into, out] = [of('self_attn'), of('self_attn.out_proj')];
  const [first, second] = [of('linear1'), of('linear2')];
  const weights = {
    inProjection: common(into, ({ weight }) => scaleOf(weight)),
    outProjection: common(out, ({ weight }) => scaleOf(weight)),
    outBias: common(out, ({ bias }) => (bias?.explicit === true ? varianceOf(bias, width) : 0)),
    first: common(first, ({ weight }) => scaleOf(weight)),
    firstBias: common(first, ({ bias }) => varianceOf(bias, width)),
    second: common(second, ({ weight }) => scaleOf(weight)),
    secondBias: common(second, ({ bias }) => varianceOf(bias, hidden)),
  };
  if (common(into, ({ bias }) => (bias?.explicit === true ? varianceOf(bias, width) : 0)) !== 0)
    return undefined;
  if (!areKnown(weights)) return undefined;
  if (into.length === 1) return { ...weights, areCopies: false };
  const isDrawn = (layers: readonly InnerStart[]): boolean =>
    layers.some(({ weight }) => weight?.explicit === true);
  // What a branch adds is independent of what its copies add where a matrix that it is linear in is drawn anew for each.
  const attentionApart = isDrawn(into) || isDrawn(out);
  const isApart = isDrawn(second);
  return attentionApart !== isApart || (isDrawn(first) && !isApart)
    ? undefined
    : { ...weights, areCopies: !isApart };
}

/** What is the same in all layers. */
function common(
  layers: readonly InnerStart[],
  pick: (start: InnerStart) => number | undefined,
): number | undefined {
  const [value, ...others] = new Set(layers.map(pick));
  return others.length > 0 ? undefined : value;
}

type Weights = Omit<StackWeights, 'areCopies'>;
const areKnown = (weights: {
  readonly [name in keyof Weights]: number | undefined;
}): weights is Weights => Object.values(weights).every((value) => value !== undefined);

const scaleOf = (start: Initialization | undefined): number | undefined =>
  start !== undefined && weightMean(start.initializer, start.arguments) === 0
    ? start.weightVarianceTimesFanIn
    : undefined;

function varianceOf(start: Initialization | undefined, fanIn: number): number | undefined {
  if (start === undefined || weightMean(start.initializer, start.arguments) !== 0) return undefined;
  return start.weightVarianceTimesFanIn === undefined
    ? weightVariance(start.initializer, start.arguments, { fanIn, fanOut: undefined })
    : start.weightVarianceTimesFanIn / fanIn;
}
