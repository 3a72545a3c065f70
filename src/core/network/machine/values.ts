/**
 * What the abstract interpreter computes with. A value stands for everything that an expression may be at run time as far as a model's
 * structure goes; whatever cannot be told is `unknown` and stays silent. Lists, dictionaries, scopes and attribute maps are mutable, as
 * in Python, and are written through heap.ts only, so that two branches can be tried and joined.
 */
import type {
  ClassDefinition,
  FunctionDefinition,
  LambdaExpression,
  Parameter,
  Place,
  Unit,
} from '../../python/syntax';
import type { ConstantValue } from '../../python/names';
import type { Behaviour } from './behaviour';
import type { DataFacts, LayerNode, MadeTensor, Piece, SignalReference, Size } from '../graph';
import type { GraphBuilder } from './graph-builder';
import type { LengthPart } from './lengths';
import type { ExternalMeaning } from './externals';
import type { Namespace } from './namespace';

export type Scalar = number | string | boolean | null;

/** What is known of a value that is otherwise unknown: nobody who does not ask sees a difference. */
export type UnknownFact =
  | { readonly kind: 'size'; readonly size: Size }
  | { readonly kind: 'shape'; readonly of: SignalReference }
  | { readonly kind: 'lengths'; readonly parts: readonly LengthPart[] }
  | {
      readonly kind: 'data';
      readonly data: Data;
      /** The shape of data that is numbers, where it is known. */
      readonly shape?: MadeTensor['shape'];
    }
  | {
      readonly kind: 'made';
      readonly tensor: MadeTensor;
      readonly place: Place;
      /** Set in JAX, where an array can be a parameter as it is. */
      readonly framework?: 'jax';
      /** Bounds that its elements reach: `linspace(-3, 3)`, the sine of it. */
      readonly bounds?: DataFacts['range'] | undefined;
      readonly even?: Even | undefined;
    }
  /** A text that a program takes unless it is told otherwise: what is named by it is known, what depends on it goes both ways. */
  | { readonly kind: 'default'; readonly value: ScalarValue }
  /** `a:b:c` between brackets. */
  | { readonly kind: 'slice'; readonly lower: Value; readonly upper: Value; readonly step: Value };
/** So many numbers at equal distances: `torch.linspace(0, rate, depth)`. */
export interface Even {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}
/** Data sets and what prepares them. */
export type Data =
  | { readonly kind: 'numbers'; readonly facts: DataFacts }
  /** What reads images from folders, and between which values they come out. */
  | { readonly kind: 'images'; readonly range: DataFacts['range'] }
  /** Named parts: `load_iris()` has `data` and `target`. */
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Value> }
  /** Gives the same kind of item over and over: a data loader. */
  | { readonly kind: 'items'; readonly item: Value }
  /** A scaler, an encoder, a chain of transforms: what comes of numbers that it is given. */
  | {
      readonly kind: 'preparation';
      readonly prepare: (given: DataFacts | undefined, place: Place) => DataFacts;
    }
  /** The mean of data, or its standard deviation. */
  | { readonly kind: 'mean' }
  | { readonly kind: 'deviation' }
  /** Data less its mean. */
  | { readonly kind: 'centred'; readonly place: Place }
  /** The rows of a unit matrix. */
  | { readonly kind: 'unit-rows'; readonly classes: number | undefined };

export interface UnknownValue {
  readonly kind: 'unknown';
  readonly fact?: UnknownFact;
}
export interface ScalarValue {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** True for a number that Python holds as a float: `2.0` is no integer and is written otherwise. */
  readonly float?: boolean;
  /** The field of a configuration whose default this is: nothing in view says that a run uses it. */
  readonly assumed?: string;
  /** The parameter whose default this text is, where both ways of what depends on it are shown. */
  readonly chosen?: Parameter;
}
export interface ListValue {
  readonly kind: 'list';
  readonly form: 'list' | 'tuple' | 'set';
  elements: Value[];
  /** True when it may hold more elements than these. */
  open: boolean;
  /** Of a named tuple: what its elements are called. */
  readonly fields?: readonly string[];
}
export interface DictionaryValue {
  readonly kind: 'dictionary';
  readonly entries: Map<string, Value>;
  /** Keys in their own type, by the string they are stored under. */
  readonly keys: Map<string, Scalar>;
  open: boolean;
}
/** A name that comes from outside the workspace, as the import wrote it: `torch.nn.functional`. */
export interface ExternalValue {
  readonly kind: 'external';
  readonly name: string;
  /** Its attributes that were asked for: the same name is read over and over. */
  members: Map<string, ExternalValue> | undefined;
  /** What calling it comes to, once it was called. */
  meaning: ExternalMeaning | undefined;
  /** Where the code names an activation that it calls elsewhere: `self.act = F.relu`. */
  readonly named?: Place;
}
export interface FunctionValue {
  readonly kind: 'function';
  readonly definition: FunctionDefinition | LambdaExpression;
  readonly scope: Scope;
  /** The class whose body defines it, for `super()`. */
  readonly owner: ClassValue | undefined;
  readonly binding: 'plain' | 'static' | 'class' | 'property';
  /** Evaluated at the first call; parameters without a default are absent. */
  defaults: ReadonlyMap<string, Value> | undefined;
}
/** What a class inherits. */
export interface Ancestry {
  /** Canonical name of the framework class that gives behaviour: the most specific external base; `object` when there is none. */
  readonly base: string;
  /** True where a base could not be told, so that members may come from there. */
  readonly unknown: boolean;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly definition: ClassDefinition;
  readonly scope: Scope;
  readonly bases: readonly Value[];
  /** The body's names; filled as they are asked for. */
  readonly members: Map<string, Value>;
  /** Names whose statements ran or run. */
  readonly running: Set<string>;
  /** `done` once the whole body ran. */
  state: 'fresh' | 'done';
  /** Method resolution order, user classes only, itself first. */
  order: readonly ClassValue[] | undefined;
  /** What the class inherits, once asked for. */
  ancestry: Ancestry | undefined;
  /** Whether its constructor is made from its fields, and those, once asked for. */
  record: boolean | undefined;
  fields: readonly string[] | undefined;
}
/** How the weights of a layer start. */
export type LayerStart = Pick<
  LayerNode,
  'initialization' | 'recurrentInitialization' | 'biasInitialization' | 'innerStarts'
