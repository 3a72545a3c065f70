/**
 * A function of one's own as a curve: its syntax is run over dual numbers, so the value and the exact derivative come together. Nothing is
 * guessed: what cannot be followed is refused with one line and a place.
 */
import { variableJet, type Jet } from '../numerics/jet';
import { phrase } from '../phrase';
import type { Bindings } from '../python/names';
import type { Parameter, Place } from '../python/syntax';
import { placeOf, type OwnFunction } from './definition';
import { autogradFunction, isAutogradFunction, type DerivativeSource } from './autograd';
import { branchPoints } from './branch-points';
import { instantiate } from './classes';
import { Interpreter } from './interpreter';
import { matchingActivation, type Match } from './matches';
import { Trace } from './trace';
import {
  constantValue,
  jetOf,
  none,
  numberValue,
  Raised,
  Refused,
  truthValue,
  type Refusal,
  type Value,
} from './value';
import { own as ownValue } from '../own';

export type { Refusal } from './value';

export type OwnParameters = Readonly<Record<string, number | boolean | null>>;

/** A number of the function that may be changed: an argument, a constructor's, a learnt weight, a constant of class or module. */
export interface OwnParameter {
  /** The code's own name for it: `scale`, `beta`, `SLOPE`. Unique within one function; the key of `OwnParameters`. */
  readonly name: string;
  /** What it is in the code. */
  readonly default: number | boolean | null;
  /** Trained with the network: the value in the code is where it starts. */
  readonly learned?: boolean;
  /** Written without a fraction in the code, as a degree or a count is. */
  readonly whole?: boolean;
  /** What a new value replaces, and what stands around it there (`torch.full((1,), ` and `)`); absent where it cannot be written back. */
  readonly written?: { readonly place: Place; readonly before: string; readonly after: string };
}

export interface InterpretedFunction {
  readonly kind: 'curve';
  readonly name: string;
  /** Its name with its arguments, for titles and lists: `SquaredReLU(scale=1.0)`, `soft(beta=2)`; the name alone without arguments. */
  readonly title: string;
  /** The variable that is drawn along x. */
  readonly variable: string;
  /** Further parameters with a number, truth value or None as default; they may be changed. */
  readonly parameters: readonly OwnParameter[];
  /** Value and exact derivatives; NaN where the function raises an error. At a kink what its framework's differentiation takes. */
  evaluate(x: number, parameters?: OwnParameters): Jet;
  /**
   * The derivative of the code of the value itself, where what training takes (`evaluate`'s slope) is another one: a declared `backward`, a
   * `detach`. Undefined where both are the same.
   */
  readonly codeSlope: ((x: number, parameters?: OwnParameters) => number) | undefined;
  /** Which branch is drawn where the code asks `self.training`: undefined where it does not ask. */
  readonly drawnMode: 'training' | 'evaluation' | undefined;
  /** Where another branch is taken (kinks and jumps), rising, at most 64. Of a function with long loops some may be missed. */
  breaks(from: number, to: number, parameters?: OwnParameters): readonly number[];
  /** Whether f′ is that of the code, of a `backward` of its own, or not shown because that one cannot be followed. */
  readonly derivative: DerivativeSource;
  /** The catalogue's activation that it equals, with the parameters for which it does. */
  readonly matches: Match | undefined;
}

export interface RefusedFunction extends Refusal {
  readonly kind: 'refusal';
}

const whatItReturns = phrase`what it returns`;
/** Of one run: fifty times what the dearest activation takes that we found in real code. A drawing makes hundreds of runs. */
const mostSteps = 8_000;
/** Of the first run, which finds the true reason of a refusal behind a long `__init__`, too. */
const mostFirstSteps = 50_000;
const notANumber: Jet = { value: Number.NaN, slope: Number.NaN, curvature: Number.NaN };

