/** Above each model: how many layers it has, and what is left of the signal behind the last hidden one. */
import { phrase, type Phrase } from '../core/phrase';
import type { LensDocument, OffsetRange } from '../core/service';
import { summaryOf, summaryPhrase } from '../core/signal/summary';

export interface ModelLens {
  readonly range: OffsetRange;
  /** Undefined for a variant of an architecture, whose model is traced once its lens comes into view. */
  readonly title: Phrase | undefined;
}

export function modelLenses(lens: LensDocument): readonly ModelLens[] {
  const traced = lens.models().flatMap((model): readonly ModelLens[] => {
    const range = lens.rangeOf(model.place);
    const signal = summaryOf(model);
    return range === undefined || signal === undefined ? [] : [{ range, title: summaryPhrase(signal) }];
  });
  // Where the first variants have no figure, the others have none either.
  if (traced.length === 0) return [];
  return [...traced, ...lens.variants().map(({ range }) => ({ range, title: undefined }))];
}

/** The title for a variant that begins at an offset. */
export function variantTitle(lens: LensDocument, offset: number): Phrase {
  const [model] = lens.modelsNear(offset);
  const isIts = model !== undefined && lens.rangeOf(model.place)?.start === offset;
  const signal = isIts ? summaryOf(model) : undefined;
  return signal === undefined ? phrase`Show signal propagation` : summaryPhrase(signal);
}