>;

/** An instance: of a framework's class, of a user's class, or of a user's class that extends a framework's. */
export interface ObjectValue {
  readonly kind: 'object';
  readonly class: ClassValue | undefined;
  /** Canonical name of the framework class that gives it its behaviour; `object` when there is none. */
  readonly base: string;
  /** What that class is. */
  readonly behaviour: Behaviour;
  /** Children of containers are here too, under `0`, `1` … or their keys, in order. */
  readonly attributes: Map<string, Value>;
  /** Arguments of the framework class's constructor by parameter name. */
  readonly arguments: Map<string, Value>;
  /** Where those arguments are written, for those that say what a layer does inside: activations, initialisers. */
  argumentPlaces: Map<string, Place> | undefined;
  /** The innermost call that makes it. */
  readonly place: Place;
  /** Outer calls, innermost first, without `place`. */
  readonly chain: readonly Place[];
  readonly instance: number;
  /** Those arguments that are constants, once it was called. */
  constants: Readonly<Record<string, ConstantValue>> | undefined;
  /** How its weights start, once a model that it is part of was cut out. */
  start: LayerStart | undefined;
  /** Where the user's class that it is an instance of hands its arguments on to the framework's: `super().__init__(…)`. */
  handedOn: Place | undefined;
  /** Where its class is named, if that is not where it is called: `act_layer=nn.GELU`. */
  readonly named: Place | undefined;
  /** False where `*args` of unknown length make its arguments or children uncertain. */
  certain: boolean;
  /** A configuration that stands in for one that only the caller knows: all of its fields have their defaults. */
  assumed: boolean;
}
export interface BoundValue {
  readonly kind: 'bound';
  readonly function: FunctionValue;
  readonly self: Value;
}
/** A method of something that is not the user's: `layers.append`, `x.view`, `self.modules`. */
export interface MethodValue {
  readonly kind: 'method';
  readonly receiver: Value;
  readonly name: string;
}
export interface PartialValue {
  readonly kind: 'partial';
  readonly callee: Value;
  readonly arguments: CallArguments;
}
/** A weight or bias of a layer. */
export interface ParameterValue {
  readonly kind: 'parameter';
  readonly owner: ObjectValue;
  readonly name: string;
  /** Its axes stand the other way round: `embedding.weight.T`. */
  readonly isTransposed?: boolean;
}

/** The same parameter with its axes the other way round. */
export const transposed = (parameter: ParameterValue): ParameterValue => ({
  ...parameter,
  isTransposed: parameter.isTransposed !== true,
});
/** How a weight was set last; kept with the layer under `@init:` and the weight's name. */
export interface InitializationValue {
  readonly kind: 'initialization';
  /** Id in reference/initializers.json. */
  readonly initializer: string;
  readonly place: Place;
  /** Calls around, innermost first, where one of them stands in another file. */
  readonly chain?: readonly Place[];
  /** By meaning, as frameworks/ takes them: gain, mode, std … */
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  /** False where an argument that matters could not be told. */
  readonly certain: boolean;
  /** Nobody chose it. */
  readonly isDefault?: boolean;
}
/** A tensor: the output of any of these nodes. */
export interface SignalValue {
  readonly kind: 'signal';
  readonly graph: GraphBuilder;
  readonly nodes: readonly number[];
  /** Set where it is an item of what those nodes give, as after `chunk`. */
  readonly piece?: Piece | undefined;
  /** No gradient goes back this way: `x.detach()`. */
  readonly isDetached?: true | undefined;
}
/** A module of the workspace. */
export interface NamespaceValue {
  readonly kind: 'namespace';
  readonly namespace: Namespace;
}
export interface SuperValue {
  readonly kind: 'super';
  readonly self: Value;
  /** Classes after this one in the order are asked. */
  readonly after: ClassValue;
}
/** One of a few; at most `MAXIMUM_ALTERNATIVES`, none of them alternatives or unknown. */
export interface AlternativesValue {
  readonly kind: 'alternatives';
  readonly options: readonly Value[];
}
/** Inside a list: these elements in a row, perhaps none. Only ever an option of alternatives. */
export interface RunValue {
  readonly kind: 'run';
  readonly elements: readonly Value[];
}

