/** Runs the syntax of a function on one number. Bounded in work and depth; throws Refused where it cannot follow. */
import { forSomeKind, type BySomeKinds } from '../by-kind';
import { phrase } from '../phrase';
import type { Bindings, ConstantValue } from '../python/names';
import type {
  BinaryOperator,
  CallExpression,
  ClassDefinition,
  ComparisonExpression,
  ComprehensionExpression,
  DictionaryExpression,
  Expression,
  FunctionDefinition,
  NameExpression,
  Parameter,
  Place,
  Statement,
  StringExpression,
  YieldExpression,
} from '../python/syntax';
import type { Step } from '../numerics/jet';
import { enclosing } from '../python/walk';
import { partsOfFormatString } from '../python/format-string';
import { attribute, tensorMethod } from './attributes';
import { builtinFunction, setOf } from './builtins';
import { defineClass } from './class-attributes';
import { attributeOf, instantiate, methodOf } from './classes';
import { dictionary, dictionaryOf, keyOf, type Key } from './dictionaries';
import { emptyScope, type Evaluation, type InterpreterOptions, type Scope } from './evaluation';
import { defaultsNow, functionValue, parametersBound, yieldedName } from './function-values';
import { write } from './in-place';
import { heldInOrder } from './items';
import { truthOf, type LibraryContext } from './library';
import { changesOf } from './module-changes';
import { conditionOf, instead, meaningOf } from './module-names';
import { binaryResult, compares, unaryResult } from './operators';
import { slotIn } from './parameters';
import { isKnownPackage } from './named-calls/surroundings';
import { callQualified, fromQualified } from './qualified';
import { ownBinary, ownComparison, ownItems, ownTruth, ownUnary, withOwnObjects } from './special-methods';
import { StatementRunner } from './statements';
import { subscript } from './subscript';
import { superOf } from './super';
import { elementwise } from './tensor-values';
import { LONGEST_TEXT } from './text-methods';
import type { Trace } from './trace';
import {
  constantValue,
  describe,
  none,
  pythonNumber,
  Raised,
  Refused,
  sizeOf,
  textOf,
  truthValue,
  type CallArguments,
  type Value,
} from './value';

const usualOptions: InterpreterOptions = {
  storage: 'mutable',
  mode: 'training',
  derivative: 'training',
  changed: new Map(),
};

const deepestCall = 40;
/** Expressions within expressions, through all calls: a call of the deepest kind must fit the stack of every host. */
const deepestNesting = 500;

export class Interpreter implements Evaluation {
  readonly library: LibraryContext;
  readonly #statements: StatementRunner;
  readonly #around = new Map<ClassDefinition, Scope>();
  readonly #classes = new Map<ClassDefinition, Map<string, Value>>();
  readonly #fields = new Map<Expression, Value>();
  // Its parent makes functions defined in it keep the defaults of their time.
  readonly module: Scope = { names: new Map(), parent: emptyScope() };
  #depth = 0;
  #nesting = 0;

  constructor(
    readonly bindings: Bindings,
    readonly trace: Trace,
    readonly options: InterpreterOptions = usualOptions,
  ) {
    this.library = {
      trace,
      digits: options.places ? 'single' : 'double',
      keepsCuts: options.derivative === 'training',
      mode: options.mode,
      call: (callee, given) => this.call(callee, given),
      write: (target, result, place) => write(target, result, place),
    };
    this.#statements = new StatementRunner(this);
  }

  // Values of expressions

