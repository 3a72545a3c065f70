/** What the gallery shows: every activation of the catalogue and functions of one's own, with what one filters them by. */
import { allActivations, evaluate } from '../../core/activations/catalogue';
import { isSelfNormalising, traitsOf } from '../../core/propagation/traits';
import { received, type Plot, type ToPanelMessages } from '../../protocol';
import { fittingRange } from './range';

export const filters = ['bounded', 'monotonic', 'smooth', 'gated', 'selfNormalising', 'own'] as const;
export type Filter = (typeof filters)[number];

export interface Card {
  readonly plot: Plot;
  /** Catalogue id; undefined for a function of one's own. */
  readonly id: string | undefined;
  readonly name: string;
  /** Where it is defined, for functions of one's own. */
  readonly place: string;
  /** Lower case: name and everything else that it is known by. */
  readonly words: string;
  readonly traits: ReadonlySet<Filter>;
  /** Path of the curve in a box of `cardSize`, and the height of y = 0 in it. */
  readonly path: string;
  readonly zero: number;
}

export const cardSize = { width: 120, height: 64 } as const;
const steps = 60;
const reach = 5;

let known: readonly Card[] | undefined;

/** Computed once, when somebody looks. */
export function catalogueCards(): readonly Card[] {
  return (known ??= allActivations.map((activation) => {
    const { id, name, aliases } = activation;
    const curve = evaluate(activation);
    const { bounded, monotonic, smooth } = traitsOf(curve);
    const xs = Array.from({ length: steps + 1 }, (_, index) => -reach + (2 * reach * index) / steps);
    return {
      plot: {
        function: { kind: 'catalogue', id, parameters: curve.parameters, unknownParameters: [] },
        title: name,
        api: '',
        framework: null,
      },
      id,
      name,
      place: '',
      words: [id, name, ...aliases].join(' ').toLowerCase(),
      traits: traitSet({
        bounded,
        monotonic,
        smooth,
        gated: activation.gated === true,
        selfNormalising: activation.elementwise && isSelfNormalising(curve),
        own: false,
      }),
      ...pathOf(xs.map(curve.value)),
    };
  }));
}

export function ownCards({ own }: ToPanelMessages['gallery']): readonly Card[] {
  return own.map(({ plot, y, traits }) => ({
    plot,
    id: undefined,
    name: plot.title,
    place: plot.origin?.label ?? '',
    words: `${plot.title} ${plot.origin?.label ?? ''}`.toLowerCase(),
    traits: traitSet({ ...traits, gated: false, selfNormalising: false, own: true }),
    ...pathOf(y.map(received)),
  }));
}

/** Has all that is asked for. */
export function matches(card: Card, search: string, wanted: ReadonlySet<Filter>): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => card.words.includes(word)) && [...wanted].every((one) => card.traits.has(one));
}

function traitSet(has: Readonly<Record<Filter, boolean>>): ReadonlySet<Filter> {
  return new Set(filters.filter((name) => has[name]));
}

/** A jump goes further than this share of the box's height, and so many times as far as the steps beside it. */
const JUMP = { share: 0.02, times: 3 };

/** Even steps from −5 to 5, broken where there is no value, and where it jumps. */
function pathOf(ys: readonly number[]): Pick<Card, 'path' | 'zero'> {
  const range = fittingRange(ys, { min: -reach, max: reach });
  const { width, height } = cardSize;
  const down = (y: number): number => height - ((y - range.min) / (range.max - range.min)) * height;
  let path = '';
  let broken = true;
  for (const [index, y] of ys.entries()) {
    if (!Number.isFinite(y)) {
      broken = true;
      continue;
    }
    const step = (at: number): number => Math.abs((ys[at] ?? NaN) - (ys[at - 1] ?? NaN)) || 0;
    const beside = Math.max(
      step(index - 1),
      step(index + 1),
      (JUMP.share / JUMP.times) * (range.max - range.min),
    );
    if (step(index) > JUMP.times * beside) broken = true;
    const held = Math.min(2 * height, Math.max(-height, down(y)));
    path += `${broken ? 'M' : 'L'}${((index / (ys.length - 1)) * width).toFixed(1)} ${held.toFixed(1)}`;
    broken = false;
  }
  return { path, zero: Math.round(down(0) * 10) / 10 };
}
