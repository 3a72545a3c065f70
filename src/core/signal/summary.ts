/** One line for above a model: how many layers pass the signal on, and what is left of it behind the last of them. */
import type { Model } from '../network/graph';
import { phrase, type Phrase } from '../phrase';
import { signalOf } from '../tensors';
import { followedEnd, stretchesOf, type Stretch } from './stretches';

/** Fewer layers with weights have no figure above them: nothing is passed on. */
const FEWEST = 2;

export interface SignalSummary {
  /** Layers that pass on what others take. */
  readonly layers: number;
  /** Of a signal of 1 at the input; undefined where the walk stops on the way. */
  readonly factor: number | undefined;
}

export function summaryOf(model: Model): SignalSummary | undefined {
  const stretches = stretchesOf(model);
  const hidden = stretches.filter(({ head }) => !head);
  const last = lastOf(hidden);
  if (last === undefined || stretches.filter(({ layer }) => hasWeights(layer)).length < FEWEST)
    return undefined;
  const own = signalOf(model);
  const signal = own.signal(followedEnd(model, last));
  return { layers: hidden.length, factor: signal?.stretch === 0 ? signal.value : undefined };
}

/** The last on the trunk, or of all where none is on it. */
export const lastOf = <Item extends Pick<Stretch, 'trunk'>>(hidden: readonly Item[]): Item | undefined =>
  hidden.filter(({ trunk }) => trunk).at(-1) ?? hidden.at(-1);

const hasWeights = ({ role }: Stretch['layer']): boolean => role === 'linear' || role === 'conv';

/** Within this of 1 the signal stays what it was. */
const SAME = 0.05;

export function summaryPhrase({ layers, factor }: SignalSummary): Phrase {
  const left = factor === undefined ? undefined : percentText(factor);
  const way = wayOf(factor);
  if (left === undefined)
    return layers === 1
      ? phrase`1 layer · signal not known at the end`
      : phrase`${layers} layers · signal not known at the end`;
  if (way === 'falls')
    return layers === 1
      ? phrase`1 layer · signal falls to ${left}`
      : phrase`${layers} layers · signal falls to ${left}`;
  if (way === 'grows')
    return layers === 1
      ? phrase`1 layer · signal grows to ${left}`
      : phrase`${layers} layers · signal grows to ${left}`;
  return layers === 1
    ? phrase`1 layer · signal stays at ${left}`
    : phrase`${layers} layers · signal stays at ${left}`;
}

function wayOf(factor: number | undefined): 'falls' | 'grows' | 'stays' {
  if (factor === undefined) return 'stays';
  return factor < 1 - SAME ? 'falls' : factor > 1 + SAME ? 'grows' : 'stays';
}

/** `7.3 %`, `250 %`; powers of ten where they are shorter. */
function percentText(factor: number): string {
  if (!Number.isFinite(factor)) return '∞';
  const percent = factor * 100;
  if (percent !== 0 && (percent < 0.001 || percent >= 1e5))
    return `${percent.toExponential(1).replace('e+', 'e')} %`;
  return `${String(Number(percent.toPrecision(2)))} %`;
}