  evaluate(expression: Expression, scope: Scope): Value {
    this.trace.spend(1, expression);
    const changed = this.options.changed.get(expression);
    if (changed)
      return changed.form === 'python' ? pythonNumber(changed.value) : constantValue(changed.value);
    this.#enter(expression);
    const evaluator = forSomeKind(Interpreter.#evaluators, expression);
    if (!evaluator) throw new Refused(phrase`this kind of expression is not followed`, expression);
    const value = evaluator(expression, scope, this);
    this.#nesting -= 1;
    if (this.options.places) notePlaces(value, expression, this.options.places);
    return value;
  }

  /** How each kind of expression that is followed comes to its value. */
  static readonly #evaluators: BySomeKinds<Expression, [Scope, Interpreter], Value> = {
    Name: (expression, scope, self) => self.#name(expression, scope),
    Number: (expression) => {
      if (expression.imaginary) throw new Refused(phrase`complex numbers are not followed`, expression);
      return pythonNumber(expression.value);
    },
    String: (expression, scope, self) => self.#text(expression, scope),
    Constant: ({ value }) => {
      if (value === 'ellipsis') return { kind: 'opaque', name: '...' };
      return value === null ? none : truthValue(value);
    },
    Tuple: ({ elements }, scope, self) => ({ kind: 'list', items: self.#elements(elements, scope) }),
    List: ({ elements }, scope, self) => ({ kind: 'list', items: self.#elements(elements, scope) }),
    Set: ({ elements }, scope, self) => setOf(self.#elements(elements, scope)),
    Yield: (expression, scope, self) => self.#yield(expression, scope),
    Unary: (expression, scope, self) => {
      const operand = self.evaluate(expression.operand, scope);
      return (
        ownUnary(expression.operator, operand, expression, self) ??
        unaryResult(expression.operator, operand, expression, self)
      );
    },
    Binary: (expression, scope, self) =>
      self.binary(
        expression.operator,
        self.evaluate(expression.left, scope),
        self.evaluate(expression.right, scope),
        expression,
      ),
    Logical: (expression, scope, self) => {
      const left = self.evaluate(expression.left, scope);
      return self.truth(left, expression) === (expression.operator === 'and')
        ? self.evaluate(expression.right, scope)
        : left;
    },
    Comparison: (expression, scope, self) => self.#comparison(expression, scope),
    Conditional: ({ test, whenTrue, whenFalse }, scope, self) =>
      self.evaluate(self.truth(self.evaluate(test, scope), test) ? whenTrue : whenFalse, scope),
    Lambda: ({ body, parameters }, scope, self) => {
      const defaults = defaultsNow(parameters, scope, self);
      return {
        kind: 'callable',
        name: 'lambda',
        call: (given) =>
          self.evaluate(
            body,
            parametersBound(parameters, given, { parent: scope, name: 'lambda', defaults }, self),
          ),
      };
    },
    Call: (expression, scope, self) => self.#call(expression, scope),
    Attribute: (expression, scope, self) => attribute(expression, scope, self),
    Subscript: (expression, scope, self) => subscript(expression, scope, self),
    Named: (expression, scope, self) => {
      const value = self.evaluate(expression.value, scope);
      if (expression.target.kind === 'Name') scope.names.set(expression.target.id, value);
      return value;
    },
    Comprehension: (expression, scope, self) => {
      const items = self.#comprehension(expression, scope);
      return expression.form === 'dictionary'
        ? dictionaryOf({ positional: [{ kind: 'list', items }], keywords: new Map(), place: expression })
        : expression.form === 'set'
          ? setOf(items)
          : { kind: 'list', items };
    },
    Dictionary: (expression, scope, self) => self.#dictionary(expression, scope),
    Missing: (expression) => {
      throw new Refused(phrase`the code is not complete here`, expression);
    },
  };

  /** A string, an f-string of known parts among them. */
  #text(expression: StringExpression, scope: Scope): Value {
    if (expression.value !== undefined) return { kind: 'text', value: expression.value };
    const unknown: Value = {
      kind: 'unknown',
      because: phrase`what this string says is not known`,
      place: expression,
    };
    let text = '';
    for (const part of partsOfFormatString(expression) ?? [undefined]) {
      if (part === undefined) return unknown;
      const value = typeof part === 'string' ? part : textOf(this.evaluate(part, scope));
      if (value === undefined || text.length + value.length > LONGEST_TEXT) return unknown;
      text += value;
    }
    return { kind: 'text', value: text };
  }

  /** What a generator gives comes in a list. */
  #yield(expression: YieldExpression, scope: Scope): Value {
    const { value, from } = expression;
    const given = value ? this.evaluate(value, scope) : none;
    const yielded = scope.names.get(yieldedName);
    if (yielded?.kind !== 'list') return none;
    if (from) yielded.items.push(...this.items(given, expression));
    else yielded.items.push(given.kind === 'number' ? { ...given } : given);
    return none;
  }

  #elements(elements: readonly Expression[], scope: Scope): Value[] {
    return elements.flatMap((element) =>
      element.kind === 'Starred'
        ? this.items(this.evaluate(element.value, scope), element)
        : [this.evaluate(element, scope)],
    );
  }

  #dictionary(expression: DictionaryExpression, scope: Scope): Value {
    const entries = expression.entries.flatMap(({ key, value }): readonly (readonly [Key, Value])[] => {
      const held = this.evaluate(value, scope);
      if (key) return [[keyOf(this.evaluate(key, scope), key), held]];
      if (held.kind === 'dictionary') {
        this.goThrough(expression, held);
        return [...held.entries];
      }
      throw new Refused(phrase`${describe(held)} is no dictionary`, value);
    });
    return dictionary(entries, expression);
  }

  truth(value: Value, place: Place): boolean {
    const own = ownTruth(value, place, this);
    if (own !== undefined) return own;
    const result = truthOf(value, { place });
    if (value.kind === 'number') this.trace.branch(result ? 1 : 0);
    return result;
  }

  #name(expression: NameExpression, scope: Scope): Value {
    const { id } = expression;
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const local = at.names.get(id);
      if (local) return local;
    }
    const made = this.module.names.get(id);
    if (made) return made;
    const { constant, referent, assigned, changes } = meaningOf(expression, this.bindings);
    if (changes) return this.#changed(id, changes, expression);
    if (assigned && typeof constant === 'number') this.noteParameter(id, assigned);
    if (constant !== undefined && !(assigned && this.options.changed.size > 0)) {
      const parts = new Map<object, Value>();
      const value = fromConstant(constant, parts);
      this.trace.spend(parts.size, expression);
      this.goThrough(expression, ...parts.values(), value);
      return value;
    }
    if (referent?.kind === 'qualified')
      return (
        (isKnownPackage(referent.name) ? undefined : this.#underCondition(id, expression)) ??
        fromQualified(referent.name)
      );
    if (referent?.kind === 'function') return this.function(referent.definition, emptyScope());
    if (referent?.kind === 'class') return { kind: 'class', definition: referent.definition };
    if (assigned) this.noteParameter(id, assigned);
    if (assigned) return this.#called(expression, () => this.evaluate(assigned, emptyScope()));
    const builtin = builtinFunction(id, this.library) ?? this.#underCondition(id, expression);
    if (builtin) return withOwnObjects(builtin, id, this);
    throw new Refused(phrase`\`${id}\` is not known here`, expression);
  }

