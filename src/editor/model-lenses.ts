/** Above each model: how many layers it has, and what is left of the signal behind the last hidden one. */
import type { Model } from '../core/network/graph';
import { phrase, type Phrase } from '../core/phrase';
import type { LensDocument, OffsetRange } from '../core/service';
import { summaryOf, summaryPhrase } from '../core/signal/summary';
import { usualArguments } from '../core/signal/usual-arguments';
import { sizedModel, usualSizes } from '../core/tensors';

export interface ModelLens {
  readonly range: OffsetRange;
  /** Undefined for a variant of an architecture, whose model is traced once its lens comes into view. */
  readonly title: Phrase | undefined;
}

export function modelLenses(lens: LensDocument): readonly ModelLens[] {
  const traced = lens.models().flatMap((model): readonly ModelLens[] => {
    const range = lens.rangeOf(model.place);
    const title = titleOf(lens, model);
    return range === undefined || title === undefined ? [] : [{ range, title }];
  });
  // Where the first variants have no figure, the others have none either.
  if (traced.length === 0) return [];
  return [...traced, ...lens.variants().map(({ range }) => ({ range, title: undefined }))];
}

/** The title for a variant that begins at an offset. */
export function variantTitle(lens: LensDocument, offset: number): Phrase {
  const [model] = lens.modelsNear(offset);
  const isIts = model !== undefined && lens.rangeOf(model.place)?.start === offset;
  return (isIts ? titleOf(lens, model) : undefined) ?? phrase`Show signal propagation`;
}

const MOST_ARGUMENTS = 50;

/** What the Signal tab draws: where the figure hangs on what the code leaves open, that of usual sizes. */
function titleOf(lens: LensDocument, model: Model): Phrase | undefined {
  const summary = summaryOf(model);
  if (summary === undefined) return undefined;
  if (summary.factor !== undefined) return summaryPhrase(summary);
  const names = lens.openArguments(model).slice(0, MOST_ARGUMENTS);
  const drawn = lens.modelWith(model, usualArguments(names));
  const sizes = usualSizes(drawn);
  if (drawn === model && sizes.size === 0) return summaryPhrase(summary);
  const usual = summaryOf(sizedModel(drawn, sizes));
  return usual?.factor === undefined
    ? summaryPhrase(summary)
    : phrase`${summaryPhrase(usual)} at usual sizes`;
}
