/** Which models the Signal tab offers, and which of them it shows. */
import type { Model } from '../../core/network/graph';
import { ascending } from '../../core/numerics/order';
import type { Place } from '../../core/python/syntax';
import type { LensDocument, OffsetRange } from '../../core/service';
import { layersAt } from '../../core/signal/layers-at';
import { usualSizes, type Sizes } from '../../core/tensors';
import type { Origin, SignalModel } from '../../protocol';
import { signalOfModel, type ProposalWithPlaces } from './signal-model';

export type { ProposalWithPlaces };
export type GivenArgument = SignalModel['arguments'][number];

/** A network with the arguments of its class that the code gives nowhere. */
export interface Drawn {
  readonly model: Model;
  readonly given: readonly GivenArgument[];
}

const MOST = 200;

export interface SignalList {
  /** In the order in which they stand in the document. */
  readonly models: readonly SignalModel[];
  /** The one that the offset is about. */
  readonly selected: number;
  /** Further variants, traced when somebody picks one. */
  readonly others: readonly { readonly name: string; readonly origin: Origin }[];
  /** Layers of the selected one at the offset's line. */
  readonly cursor: readonly number[];
}

/** What was made for a version of a document: a cursor that moves in it needs no other. */
export type KeptSignals = Map<
  Model,
  {
    readonly isShown: boolean;
    readonly proposal: ProposalWithPlaces | undefined;
    readonly sizes: Sizes;
    readonly signal: SignalModel | undefined;
  }
>;

/** The models nearest to an offset, and the names of those that were not traced. */
export function signalList(
  lens: LensDocument,
  offset: number,
  originOf: (range: OffsetRange) => Origin | undefined,
  proposalFor: (model: Model) => ProposalWithPlaces | undefined = () => undefined,
  kept: KeptSignals = new Map(),
  sizesFor: (model: Model) => Sizes = usualSizes,
  drawnFor: (traced: Model) => Drawn = (model) => ({ model, given: [] }),
): SignalList {
  const originOfPlace = (place: Place): Origin | undefined => {
    const range = lens.rangeOf(place);
    return range && originOf(range);
  };
  const near: { readonly model: Model; readonly signal: SignalModel; readonly start: number }[] = [];
  for (const traced of lens.modelsNear(offset)) {
    if (near.length === MOST) break;
    // Only the one in view is traced anew with what its findings suggest, and has more than its two lines.
    const isShown = near.length === 0;
    const { model, given } = isShown ? drawnFor(traced) : { model: traced, given: [] };
    const proposal = isShown ? proposalFor(model) : undefined;
    const sizes = sizesFor(model);
    const before = kept.get(model);
    const signal =
      before?.isShown === isShown && before.proposal === proposal && before.sizes === sizes
        ? before.signal
        : signalOfModel(model, originOfPlace, sizes, proposal, !isShown, given);
    kept.set(model, { isShown, proposal, sizes, signal });
    if (signal !== undefined) near.push({ model, signal, start: startOf(model, lens) });
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
    cursor: shown === undefined ? [] : layersAt(shown.model, lens, offset).slice(0, 2_000),
  };
}

function startOf(model: Model, lens: LensDocument): number {
  return lens.rangeOf(model.place)?.start ?? Number.POSITIVE_INFINITY;
}
