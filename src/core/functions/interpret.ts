/**
 * A function of one's own as a curve: its syntax is run over dual numbers, so the value and the exact derivative come together. Nothing is
 * guessed: what cannot be followed is refused with one line and a place.
 */
import { variableJet, type Jet } from '../numerics/jet';
import { phrase } from '../phrase';
import type { Bindings } from '../python/names';
import type { ClassDefinition, Expression, FunctionDefinition, Parameter, Place } from '../python/syntax';
import { walk } from '../python/walk';
import { lazily } from '../lazily';
import { placeOf, type OwnFunction } from './definition';
import { autogradFunction, isAutogradFunction, type DerivativeSource } from './autograd';
import { branchPoints } from './branch-points';
import type { InterpretedFunction, OwnParameter, OwnParameters } from './curve';
import { formulaOf } from './formula/formula';
import { attributeOf, instantiate, methodOf } from './classes';
import { emptyScope, type InterpreterOptions } from './evaluation';
import { Interpreter } from './interpreter';
import { slotIn, type ParameterSlot } from './parameters';
import { matchingActivation } from './matches';
import { Trace } from './trace';
import {
  constantValue,
  jetOf,
  none,
  numberValue,
  Raised,
  Refused,
  truthValue,
  type CallArguments,
  type Refusal,
  type Value,
} from './value';
import { own as ownValue } from '../own';

export type { Refusal } from './value';
export type { InterpretedFunction, OwnParameter, OwnParameters } from './curve';

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
export function ownParameters(own: OwnFunction, bindings: Bindings): readonly Parameter[] {
  if (own.kind === 'expression') return [];
  if (own.kind === 'lambda') return own.definition.parameters;
  const { definition, owner } = own;
  const isStatic = isStaticMethod(definition);
  const takesContext =
    owner !== undefined &&
    isAutogradFunction(owner, bindings) &&
    !owner.body.some((statement) => statement.kind === 'Function' && statement.name === 'setup_context');
  return owner && (!isStatic || takesContext) ? definition.parameters.slice(1) : definition.parameters;
}

type Changes = InterpreterOptions['changed'];
interface RunOptions extends InterpreterOptions {
  readonly steps: number;
  readonly notesParameters: boolean;
}

/** One run: a fresh interpreter, so that nothing is remembered from another input. */
export class Run {
  readonly trace: Trace;
  readonly #interpreter: Interpreter;

  constructor(
    readonly own: OwnFunction,
    private readonly bindings: Bindings,
    options: RunOptions,
  ) {
    this.trace = new Trace(options.steps, options.notesParameters);
    this.#interpreter = new Interpreter(bindings, this.trace, options);
  }

  at(x: Value, given: ReadonlyMap<string, Value>): Jet {
    const place = placeOf(this.own);
    const result = this.result(x, given);
    if (result.kind === 'none') throw new Refused(phrase`it returns nothing`, place);
    return jetOf(result, place, whatItReturns);
  }