export type Value =
  | UnknownValue
  | ScalarValue
  | ListValue
  | DictionaryValue
  | ExternalValue
  | FunctionValue
  | ClassValue
  | ObjectValue
  | BoundValue
  | MethodValue
  | PartialValue
  | ParameterValue
  | InitializationValue
  | SignalValue
  | NamespaceValue
  | SuperValue
  | AlternativesValue
  | RunValue;

export interface Scope {
  readonly variables: Map<string, Value>;
  readonly parent: Scope | undefined;
  readonly namespace: Namespace;
  /** Names declared `global` or `nonlocal` here, and the scope they belong to; undefined where there are none. */
  elsewhere: Map<string, Scope> | undefined;
  /** The unit whose code runs in it, for bookkeeping of what depends on what. */
  readonly unit: Unit | undefined;
}

/** Arguments of a call, evaluated. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** True where a `*` or `**` of unknown content was passed: what is not here is then unknown, not absent. */
  readonly open: boolean;
}

export const UNKNOWN: UnknownValue = { kind: 'unknown' };
export const NONE: ScalarValue = { kind: 'scalar', value: null };
export const TRUE: ScalarValue = { kind: 'scalar', value: true };
export const FALSE: ScalarValue = { kind: 'scalar', value: false };
/** What stands before the number of a child whose name is not known. */
export const UNNAMED = '?';
/** Most calls have no keywords; these are the ones of all of them. */
export const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();
export const NO_ARGUMENTS: CallArguments = { positional: [], keywords: NO_KEYWORDS, open: false };

/** What a text is by default. */
export const byDefault = (value: ScalarValue, name: string): UnknownValue => ({
  kind: 'unknown',
  fact: { kind: 'default', value: { ...value, assumed: name } },
});
/** The text that a value is by default, or the value itself. */
export const defaultIn = (value: Value): Value =>
  value.kind === 'unknown' && value.fact?.kind === 'default' ? value.fact.value : value;

export const scalar = (value: Scalar): ScalarValue => ({ kind: 'scalar', value });
export const real = (value: number): ScalarValue => ({ kind: 'scalar', value, float: true });
/** Whether Python holds a number as a float. */
export const isFloat = ({ value, float }: ScalarValue): boolean =>
  float === true || (typeof value === 'number' && !Number.isInteger(value));
export const truth = (value: boolean): ScalarValue => (value ? TRUE : FALSE);
export const external = (name: string): ExternalValue => ({
  kind: 'external',
  name,
  members: undefined,
  meaning: undefined,
});
export const list = (elements: Value[], form: ListValue['form'] = 'list', open = false): ListValue => ({
  kind: 'list',
  form,
  elements,
  open,
});
export const dictionary = (open = false): DictionaryValue => ({
  kind: 'dictionary',
  entries: new Map(),
  keys: new Map(),
  open,
});
export const positional = (...values: Value[]): CallArguments => ({
  positional: values,
  keywords: NO_KEYWORDS,
  open: false,
});
/** A method's arguments with the object that it is called on in front. */
export const withSelf = (self: Value, given: CallArguments): CallArguments => ({
  positional: [self, ...given.positional],
  keywords: given.keywords,
  open: given.open,
});

/** Masks and switches that a call gives by keyword, beside tensors of the network. */
export const settingsIn = ({ keywords }: CallArguments): CallArguments['keywords'] =>
  new Map([...keywords].filter(([, { kind }]) => kind !== 'signal'));

export const valuesOf = ({ positional: values, keywords }: CallArguments): readonly Value[] =>
  keywords.size === 0 ? values : [...values, ...keywords.values()];

/** The key that a value is stored under in a dictionary; undefined when it cannot be one for sure. `1`, `1.0` and `True` are one key, as in Python. */
export function keyOf(value: Value): string | undefined {
  if (value.kind !== 'scalar') return undefined;
  const plain = value.value;
  if (typeof plain === 'string') return `s${plain}`;
  if (plain === null) return 'None';
  return `n${Number(plain)}`;
}

/** The key that a tuple of plain values is stored under, `self.convs["upconv", 3]`: like one that cannot be told, but found again. */
export function tupleKeyOf(value: Value): string | undefined {
  if (value.kind !== 'list' || value.form !== 'tuple' || value.open) return undefined;
  const parts = value.elements.map(keyOf);
  return parts.every((part) => part !== undefined) ? `${UNNAMED}(${parts.join(',')})` : undefined;
}
