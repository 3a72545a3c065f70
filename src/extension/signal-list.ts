/** Which models the Signal tab offers, and which of them it shows. */
import type { Model } from '../core/network/graph';
import type { Place } from '../core/python/syntax';
import type { LensDocument } from '../core/service';
import type { Origin, SignalModel } from '../protocol';
import { signalOfModel } from './signal-model';

const MOST = 200;

/** The models nearest to an offset, as they stand in the document; the one that the offset is about is selected. */
export function signalList(
  lens: LensDocument,
  offset: number,
  originOf: (place: Place) => Origin | undefined,
): { readonly models: readonly SignalModel[]; readonly selected: number } {
  const near: { readonly signal: SignalModel; readonly start: number }[] = [];
  for (const model of lens.modelsNear(offset)) {
    if (near.length === MOST) break;
    const signal = signalOfModel(model, originOf);
    if (signal !== undefined) near.push({ signal, start: startOf(model, lens) });
  }
  const models = [...near].sort((a, b) => (a.start === b.start ? 0 : a.start - b.start));
  const [shown] = near;
  return {
    models: models.map(({ signal }) => signal),
    selected: shown === undefined ? 0 : models.indexOf(shown),
  };
}

function startOf(model: Model, lens: LensDocument): number {
  return lens.rangeOf(model.place)?.start ?? Number.POSITIVE_INFINITY;
}