/** Inputs on which the function is tried before anything is drawn: both sides, 0, small and large. */
const probes: readonly number[] = [
  -20, -6.3, -3.1, -1.7, -1, -0.4, -0.01, 0, 0.01, 0.3, 0.9, 1.6, 2.7, 5.9, 20,
];

function valueOf(plain: number | boolean | null): Value {
  if (plain === null) return none;
  return typeof plain === 'boolean' ? truthValue(plain) : constantValue(plain);
}

/** Parameters besides `self` or `ctx`. */
function ownParameters(own: OwnFunction, bindings: Bindings): readonly Parameter[] {
  if (own.kind === 'expression') return [];
  if (own.kind === 'lambda') return own.definition.parameters;
  const { definition, owner } = own;
  const isStatic = definition.decorators.some(
    (decorator) => decorator.kind === 'Name' && decorator.id === 'staticmethod',
  );
  const takesContext =
    owner !== undefined &&
    isAutogradFunction(owner, bindings) &&
    !owner.body.some((statement) => statement.kind === 'Function' && statement.name === 'setup_context');
  return owner && (!isStatic || takesContext) ? definition.parameters.slice(1) : definition.parameters;
}

/** One run: a fresh interpreter, so that nothing is remembered from another input. */
class Run {
  readonly trace: Trace;
  readonly #interpreter: Interpreter;

  constructor(
    readonly own: OwnFunction,
    private readonly bindings: Bindings,
    steps = mostSteps,
  ) {
    this.trace = new Trace(steps);
    this.#interpreter = new Interpreter(bindings, this.trace);
  }

  at(x: Value, given: ReadonlyMap<string, Value>): Jet {
    const place = placeOf(this.own);
    const result = this.#result(x, given);
    if (result.kind === 'none') throw new Refused(phrase`it returns nothing`, place);
    return jetOf(result, place, whatItReturns);
  }

  #result(x: Value, given: ReadonlyMap<string, Value>): Value {
    const { own } = this;
    const place = placeOf(own);
    const call = { positional: [x], keywords: given, place };
    const scope = { names: new Map<string, Value>(), parent: undefined };
    if (own.kind === 'expression') {
      if (own.variable !== undefined) scope.names.set(own.variable, x);
      const value = this.#interpreter.evaluate(own.definition, scope);
      // `nn.LeakyReLU(0.2)`, `F.relu`: the value is the function.
      return own.variable === undefined && value.kind !== 'number'
        ? this.#interpreter.call(value, call)
        : value;
    }
    if (own.kind === 'lambda') {
      return this.#interpreter.call(this.#interpreter.evaluate(own.definition, scope), call);
    }
    if (own.owner === undefined)
      return this.#interpreter.call(this.#interpreter.function(own.definition, scope), call);
    if (isAutogradFunction(own.owner, this.bindings))
      return this.#interpreter.call(autogradFunction(own.owner, place, this.#interpreter), call);
    const isStatic = own.definition.decorators.some(
      (decorator) => decorator.kind === 'Name' && decorator.id === 'staticmethod',
    );
    if (isStatic) {
      return this.#interpreter.call(this.#interpreter.function(own.definition, scope), call);
    }
    const self = instantiate(own.owner, { positional: [], keywords: new Map(), place }, this.#interpreter);
    return this.#interpreter.call(this.#interpreter.function(own.definition, scope, self), call);
  }

  /** The default of a parameter, where it is plain. */
  defaultOf(parameter: Parameter): number | boolean | null | undefined {
    if (!parameter.defaultValue) return undefined;
    try {
      const value = this.#interpreter.evaluate(parameter.defaultValue, {
        names: new Map(),
        parent: undefined,
      });
      if (value.kind === 'number') return value.jet.value;
      if (value.kind === 'truth') return value.value;
      return value.kind === 'none' ? null : undefined;
    } catch (error) {
      if (error instanceof Refused || error instanceof Raised) return undefined;
      throw error;
    }
  }
}

