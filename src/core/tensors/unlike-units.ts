/**
 * How far the units of a layer are from each other. What goes into a layer fills few directions where its units go together; then the variance
 * Σ w w′ cov differs from unit to unit of what comes out, and a norm over the batch, which divides each unit by its own, makes gradients larger
 * than the mean variance says: E 1/σ² > 1/E σ².
 */
import type { LayerNode, Model } from '../network/graph';
import { positionLengths, positionsOf, type Shape } from './axis';
import { fanInOf } from './kernel';
import type { Moments } from './moments';
import { squaresAround } from './nearby';

/** Of weights of each law E w⁴/(E w²)²: uniform, normal, and normal ones cut at two deviations. */
const KURTOSIS = { uniform: 9 / 5, normal: 3, truncated: 2.366 } as const;

function kurtosisOf({ initialization }: LayerNode): number {
  const { initializer } = initialization ?? { initializer: 'normal' };
  if (/uniform|torch_default/.test(initializer)) return KURTOSIS.uniform;
  return /trunc/.test(initializer) ? KURTOSIS.truncated : KURTOSIS.normal;
}

/** How many elements meet in a unit: channels of its group, and taps. */
interface Meeting {
  readonly channels: number;
  readonly taps: number;
  readonly groups: number;
}

function meetingIn(model: Model, layer: LayerNode): Meeting | undefined {
  const fanIn = fanInOf(model, layer);
  if (fanIn === undefined || layer.fanOut === undefined || layer.width === undefined) return undefined;
  if (layer.role === 'linear') return { channels: fanIn, taps: 1, groups: 1 };
  if (layer.role !== 'conv') return undefined;
  const given = layer.arguments['groups'] ?? layer.arguments['feature_group_count'] ?? 1;
  const groups = typeof given === 'number' ? given : 1;
  const taps = layer.fanOut / layer.width;
  return Number.isInteger(taps) && taps >= 1 ? { channels: fanIn / taps, taps, groups } : undefined;
}

/** E ρ² of two elements that meet, themselves among them: what two positions share beside it. */
function together(input: Moments, { channels, taps }: Meeting): number {
  const shared = input.both > 0 ? Math.max(0, (input.both - input.position) / input.both) : 0;
  const places = (1 + (taps - 1) * shared ** 2) / taps;
  return places * (1 / channels + (1 - 1 / channels) * (input.alike ?? 0));
}

/** E ρ² of two units that a layer with fresh weights gives. */
export function alikeBehind(model: Model, layer: LayerNode, input: Moments): number | undefined {
  const meeting = meetingIn(model, layer);
  if (meeting === undefined) return undefined;
  const own = together(input, meeting);
  if (meeting.groups === 1) return Math.min(1, own);
  // Units of two groups have only in common what their inputs have.
  const apart = together(input, { ...meeting, channels: Infinity });
  return Math.min(1, own / meeting.groups + (1 - 1 / meeting.groups) * apart);
}

export interface Unevenness {
  /** E (1/σ²)·E σ² over the units of a layer. */
  readonly inverse: number;
  /** The same of |w|²/σ², for the weights of each unit. */
  readonly weighted: number;
}

/** So uneven that a few units decide. */
const MOST = 0.8;

/** For a norm over the batch behind a layer; undefined where it cannot be told, `few` where it hangs on a few units of chance. */
export function unevennessBehind(
  model: Model,
  layer: LayerNode,
  input: Moments,
  output: {
    readonly moments: Moments;
    readonly shape: Shape | undefined;
    /** Each sample is normed by itself. */
    readonly alone: boolean;
  },
): Unevenness | 'few' | undefined {
  const meeting = meetingIn(model, layer);
  if (meeting === undefined) return undefined;
  const { channels, taps } = meeting;
  const elements = channels * taps;
  const others = Math.max(0, together(input, meeting) - 1 / elements);
  const own = (kurtosisOf(layer) - 1) / elements;
  // Directions of few samples are fewer still.
  const spread = 2 * (others + sampled(output));
  const variance = own + spread;
  return variance >= MOST ? 'few' : { inverse: 1 / (1 - variance), weighted: 1 / (1 - spread) };
}

/** E ρ² of two units that have nothing in common, from so many samples and positions less the one that their mean takes. */
function sampled({ moments, shape, alone }: Parameters<typeof unevennessBehind>[3]): number {
  const batch = alone ? 1 : shape?.axes.find(({ role }) => role === 'batch')?.length;
  if (shape === undefined || shape.open || typeof batch !== 'number') return 0;
  const places = positionsOf(shape);
  if (places === undefined) return 0;
  const shared = moments.both > 0 ? Math.max(0, (moments.both - moments.position) / moments.both) : 0;
  const near = squaresAround(moments.nearby, positionLengths(shape)) * (1 - shared) ** 2;
  const share = Math.min(1, (1 + (places - 1) * shared ** 2 + near) / (batch * places));
  return share < 1 ? share / (1 - share) : 1;
}
