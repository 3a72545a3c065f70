/** What a framework adds to the interpreter: the meaning of its functions, of its classes' instances, and of their methods. */
import type { LayerSymbol } from '../../frameworks/symbol';
import type { Place } from '../../python/syntax';
import type { CallArguments, ObjectValue, SignalValue, Value } from './values';
import type { Machine } from './machine';

/** What a layer's weights measure, as far as its arguments say. */
export interface LayerShape {
  readonly fanIn: number | undefined;
  readonly fanOut: number | undefined;
  readonly width: number | undefined;
  readonly bias: boolean | undefined;
}

/** Every hook answers undefined for what it does not know. */
export interface FrontEnd {
  /** Roots of the canonical names that it speaks for. */
  readonly roots: readonly string[];
  /** A function or class of the framework is called. `name` is canonical. */
  callExternal(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined;
  /** An instance whose class, or whose user class's base, is the framework's is called and no user code says what happens. */
  callObject(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value | undefined;
  /** A method that no user class defines. */
  callMethod(
    machine: Machine,
    object: ObjectValue,
    name: string,
    given: CallArguments,
    site: Place,
  ): Value | undefined;
  /** The constructor of a framework class runs for an object, from a call or through `super().__init__(…)`. */
  initialize(machine: Machine, object: ObjectValue, base: string, given: CallArguments, site: Place): void;
  attribute(machine: Machine, object: ObjectValue, name: string): Value | undefined;
  /** The lengths of a parameter's axes, `module.weight.shape`; one is undefined where the code does not fix it. */
  parameterShape?(object: ObjectValue, name: string): readonly (number | undefined)[] | undefined;
  setAttribute?(machine: Machine, object: ObjectValue, name: string, value: Value, place: Place): boolean;
  /** Children of a container, in order. */
  iterate?(machine: Machine, object: ObjectValue): readonly Value[] | undefined;
  /** An element of something of the framework's, `ACT2FN["gelu"]`; `name` is canonical. */
  subscript?(machine: Machine, name: string, index: Value, site: Place): Value | undefined;
  /** Tables that programs write under the same name as the framework's, by that name: what `subscript` is asked for instead. */
  readonly tables?: ReadonlyMap<string, string>;
  /** A method of a tensor that is this framework's own matter, such as filling in place. */
  signalMethod?(
    machine: Machine,
    signal: SignalValue,
    name: string,
    given: CallArguments,
    site: Place,
  ): Value | undefined;
  /** What the weights of a layer measure whose weight somebody multiplies with by hand. */
  layerShape?(layer: LayerSymbol, given: ReadonlyMap<string, Value>): LayerShape;
  /** Whether an object stands for something of which only the kind is known, so that it may be what is unknown otherwise. */
  mayBeAny?(object: ObjectValue): boolean;
  /** Whether an instance of one class is an instance of another; both canonical. */
  isSubclass(name: string, of: string): boolean | undefined;
  /** Set for libraries whose objects train models and are none. */
  readonly trains?: true;
  /** Whether a class gives behaviour to those that extend it; all do where this is left out. */
  hasClass?(name: string): boolean;
  /** Functions that the framework has beside those of the catalogue, which older versions of it lack: `hasattr(F, 'name')`. */
  hasFunction?(name: string): boolean;
  /** Framework classes whose instances are whole models: `nn.Module`, `nn.Sequential`, `keras.Model`. */
  isModelBase(name: string): boolean;
  /** User methods that run when an instance is called, in order of preference. */
  readonly callMethods: readonly string[];
  /** User methods that run once before the first call: Keras' `build`, Flax's `setup`. */
  readonly prepareMethods: readonly string[];
  /** Fields annotated in the class body are the constructor's parameters: Flax linen. */
  readonly fieldsAreParameters: (base: string) => boolean;
}

const frontEnds = new Map<string, FrontEnd>();

/** Tells the tracer which frameworks there are. Asked for by whoever puts a service together, before the first trace. */
export function useFrontEnds(all: readonly FrontEnd[]): void {
  for (const frontEnd of all) for (const root of frontEnd.roots) frontEnds.set(root, frontEnd);
}

/** The framework's table that a table of the user's under this name stands for. */
export function tableCalled(name: string): string | undefined {
  for (const { tables } of frontEnds.values()) {
    const table = tables?.get(name);
    if (table !== undefined) return table;
  }
  return undefined;
}

/** The front end of a canonical qualified name. */
export function frontEndOf(name: string): FrontEnd | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : frontEnds.get(name.slice(0, dot));
}