  /** Whatever it returns. */
  result(x: Value, given: ReadonlyMap<string, Value>): Value {
    const { own } = this;
    const place = placeOf(own);
    const call = { positional: [x], keywords: given, place };
    const scope = emptyScope();
    if (own.kind === 'expression') {
      if (own.variable !== undefined) scope.names.set(own.variable, x);
      const value = this.#interpreter.evaluate(own.definition, scope);
      // `nn.LeakyReLU(0.2)`, `F.relu`: the value is the function.
      return own.variable === undefined && (value.kind !== 'number' || own.tried === true)
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
    if (isStaticMethod(own.definition)) {
      return this.#interpreter.call(this.#interpreter.function(own.definition, scope), call);
    }
    const self = instantiate(own.owner, this.#made(own, place), this.#interpreter);
    const { definition, owner } = own;
    const isWhatClassDoes =
      self.kind === 'instance' && methodOf(owner, definition.name, this.bindings)?.definition === definition;
    // The object may be given another `forward` than its class has.
    const method = isWhatClassDoes
      ? attributeOf(self, definition.name, place, this.#interpreter)
      : this.#interpreter.function(definition, scope, self);
    return this.#interpreter.call(method, call);
  }

  /** The arguments that the class is made with where it is used; none on the class itself. */
  #made({ made, owner }: Extract<OwnFunction, { kind: 'function' }>, place: Place): CallArguments {
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    const names = (owner && constructorParameters(owner, this.bindings)) ?? [];
    for (const { form, name, value } of made?.arguments ?? []) {
      if (form === 'star' || form === 'double-star') continue;
      const parameter = name ?? names[positional.length]?.name;
      if (parameter !== undefined) this.#interpreter.noteParameter(parameter, value);
      const evaluated = this.#interpreter.attempt(
        () => this.#interpreter.evaluate(value, emptyScope()),
        (failed): Value => {
          if (failed instanceof Raised) throw failed;
          return { kind: 'unknown', because: failed.because, place: failed.place };
        },
      );
      if (name === undefined) positional.push(evaluated);
      else keywords.set(name, evaluated);
    }
    return { positional, keywords, place };
  }

  /** The default of a parameter, where it is plain. */
  defaultOf(parameter: Parameter): number | boolean | null | undefined {
    if (!parameter.defaultValue) return undefined;
    try {
      const value = this.#interpreter.evaluate(parameter.defaultValue, emptyScope());
      if (value.kind === 'number') return value.jet.value;
      if (value.kind === 'truth') return value.value;
      return value.kind === 'none' ? null : undefined;
    } catch (error) {
      if (error instanceof Refused || error instanceof Raised) return undefined;
      throw error;
    }
  }
}

const isStaticMethod = (definition: FunctionDefinition): boolean =>
  definition.decorators.some((decorator) => decorator.kind === 'Name' && decorator.id === 'staticmethod');

function constructorParameters(owner: ClassDefinition, bindings: Bindings): readonly Parameter[] {
  return methodOf(owner, '__init__', bindings)?.definition.parameters.slice(1) ?? [];
}

/** Whether tensors of a function can be written to, by the libraries that it uses, or else those that its file imports. */
export function storageOf(own: OwnFunction, bindings: Bindings): InterpreterOptions['storage'] {
  const roots = new Set<string>();
  const note = (root: Expression | FunctionDefinition | ClassDefinition) => {
    walk(root, (node) => {
      if (node.kind !== 'Name' && node.kind !== 'Attribute') return;
      const name = bindings.qualifiedName(node);
      if (name !== undefined) roots.add(name.split('.')[0] ?? '');
    });
  };
  note(own.kind === 'function' && own.owner ? own.owner : own.definition);
  const has = (names: readonly string[], all: ReadonlySet<string>) => names.some((name) => all.has(name));
  const [mutable, immutable] = [
    ['torch', 'numpy', 'cupy', 'torchvision'],
    ['jax', 'flax', 'tensorflow', 'tf', 'keras', 'tf_keras', 'haiku', 'equinox'],
  ] as const;
  for (const all of [roots, new Set([...bindings.importedModules].map((name) => name.split('.')[0] ?? ''))]) {
    const [one, other] = [has(mutable, all), has(immutable, all)];
    if (one !== other) return one ? 'mutable' : 'immutable';
    if (one && other) return 'unknown';
  }
  // Floats of Python.
  return 'immutable';
}

/** The variable and the rest; refuses functions of none or of several variables. */
function signatureOf(
  own: OwnFunction,
  bindings: Bindings,
  given: OwnParameters,
  options: InterpreterOptions,
) {
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
  const run = new Run(own, bindings, { ...options, steps: mostSteps, notesParameters: false });
  const parameters = rest.flatMap((parameter): readonly OwnParameter[] => {
    const fallback = ownValue(given, parameter.name) ?? run.defaultOf(parameter);
    if (fallback === undefined) return [];
    const { name, defaultValue } = parameter;
    const written = defaultValue && { place: defaultValue, before: '', after: '' };
    const whole = defaultValue !== undefined && slotIn(defaultValue, bindings)?.whole === true;
    return [{ name, default: fallback, ...(whole ? { whole } : {}), ...(written ? { written } : {}) }];
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
  const storage = storageOf(own, bindings);
  const training = curveIn('training', own, bindings, given, storage);
  if (training.curve || !training.asksMode) return training.curve ?? training.refusal;
  // Where training is random, what is drawn is evaluation.
  const evaluation = curveIn('evaluation', own, bindings, given, storage);
  return evaluation.curve ?? training.refusal;
}

type Attempt =
  | { readonly curve: InterpretedFunction }
  | { readonly curve: undefined; readonly refusal: RefusedFunction; readonly asksMode: boolean };

function curveIn(
  mode: 'training' | 'evaluation',
  own: OwnFunction,
  bindings: Bindings,
  given: OwnParameters,
  storage: InterpreterOptions['storage'],
): Attempt {
  const usual: InterpreterOptions = { storage, mode, derivative: 'training', changed: new Map() };
  let asksMode = false;
  /** Parameters that are no arguments of the function itself, by name. */
  const slots = new Map<string, ParameterSlot>();
  const run = (
    x: number,
    parameters: OwnParameters,
    {
      most = mostSteps,
      derivative = 'training',
      incoming = 1,
      notesParameters = false,
      changes,
    }: {
      readonly most?: number;
      readonly derivative?: InterpreterOptions['derivative'];
      readonly incoming?: number;
      readonly notesParameters?: boolean;
      readonly changes?: Changes;
    } = {},
  ) => {
    const changed = new Map(changes);
    const arguments_ = new Map<string, Value>();
    for (const [name, value] of Object.entries({ ...given, ...parameters })) {
      const slot = slots.get(name);
      if (!slot) arguments_.set(name, valueOf(value));
      else if (typeof value === 'number') changed.set(slot.expression, { value, form: slot.form });
    }
    const options = { ...usual, derivative, incoming, changed, steps: most, notesParameters };
    const one = new Run(own, bindings, options);
    try {
      const jet = one.at(numberValue(variableJet(x)), arguments_);
      return { jet: Number.isNaN(jet.value) ? notANumber : jet, trace: one.trace };
    } catch (error) {
      if (error instanceof Raised) return { jet: notANumber, trace: one.trace, raised: true };
      throw error;
    } finally {
      asksMode ||= one.trace.asksMode;
    }
  };
  /** After the probes a refusal can only come from an input that was not tried: undefined there. */
  const quietly: typeof run = (x, parameters, how) => {
    try {
      return run(x, parameters, how);
    } catch (error) {
      if (error instanceof Refused) return { jet: notANumber, trace: new Trace(mostSteps), raised: true };
      throw error;
    }
  };
  try {
    const { variable, parameters } = signatureOf(own, bindings, given, usual);
    const tried = probes.map((x, index) => {
      const one = run(x, {}, { most: index === 0 ? mostFirstSteps : mostSteps });
      if (one.trace.steps > mostSteps)
        throw new Refused(phrase`a single value takes too many steps to draw a curve`, placeOf(own));
      return one;
    });
    const sources = tried.map(({ trace }): DerivativeSource => trace.derivative);
    const derivative =
      (['hidden', 'backward'] as const).find((source) => sources.includes(source)) ?? 'automatic';
    const isCut = tried.some(({ trace }) => trace.isCut);
    if (tried.every(({ jet }) => Number.isNaN(jet.value)))
      throw new Refused(phrase`it has no value anywhere`, placeOf(own));
    const evaluate = (x: number, changed: OwnParameters = {}) => quietly(x, changed).jet;
    const codeSlope = (x: number, changed: OwnParameters = {}) =>
      quietly(x, changed, { derivative: 'code' }).jet.slope;
    const found = lazily(() => furtherParameters(parameters, slots, (x, how) => quietly(x, {}, how)));
    // Their names mean something to `evaluate` from the first on.
    const known = (changed: OwnParameters) => {
      if (Object.keys(changed).some((name) => !parameters.some((one) => one.name === name))) found();
      return changed;
    };
    const formula = lazily(() =>
      formulaOf(own, bindings, {
        evaluate: (x, changed = {}) => evaluate(x, known(changed)),
        get parameters() {
          return [...parameters, ...found()];
        },
      }),
    );
    return {
      curve: {
        kind: 'curve',
        get formula() {
          return formula();
        },
        name: own.name,
        title: titleOf(own, bindings),
        variable,
        get parameters() {
          return [...parameters, ...found()];
        },
        evaluate: (x, changed = {}) => evaluate(x, known(changed)),
        codeSlope:
          derivative === 'automatic' && !isCut
            ? undefined
            : (x, changed = {}) => codeSlope(x, known(changed)),
        gradient: (x, incoming) => quietly(x, {}, { incoming }).jet.slope,
        drawnMode: asksMode ? mode : undefined,
        breaks: (from, to, changed = {}) => {
          const values = known(changed);
          return branchPoints(
            (x) => {
              const { trace, raised } = quietly(x, values);
              return { signature: raised === true ? -1 : trace.signature, steps: trace.steps };
            },
            from,
            to,
          );
        },
        derivative,
        matches: matchingActivation(
          remembering((x) => evaluate(x).value),
          derivative === 'automatic' && !isCut ? undefined : remembering((x) => evaluate(x).slope),
        ),
      },
    };
  } catch (error) {
    if (error instanceof Refused)
      return { curve: undefined, refusal: { kind: 'refusal', ...error.refusal }, asksMode };
    throw error;
  }
}

/** Most parameters besides arguments that are offered for one function. */
const mostFurther = 12;
/** Inputs on which a changed number must show to count as a parameter. */
const telling: readonly number[] = [-3.1, -0.4, 0.3, 1.6, 5.9];

/** Numbers of constructors, weights and constants on which the curve depends; they are remembered in `slots` by their names. */
function furtherParameters(
  own: readonly OwnParameter[],
  slots: Map<string, ParameterSlot>,
  run: (
    x: number,
    how: { readonly notesParameters?: boolean; readonly changes?: Changes },
  ) => { readonly jet: Jet; readonly trace: Trace },
): readonly OwnParameter[] {
  const taken = new Set(own.map(({ name }) => name));
  const arguments_ = new Set(own.map(({ written }) => written?.place));
  const noted = new Map<Expression, ParameterSlot>();
  for (const x of telling)
    for (const slot of run(x, { notesParameters: true }).trace.parameters)
      if (!noted.has(slot.expression)) noted.set(slot.expression, slot);
  const parameters: OwnParameter[] = [];
  for (const slot of noted.values()) {
    if (parameters.length >= mostFurther) break;
    if (arguments_.has(slot.expression)) continue;
    const other = slot.value + (slot.whole && slot.form === 'python' ? 1 : 0.37);
    const changes = new Map([[slot.expression, { value: other, form: slot.form }]]);
    const matters = telling.some((x) => {
      const [before, after] = [run(x, {}).jet, run(x, { changes }).jet];
      return !Object.is(before.value, after.value) || !Object.is(before.slope, after.slope);
    });
    if (!matters) continue;
    let name = slot.name;
    for (let count = 2; taken.has(name); count += 1) name = `${slot.name}_${String(count)}`;
    taken.add(name);
    slots.set(name, slot);
    parameters.push({
      name,
      default: slot.value,
      ...(slot.learned ? { learned: true } : {}),
      ...(slot.whole ? { whole: true } : {}),
      ...(slot.written ? { written: slot.written } : {}),
    });
  }
  return parameters;
}

const longestTitle = 80;

/** `SquaredReLU(scale=1.0)`: with the arguments of its constructor where it is used, else with plain defaults. */
function titleOf(own: OwnFunction, bindings: Bindings): string {
  if (own.kind !== 'function') return own.name;
  const { owner, made, definition } = own;
  const parameters = owner
    ? isAutogradFunction(owner, bindings) || own.name !== owner.name
      ? []
      : constructorParameters(owner, bindings)
    : definition.parameters.slice(1);
  const positional = (made?.arguments ?? []).filter(({ form }) => form === 'positional');
  const parts = parameters.flatMap(({ name, defaultValue, form }, index) => {
    const given = made?.arguments.find((one) => one.name === name) ?? positional[index];
    const expression = given?.value ?? defaultValue;
    if (!expression || form === 'star' || form === 'double-star') return [];
    const isPlain =
      given !== undefined || (expression.kind !== 'Constant' && slotIn(expression, bindings) !== undefined);
    const text = expression.unit.text.slice(expression.start, expression.end);
    return isPlain && text.length <= 24 && !text.includes('\n') ? [`${name}=${text}`] : [];
  });
  const title = `${own.name}(${parts.join(', ')})`;
  return parts.length === 0 || title.length > longestTitle ? own.name : title;
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
