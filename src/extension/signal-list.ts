/** Which models the Signal tab offers, and which of them it shows. */
import type { Model } from '../core/network/graph';
import { ascending } from '../core/numerics/order';
import type { Place } from '../core/python/syntax';
import type { LensDocument, OffsetRange } from '../core/service';
import type { Origin, SignalModel } from '../protocol';
import { signalOfModel } from './signal-model';

const MOST = 200;

export interface SignalList {
  /** In the order in which they stand in the document. */
  readonly models: readonly SignalModel[];
  /** The one that the offset is about. */
  readonly selected: number;
  /** Further variants, traced when somebody picks one. */
  readonly others: readonly { readonly name: string; readonly origin: Origin }[];
}

/** The models nearest to an offset, and the names of those that were not traced. */
export function signalList(
  lens: LensDocument,
  offset: number,
  originOf: (range: OffsetRange) => Origin | undefined,
): SignalList {
  const originOfPlace = (place: Place): Origin | undefined => {
    const range = lens.rangeOf(place);
    return range && originOf(range);
  };
  const near: { readonly signal: SignalModel; readonly start: number }[] = [];
  for (const model of lens.modelsNear(offset)) {
    if (near.length === MOST) break;
    const signal = signalOfModel(model, originOfPlace);
    if (signal !== undefined) near.push({ signal, start: startOf(model, lens) });
  }
  const models = [...near].sort((a, b) => ascending(a.start, b.start));
  const [shown] = near;
  const starts = new Set(near.map(({ start }) => start));
  const others = lens
    .variants()
    .filter(({ range }) => !starts.has(range.start))
    .slice(0, MOST)
    .flatMap(({ name, range }) => {
      const origin = originOf(range);
      return origin === undefined ? [] : [{ name: name.slice(0, 500), origin }];
    });
  return {
    models: models.map(({ signal }) => signal),
    selected: shown === undefined ? 0 : models.indexOf(shown),
    others,
  };
}

function startOf(model: Model, lens: LensDocument): number {
  return lens.rangeOf(model.place)?.start ?? Number.POSITIVE_INFINITY;
}
