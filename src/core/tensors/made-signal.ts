/** Tensors that the code makes as part of the signal: positional tables, class tokens, scales of layers, noise. */
import { weightMean, weightVariance } from '../frameworks/variance';
import { isNoiseOfSamples, type MadeTensor, type Size } from '../network/graph';
import type { Length } from './axis';
import type { Signal } from './moments';

/** What is added to scores so that a position sees no later one; `pairs` hides pairs of any kind. */
const pairMasks: ReadonlySet<string> = new Set(['causal-mask', 'pair-mask']);
export const isPairMask = ({ initializer }: MadeTensor): boolean =>
  initializer !== undefined && pairMasks.has(initializer);

/** Undefined where its elements cannot be told. @param lengthOf for tables of waves, whose moments hang on how many positions there are */
export function madeSignal(
  tensor: MadeTensor,
  index: number,
  lengthOf: (size: Size | undefined) => Length,
): Signal | undefined {
  const { initializer, arguments: given, instance, shape } = tensor;
  if (initializer === undefined) return undefined;
  const origin = instance === undefined ? `made ${index}` : `weight ${instance}`;
  const origins = new Set([origin]);
  if (isSineOrCosine(initializer) || initializer === 'waves') {
    const lengths = (shape ?? []).map(lengthOf);
    const places = lengths.slice(0, -1);
    const count = places.reduce<number>((all, own) => all * (typeof own === 'number' ? own : 1), 1);
    const width = lengths.at(-1);
    const isKnown = places.length > 0 && places.every((own) => typeof own === 'number');
    const isTime = isPerSample(tensor);
    const moments = waveMoments(
      initializer,
      isTime ? USUAL_TIMES : isKnown ? count : USUAL_POSITIONS,
      typeof width === 'number' ? width : USUAL_WIDTH,
    );
    const { position } = moments;
    return {
      ...moments,
      // Of a time for each sample all positions have the same.
      ...(isTime ? { input: position, position: places.length === 1 ? 0 : position, both: position } : {}),
      law: undefined,
      origins,
      vague: undefined,
    };
  }
  const mean = weightMean(initializer, given);
  const variance = weightVariance(initializer, given, { fanIn: undefined, fanOut: undefined });
  if (mean === undefined || variance === undefined) return undefined;
  // An axis of length 1 in front of the features: all positions get the same.
  const spread = shape === undefined ? undefined : shape.slice(0, -1).some((length) => length !== 1);
  const perPosition = spread === false ? 0 : variance;
  const isNoise = isPerSample(tensor);
  return {
    mean,
    square: variance + mean ** 2,
    input: isNoise ? variance : 0,
    position: perPosition,
    both: isNoise ? variance : perPosition,
    unit: variance,
    unitAndInput: variance,
    law: undefined,
    // What is written is the same for whoever takes it.
    origins: variance === 0 ? new Set() : origins,
    vague: undefined,
  };
}

/** One half of what turns pairs of elements. */
export const isSineOrCosine = (initializer: string | undefined): initializer is 'sines' | 'cosines' =>
  initializer === 'sines' || initializer === 'cosines';

/** Drawn anew for each sample: as long as the batch is. */
export function isPerSample(tensor: MadeTensor): boolean {
  if (tensor.instance !== undefined) return false;
  const first = tensor.shape?.[0];
  return isNoiseOfSamples(tensor) || (typeof first === 'object' && 'of' in first && first.axis === 0);
}

/** Where a table does not say how long it is; its moments hang on the logarithm of it. */
const USUAL_POSITIONS = 64;
const USUAL_WIDTH = 128;
/** So many steps noise is added in, of which each sample draws one. */
const USUAL_TIMES = 1000;
const MOST_TERMS = 256;

/** Of tables whose frequencies fall from 1 to 1/10000 (Vaswani et al. 2017): those that hardly turn are shared by all positions. */
function waveMoments(kind: 'sines' | 'cosines' | 'waves', count: number, width: number) {
  const half = Math.max(1, Math.min(MOST_TERMS, Math.round(width / 2)));
  const positions = Math.min(count, 4096);
  const [sine, cosine] = [kind !== 'cosines', kind !== 'sines'];
  let [mean, square, sharedByPositions] = [0, 0, 0];
  for (let term = 0; term < half; term += 1) {
    const frequency = 10000 ** (-term / half);
    const sums = waveMeans(frequency, positions);
    const parts = [...(sine ? [sums.sine] : []), ...(cosine ? [sums.cosine] : [])];
    for (const part of parts) {
      mean += part.mean / (half * parts.length);
      square += part.square / (half * parts.length);
      const pairs =
        positions > 1 ? (positions * part.mean ** 2 - part.square) / (positions - 1) : part.square;
      sharedByPositions += pairs / (half * parts.length);
    }
  }
  const position = Math.max(0, square - sharedByPositions);
  const unit = square - mean ** 2;
  return { mean, square, input: 0, position, both: position, unit, unitAndInput: unit };
}

/** Mean and mean square of sin ωp and cos ωp over the first so many positions. */
function waveMeans(frequency: number, positions: number) {
  /** Σ e^{iωp} = e^{iω(n−1)/2} sin(nω/2)/sin(ω/2). */
  const sum = (omega: number): { sine: number; cosine: number } => {
    const length =
      Math.abs(Math.sin(omega / 2)) < 1e-12
        ? positions
        : Math.sin((positions * omega) / 2) / Math.sin(omega / 2);
    const middle = (omega * (positions - 1)) / 2;
    return { sine: (length * Math.sin(middle)) / positions, cosine: (length * Math.cos(middle)) / positions };
  };
  const [once, twice] = [sum(frequency), sum(2 * frequency)];
  return {
    sine: { mean: once.sine, square: (1 - twice.cosine) / 2 },
    cosine: { mean: once.cosine, square: (1 + twice.cosine) / 2 },
  };
}
