/** Places in a document where an activation, an initialiser, a layer or a loss is meant. Everything is relative to its unit. */
import type { ActivationParameters } from '../activations/activation';
import type { Place } from '../python/syntax';
import type { BoundArguments, Framework, InitializerSymbol, LayerSymbol, LossSymbol } from './symbol';
import type { NamedActivation } from './strings';
import type { Fans, InitializerArguments } from './variance';

interface UseFacts {
  /** What a hover underlines: the name, the call or the string. */
  readonly place: Place;
  /** Where the cursor finds it; contains `place`. */
  readonly area: Place;
  /** Parts of the area that belong to something else: the expression that computes a function's input. */
  readonly holes: readonly Place[];
}

export interface RecognisedUse extends UseFacts {
  /** Catalogue id. */
  readonly id: string;
  /** Catalogue parameters that the API or the code sets; the catalogue's defaults hold for the rest. */
  readonly parameters: ActivationParameters;
  /** Parameters whose value stands in the code but cannot be told. */
  readonly unknownParameters: readonly string[];
  /** Canonical API name; for a string the call's name and the argument: `keras.layers.Dense activation='selu'`. */
  readonly api: string;
  readonly framework: Framework;
  readonly form: 'module' | 'function' | 'method' | 'string' | 'reference' | 'instance';
  /** Where each catalogue parameter's value is written out. */
  readonly parameterPlaces: Readonly<Record<string, Place>>;
  /** Where a parameter that is not written out can be added to the call, and what goes in front of its value: `, negative_slope=`. */
  readonly parameterInsertions: Readonly<Record<string, { readonly place: Place; readonly prefix: string }>>;
  /** As in the source, on one line and at most 80 characters. */
  readonly source: string;
}

/** A call or string that names an initialiser. */
export interface InitializerUse extends UseFacts {
  readonly kind: 'initializer';
  readonly symbol: InitializerSymbol;
  /** By meaning, defaults included; what cannot be told is left out. */
  readonly arguments: InitializerArguments;
  /** Of the weight that it fills, where the document shows it. */
  readonly fans: Fans;
  readonly source: string;
}

/** An activation that a layer applies inside itself. */
export interface InnerActivation {
  /** The parameter that takes it; undefined where none can change it. */
  readonly parameter: string | undefined;
  /** Undefined where the code names it by what cannot be told. */
  readonly named: NamedActivation | undefined;
  /** As in the source, where it is written out. */
  readonly written: string | undefined;
}

/** A call that makes a recurrent layer or cell. */
export interface RecurrentUse extends UseFacts {
  readonly kind: 'recurrent';
  readonly symbol: LayerSymbol;
  readonly bound: BoundArguments;
  readonly activations: readonly InnerActivation[];
  readonly source: string;
}

/** A call that makes any other layer, or calls its functional form; it is found at the name only. */
export interface LayerUse extends UseFacts {
  readonly kind: 'layer';
  readonly symbol: LayerSymbol;
  readonly bound: BoundArguments;
  /** The whole call, by which the traced models know it. */
  readonly call: Place;
  readonly activations: readonly InnerActivation[];
  readonly source: string;
}

/** A loss: its call, found at the name only, or the string that names it. */
export interface LossCallUse extends UseFacts {
  readonly kind: 'loss';
  readonly symbol: LossSymbol;
  readonly bound: BoundArguments;
  readonly call: Place;
  readonly source: string;
}
export type SymbolUse = InitializerUse | RecurrentUse | LayerUse | LossCallUse;

/** The source text of a place for titles: white space collapsed, cut at 80 characters. */
export function sourceOf(place: Place): string {
  const text = place.unit.text.slice(place.start, Math.min(place.end, place.start + 400));
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 || place.end - place.start > 400 ? line.slice(0, 79) + '…' : line;
}

/** Whether a cursor at this offset (relative to the unit) is on the use; both ends of a name count. */
function covers(use: UseFacts, offset: number): boolean {
  return (
    use.area.start <= offset &&
    offset <= use.area.end &&
    !use.holes.some((hole) => hole.start < offset && offset < hole.end)
  );
}

/** The innermost of the uses that cover an offset; on a boundary between two the one that begins there. */
export function innermost<T extends UseFacts>(uses: readonly T[], offset: number): T | undefined {
  let best: T | undefined;
  for (const use of uses) {
    if (!covers(use, offset)) continue;
    if (best === undefined || closer(use.area, best.area, offset)) best = use;
  }
  return best;
}

function closer(area: Place, other: Place, offset: number): boolean {
  const atEnd = Number(area.end === offset) - Number(other.end === offset);
  return atEnd !== 0 ? atEnd < 0 : area.end - area.start < other.end - other.start;
}