/** The variable and the rest; refuses functions of none or of several variables. */
function signatureOf(own: OwnFunction, bindings: Bindings, given: OwnParameters) {
  const place = placeOf(own);
  if (own.kind === 'expression') return { variable: own.variable ?? 'x', parameters: [] };
  const [first, ...rest] = ownParameters(own, bindings).filter(({ form }) => form !== 'double-star');
  if (!first || first.form === 'keyword-only') throw new Refused(phrase`it takes no input`, place);
  if (first.form === 'star') throw new Refused(phrase`it takes any number of inputs`, place);
  const missing = rest.find(
    ({ name, defaultValue, form }) => !defaultValue && form !== 'star' && !Object.hasOwn(given, name),
  );
  if (missing)
    throw new Refused(phrase`\`${missing.name}\` has no value`, {
      unit: place.unit,
      start: missing.start,
      end: missing.end,
    });
  const run = new Run(own, bindings);
  const parameters = rest.flatMap((parameter) => {
    const fallback = ownValue(given, parameter.name) ?? run.defaultOf(parameter);
    return fallback === undefined ? [] : [{ name: parameter.name, default: fallback }];
  });
  return { variable: first.name, parameters };
}

/**
 * @param given values for parameters without a default
 * @returns a curve, or why there is none and where
 */
export function interpret(
  own: OwnFunction,
  bindings: Bindings,
  given: OwnParameters = {},
): InterpretedFunction | RefusedFunction {
  const run = (x: number, parameters: OwnParameters, most = mostSteps) => {
    const one = new Run(own, bindings, most);
    const values = new Map(
      Object.entries({ ...given, ...parameters }).map(([name, value]) => [name, valueOf(value)]),
    );
    try {
      const jet = one.at(numberValue(variableJet(x)), values);
      const { signature, derivative, steps } = one.trace;
      return { jet: Number.isNaN(jet.value) ? notANumber : jet, signature, derivative, steps };
    } catch (error) {
      if (error instanceof Raised)
        return { jet: notANumber, signature: -1, derivative: 'automatic' as const, steps: one.trace.steps };
      throw error;
    }
  };
  /** After the probes a refusal can only come from an input that was not tried: undefined there. */
  const quietly = (x: number, parameters: OwnParameters) => {
    try {
      return run(x, parameters);
    } catch (error) {
      if (error instanceof Refused) return { jet: notANumber, signature: -2, steps: mostSteps };
      throw error;
    }
  };
  try {
    const { variable, parameters } = signatureOf(own, bindings, given);
    const tried = probes.map((x, index) => {
      const one = run(x, {}, index === 0 ? mostFirstSteps : mostSteps);
      if (one.steps > mostSteps)
        throw new Refused(phrase`a single value takes too many steps to draw a curve`, placeOf(own));
      return one;
    });
    const sources = tried.map((one): DerivativeSource => one.derivative);
    const derivative =
      (['hidden', 'backward'] as const).find((source) => sources.includes(source)) ?? 'automatic';
    if (tried.every(({ jet }) => Number.isNaN(jet.value)))
      throw new Refused(phrase`it has no value anywhere`, placeOf(own));
    const evaluate = (x: number, changed: OwnParameters = {}) => quietly(x, changed).jet;
    return {
      kind: 'curve',
      name: own.name,
      title: own.name,
      variable,
      parameters,
      evaluate,
      codeSlope: undefined,
      drawnMode: undefined,
      breaks: (from, to, changed = {}) => branchPoints((x) => quietly(x, changed), from, to),
      derivative,
      matches: matchingActivation(
        remembering((x) => evaluate(x).value),
        derivative === 'automatic' ? undefined : remembering((x) => evaluate(x).slope),
      ),
    };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refusal', ...error.refusal };
    throw error;
  }
}

/** Comparing with the catalogue asks for the same few values again and again. */
function remembering(f: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const value = known.get(x) ?? f(x);
    known.set(x, value);
    return value;
  };
}
