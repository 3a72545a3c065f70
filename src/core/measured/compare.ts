/** What was measured beside what is predicted, layer by layer. */
import type { MeasuredLayer } from './read';

export interface PredictedLayer {
  readonly name: string;
  readonly head: boolean;
  /** Where the next layer takes it; undefined where it is not known. */
  readonly signal: number | undefined;
  /** Of its own output. */
  readonly output: number | undefined;
  readonly gradient: number | undefined;
  /** Layers whose signal it takes. */
  readonly follows: readonly number[];
}

export interface Difference {
  readonly layer: number;
  readonly figure: 'signal' | 'gradient';
  readonly measured: number;
  readonly predicted: number;
}

export interface MeasuredLine {
  /** By layer; undefined where nothing was measured. */
  readonly signal: readonly (number | undefined)[];
  readonly gradient: readonly (number | undefined)[];
  /** Layers of the file that the model has. */
  readonly found: number;
  /** Those that are more than twice or less than half of what is predicted, in order. */
  readonly differences: readonly Difference[];
}

const TWICE = 2;

export function besidePredicted(
  predicted: readonly PredictedLayer[],
  measured: readonly MeasuredLayer[],
): MeasuredLine {
  const rows = matched(predicted, measured);
  const followers = new Map<number, number>();
  for (const [index, { follows }] of predicted.entries())
    for (const before of follows) if (!followers.has(before)) followers.set(before, index);
  const signal = predicted.map((layer, index): number | undefined => {
    const own = rows[index];
    const taken = rows[followers.get(index) ?? -1]?.input;
    if (own !== undefined && taken !== undefined) return taken;
    if (own?.passes !== undefined && !layer.head) return own.passes;
    if (own?.output === undefined) return undefined;
    if (layer.head) return own.output;
    // What is behind it was not measured: as much more or less as at its own output.
    return layer.output === undefined || layer.output === 0 || layer.signal === undefined
      ? undefined
      : (own.output / layer.output) * layer.signal;
  });
  const differences = predicted.flatMap((layer, index): readonly Difference[] => {
    const own = rows[index];
    if (own === undefined) return [];
    const [here, there] =
      own.output === undefined ? [signal[index], layer.signal] : [own.output, layer.output];
    return [
      ...differ(index, 'signal', here, there),
      ...differ(index, 'gradient', own.gradient, layer.gradient),
    ];
  });
  return {
    signal,
    gradient: rows.map((row) => row?.gradient),
    found: rows.filter((row) => row !== undefined).length,
    differences,
  };
}

function differ(
  layer: number,
  figure: Difference['figure'],
  measured: number | undefined,
  predicted: number | undefined,
): readonly Difference[] {
  if (measured === undefined || predicted === undefined) return [];
  const isClose = measured <= TWICE * predicted && predicted <= TWICE * measured;
  return isClose ? [] : [{ layer, figure, measured, predicted }];
}

/** By name; where no name is known, Keras' own names for one, in order, if there are as many. */
function matched(
  predicted: readonly PredictedLayer[],
  measured: readonly MeasuredLayer[],
): readonly (MeasuredLayer | undefined)[] {
  const byName = new Map(measured.map((layer) => [layer.name, layer]));
  // A number alone has the kind of layer behind it in the tab.
  const rows = predicted.map(({ name }) => byName.get(name) ?? byName.get(name.replace(/ \w+$/, '')));
  if (rows.some((row) => row !== undefined)) return rows;
  return measured.length === predicted.length ? [...measured] : rows;
}
