/** What running code asks of the interpreter, whose rooms each know some kinds of expression, and what it is told about the run. */
import type { Step } from '../numerics/jet';
import type { Bindings } from '../python/names';
import type {
  BinaryOperator,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Parameter,
  Place,
  Statement,
} from '../python/syntax';
import type { LibraryContext } from './library';
import type { Trace } from './trace';
import type { CallArguments, Raised, Refused, Value } from './value';

/** Names of a call, of a comprehension, of the module. */
export interface Scope {
  readonly names: Map<string, Value>;
  readonly parent: Scope | undefined;
  /** Names that are another scope's, `nonlocal count`. */
  elsewhere?: Map<string, Scope>;
}

/** What a function of the module sees around it. */
export const emptyScope = (): Scope => ({ names: new Map(), parent: undefined });

/** Binds a name, and counts it among those that hold the value. */
export function bindName(scope: Scope, name: string, value: Value): void {
  if (value.kind === 'number') value.held = (value.held ?? 0) + 1;
  (scope.elsewhere?.get(name) ?? scope).names.set(name, value);
}

/** Values that parameters have where none is given, as they were when the function was defined. */
export type Defaults = ReadonlyMap<Parameter, Value>;

export interface InterpreterOptions {
  /** Whether tensors of the code can be written to: those of PyTorch and NumPy can, those of TensorFlow and JAX and floats cannot. */
  readonly storage: 'mutable' | 'immutable' | 'unknown';
  /** What `self.training` says. */
  readonly mode: 'training' | 'evaluation';
  /** The derivative that training takes, with `detach` and rules of the function's own, or that of the code of the value. */
  readonly derivative: 'training' | 'code';
  /** The gradient (or tangent) that a rule of the function's own is handed; 1 gives its derivative. */
  readonly incoming?: number;
  /** Where arithmetic is recorded: the innermost expression that made each step. */
  readonly places?: Map<Step, Expression>;
  /** Values in place of what expressions of the code say. */
  readonly changed: ReadonlyMap<Expression, { readonly value: number; readonly form: 'python' | 'tensor' }>;
}

/** One run of a function. Every question may be refused: by `Refused`, which says the construct and its place. */
export interface Evaluation {
  readonly bindings: Bindings;
  readonly trace: Trace;
  readonly options: InterpreterOptions;
  readonly library: LibraryContext;
  evaluate(expression: Expression, scope: Scope): Value;
  call(callee: Value, given: CallArguments): Value;
  /** The values that a call in the code gives. */
  arguments(call: Extract<Expression, { kind: 'Call' }>, scope: Scope): CallArguments;
  /** What a loop over a value goes through. */
  items(value: Value, place: Place): readonly Value[];
  /** Whether a condition holds, which counts as a branch where it hangs on the input. */
  truth(value: Value, place: Place): boolean;
  binary(operator: BinaryOperator, left: Value, right: Value, place: Place): Value;
  /** @param decorated whether its decorators count */
  function(definition: FunctionDefinition, scope: Scope, self?: Value, decorated?: boolean): Value;
  bindParameters(parameters: readonly Parameter[], given: CallArguments, parent: Scope, name: string): Scope;
  /** Runs the body of a function, and gives what it returns. */
  run(body: readonly Statement[], scope: Scope): Value;
  /** Runs statements one by one, going on after one that cannot be followed: for `__init__`, of which little may matter. */
  runTolerantly(body: readonly Statement[], scope: Scope): void;
  /** Runs what stands inside something else, as a block of statements does. */
  nested<T>(place: Place, run: () => T): T;
  /** The result, or what `otherwise` makes of a refusal or of an error that Python would raise. */
  attempt<T>(run: () => T, otherwise: (failed: Refused | Raised) => T): T;
  /** Names of the module whose values came of running its statements. */
  readonly module: Scope;
  /** What the class itself holds, its own attributes as the code sets them from outside: `cls.gain = 2`. */
  classAttributes(definition: ClassDefinition): Map<string, Value>;
  /** What a class body gives an attribute, made once. */
  fieldValue(field: Expression): Value;
  /** What the module's own statements make of a name, where it takes several; undefined where it does not. */
  asChanged(name: string, place: Place): Value | undefined;
  /** Where a class stands inside a function its methods see that function's names. */
  remember(definition: ClassDefinition, scope: Scope): void;
  /** The names around the class of a method, where that stands inside a function. */
  around(method: FunctionDefinition): Scope | undefined;
  /** Whatever takes or makes a list copies it: that work counts like steps, or a list that doubles would fill the memory. */
  goThrough(place: Place, ...values: readonly Value[]): void;
  /** Notes that the number in an expression goes by this name. */
  noteParameter(name: string, expression: Expression): void;
  /** Notes that a derivative is not that of the code itself. */
  ownDerivative(source: 'backward' | 'hidden'): void;
}