  /** Runs the statements of the module that make a name; what cannot be followed leaves it unknown. */
  #changed(id: string, statements: readonly Statement[], place: Place): Value {
    const { names } = this.module;
    this.#called(place, () =>
      this.attempt(
        () => this.#statements.run(statements, this.module),
        (failed): Value => {
          if (failed instanceof Raised) throw failed;
          names.set(id, { kind: 'unknown', because: failed.because, place: failed.place });
          return none;
        },
      ),
    );
    const value = names.get(id);
    if (value === undefined) throw new Refused(phrase`\`${id}\` is not known here`, place);
    if (value.kind === 'unknown') throw new Refused(value.because, value.place);
    return value;
  }

  asChanged(name: string, place: Place): Value | undefined {
    const changes = changesOf(this.bindings.module, name);
    return changes && (this.module.names.get(name) ?? this.#changed(name, changes, place));
  }

  classAttributes(definition: ClassDefinition): Map<string, Value> {
    let attributes = this.#classes.get(definition);
    if (attributes === undefined) {
      this.#classes.set(definition, (attributes = new Map<string, Value>()));
      this.attempt(
        () => {
          defineClass(definition, this);
        },
        (failed) => {
          // Whoever asks again hears the same.
          this.#classes.delete(definition);
          throw failed;
        },
      );
    }
    return attributes;
  }

  fieldValue(field: Expression): Value {
    let value = this.#fields.get(field);
    if (value === undefined) this.#fields.set(field, (value = this.evaluate(field, emptyScope())));
    return value;
  }

  /** What a condition of the module decides: `if EXACT: def act(x): … else: def act(x): …`, `except ImportError: def act(x): …`. */
  #underCondition(id: string, place: Place): Value | undefined {
    const statement = conditionOf(this.bindings.module, id);
    if (statement === undefined) return undefined;
    const body = (statement.kind === 'Try' ? instead(statement, isKnownPackage) : undefined) ?? [statement];
    const scope: Scope = emptyScope();
    this.#called(place, () => this.#statements.run(body, scope));
    return scope.names.get(id);
  }

  #comparison(expression: ComparisonExpression, scope: Scope): Value {
    let left = this.evaluate(expression.left, scope);
    let result: Value | undefined;
    for (const { operator, right: rightExpression } of expression.rest) {
      const right = this.evaluate(rightExpression, scope);
      if (left.kind === 'nothing') return left;
      if (right.kind === 'nothing') return right;
      const isTensor = left.kind === 'tensor' || right.kind === 'tensor';
      if (isTensor && (expression.rest.length > 1 || operator.includes('i')))
        throw new Refused(phrase`this comparison of tensors is not followed`, expression);
      const own = ownComparison(operator, left, right, expression, this);
      if (own === false) return truthValue(false);
      if (own === true) {
        left = right;
        continue;
      }
      if (isTensor)
        result = elementwise([left, right], expression, ([a, b]) =>
          truthValue(compares(operator, a ?? none, b ?? none, expression, this)),
        );
      else if (!compares(operator, left, right, expression, this)) return truthValue(false);
      left = right;
    }
    return result ?? truthValue(true);
  }

  #comprehension(expression: ComprehensionExpression, scope: Scope): Value[] {
    const inner: Scope = { names: new Map(), parent: scope };
    const through = (depth: number): Value[] => {
      const clause = expression.clauses[depth];
      if (!clause) {
        const element = this.evaluate(expression.element, inner);
        if (!expression.value) return [element];
        return [{ kind: 'list', items: [element, this.evaluate(expression.value, inner)] }];
      }
      return this.items(this.evaluate(clause.iterable, depth === 0 ? scope : inner), clause.iterable).flatMap(
        (item) => {
          this.#statements.assign(clause.target, item, inner);
          const kept = clause.conditions.every((condition) =>
            this.truth(this.evaluate(condition, inner), condition),
          );
          return kept ? through(depth + 1) : [];
        },
      );
    };
    return through(0);
  }

  items(value: Value, place: Place): readonly Value[] {
    this.goThrough(place, value);
    const items = heldInOrder(value, place) ?? ownItems(value, place, this);
    if (items) return items;
    throw new Refused(phrase`it goes through the elements of its input`, place);
  }

  // Attributes and calls

  noteParameter(name: string, expression: Expression): void {
    if (!this.trace.notesParameters) return;
    const slot = slotIn(expression, this.bindings);
    if (slot) this.trace.noteParameter({ ...slot, name });
  }

  ownDerivative(source: 'backward' | 'hidden'): void {
    this.trace.ownDerivative(source);
  }

  arguments(call: CallExpression, scope: Scope): CallArguments {
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const { form, name, value } of call.arguments) {
      const evaluated = this.evaluate(value, scope);
      if (form === 'double-star') {
        if (evaluated.kind !== 'dictionary')
          throw new Refused(phrase`${describe(evaluated)} after \`**\` is not followed`, value);
        this.goThrough(value, evaluated);
        for (const [key, entry] of evaluated.entries) keywords.set(String(key), entry);
        continue;
      }
      if (form === 'star') positional.push(...this.items(evaluated, value));
      else if (form === 'keyword' && name !== undefined) keywords.set(name, evaluated);
      else positional.push(evaluated);
    }
    return { positional, keywords, place: call };
  }

  #call(call: CallExpression, scope: Scope): Value {
    const { callee } = call;
    if (callee.kind === 'Name' && callee.id === 'super') return superOf(scope, call);
    if (callee.kind === 'Attribute') {
      const object = this.evaluate(callee.object, scope);
      const value = call.arguments[1]?.value;
      const key = call.arguments[0]?.value;
      const registers = ['register_buffer', 'register_parameter', 'param'].includes(callee.name);
      if (object.kind === 'instance' && registers && value && key?.kind === 'String')
        this.noteParameter(key.value ?? callee.name, callee.name === 'param' ? call : value);
      if (object.kind === 'nothing') return object;
      if (object.kind === 'number' || object.kind === 'truth' || object.kind === 'tensor')
        return tensorMethod(object, callee.name, this.arguments(call, scope), this);
      if (object.kind === 'list' && callee.name === 'append') {
        for (const item of this.arguments(call, scope).positional) object.items.push(item);
        return none;
      }
      if (object.kind === 'list' && callee.name === 'extend') {
        for (const list of this.arguments(call, scope).positional)
          object.items.push(...this.items(list, call));
        return none;
      }
    }
    const target = this.evaluate(callee, scope);
    return this.call(target, this.arguments(call, scope));
  }

  call(callee: Value, given: CallArguments): Value {
    this.goThrough(given.place, ...given.positional, ...given.keywords.values());
    const result = this.#called(given.place, (): Value => {
      switch (callee.kind) {
        case 'callable':
          return callee.call(given);
        case 'qualified':
          return callQualified(callee.name, given, this.library);
        case 'class':
          return instantiate(callee.definition, given, this);
        case 'instance': {
          const method = ['forward', 'call', '__call__'].find((name) =>
            methodOf(callee.definition, name, this.bindings),
          );
          if (method === undefined)
            throw new Refused(
              phrase`\`${callee.definition.name}\` has no \`forward\` that is known here`,
              given.place,
            );
          return this.call(attributeOf(callee, method, given.place, this), given);
        }
        case 'opaque':
          return none;
        case 'unknown':
          throw new Refused(callee.because, callee.place);
        default:
          throw new Refused(phrase`${describe(callee)} is called like a function`, given.place);
      }
    });
    this.goThrough(given.place, result);
    return result;
  }

  goThrough(place: Place, ...values: readonly Value[]): void {
    for (const value of values) this.trace.spend(sizeOf(value), place);
  }

  remember(definition: ClassDefinition, scope: Scope): void {
    this.#around.set(definition, scope);
  }

  function(definition: FunctionDefinition, scope: Scope, self?: Value, decorated?: boolean): Value {
    return functionValue(definition, scope, this, self, decorated);
  }

  bindParameters(parameters: readonly Parameter[], given: CallArguments, parent: Scope, name: string): Scope {
    return parametersBound(parameters, given, { parent, name, defaults: undefined }, this);
  }

  binary(operator: BinaryOperator, left: Value, right: Value, place: Place): Value {
    return ownBinary(operator, left, right, place, this) ?? binaryResult(operator, left, right, place, this);
  }

  around(method: FunctionDefinition): Scope | undefined {
    const owner = this.#around.size > 0 ? enclosing(method)[0] : undefined;
    return owner?.kind === 'Class' ? this.#around.get(owner) : undefined;
  }

  run(body: readonly Statement[], scope: Scope): Value {
    return this.#statements.run(body, scope);
  }

  // What throws leaves the depths as they are: only `attempt` goes on after it.

  #called<T>(place: Place, run: () => T): T {
    if (this.#depth >= deepestCall) throw new Refused(phrase`it calls itself too deeply`, place);
    this.#depth += 1;
    const result = run();
    this.#depth -= 1;
    return result;
  }

  #enter(place: Place): void {
    if (this.#nesting >= deepestNesting) throw new Refused(phrase`it is nested too deeply`, place);
    this.#nesting += 1;
  }

  nested<T>(place: Place, run: () => T): T {
    this.#enter(place);
    const result = run();
    this.#nesting -= 1;
    return result;
  }

  attempt<T>(run: () => T, otherwise: (failed: Refused | Raised) => T): T {
    const [depth, nesting] = [this.#depth, this.#nesting];
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Raised)) throw error;
      this.#depth = depth;
      this.#nesting = nesting;
      return otherwise(error);
    }
  }

  runTolerantly(body: readonly Statement[], scope: Scope): void {
    this.#statements.runTolerantly(body, scope);
  }
}

function notePlaces(value: Value, expression: Expression, places: Map<Step, Expression>): void {
  const cells = value.kind === 'tensor' ? value.cells : [value];
  for (const cell of cells) {
    const step = cell.kind === 'number' ? cell.jet.step : undefined;
    if (step && !places.has(step)) places.set(step, expression);
  }
}

/** @param made lists made so far: a constant may hold the same one many times, `b = [a, a]`, `c = [b, b]`, … */
function fromConstant(constant: ConstantValue, made: Map<object, Value>): Value {
  if (typeof constant === 'number') return pythonNumber(constant);
  if (typeof constant === 'boolean') return truthValue(constant);
  if (typeof constant === 'string') return { kind: 'text', value: constant };
  if (constant === null) return none;
  const known = made.get(constant);
  if (known) return known;
  const items = 'tuple' in constant ? constant.tuple : 'list' in constant ? constant.list : undefined;
  const value: Value = items
    ? { kind: 'list', items: items.map((item) => fromConstant(item, made)) }
    : { kind: 'opaque', name: 'constant' };
  made.set(constant, value);
  return value;
}
