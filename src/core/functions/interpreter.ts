/** Runs the syntax of a function on one number. Bounded in work and depth; throws Refused where it cannot follow. */
import {
  add,
  constantJet,
  divide,
  multiply,
  negate,
  power,
  subtract,
  type Jet,
  type Step,
} from '../numerics/jet';
import { forSomeKind, type BySomeKinds, type OfKind } from '../by-kind';
import { phrase } from '../phrase';
import type { Bindings, ConstantValue } from '../python/names';
import type {
  AttributeExpression,
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
  SubscriptExpression,
  YieldExpression,
} from '../python/syntax';
import { enclosing, walk } from '../python/walk';
import { partsOfFormatString } from '../python/format-string';
import { builtinFunction } from './builtins';
import { write } from './in-place';
import {
  autogradFunction,
  contextAttribute,
  isAutogradFunction,
  withCustomGradient,
  withJaxRule,
  type AutogradContext,
} from './autograd';
import { attributeOf, instantiate, methodOf } from './classes';
import { dictionary, dictionaryMethod, dictionaryOf, entryOf, keyOf, keysOf, type Key } from './dictionaries';
import { truthOf, type LibraryContext } from './library';
import { conditionOf, instead, meaningOf } from './module-names';
import { slotIn } from './parameters';
import {
  dotted,
  elementwise,
  lookedUp,
  selected,
  sizeAsked,
  sizeFact,
  sliced,
  slices,
  tensorOf,
  unsqueezed,
} from './tensors';
import { callMethod, callQualified, isKnownPackage, namedNumber, subscriptQualified } from './qualified';
import { LONGEST_TEXT, textMethod } from './text-methods';
import { rememberOwner, superAttribute, superOf } from './super';
import { bindName, cutsGradient, StatementRunner, type Scope } from './statements';
import type { Trace } from './trace';
import {
  describe,
  jetOf,
  none,
  constantValue,
  numberValue,
  pythonNumber,
  Raised,
  Refused,
  sizeOf,
  textOf,
  truthValue,
  type CallArguments,
  type Value,
} from './value';

export interface InterpreterOptions {
  /** Whether tensors of the code can be written to: those of PyTorch and NumPy can, those of TensorFlow and JAX and floats cannot. */
  readonly storage: 'mutable' | 'immutable' | 'unknown';
  /** What `self.training` says. */
  readonly mode: 'training' | 'evaluation';
  /** The derivative that training takes, with `detach` and rules of the function's own, or that of the code of the value. */
  readonly derivative: 'training' | 'code';
  /** Where arithmetic is recorded: the innermost expression that made each step. */
  readonly places?: Map<Step, Expression>;
  /** Values in place of what expressions of the code say. */
  readonly changed: ReadonlyMap<Expression, { readonly value: number; readonly form: 'python' | 'tensor' }>;
}
const usualOptions: InterpreterOptions = {
  storage: 'mutable',
  mode: 'training',
  derivative: 'training',
  changed: new Map(),
};

const deepestCall = 40;
/** Expressions within expressions, through all calls: a call of the deepest kind must fit the stack of every host. */
const deepestNesting = 500;

/** No name of Python: what a generator has given so far. */
const yieldedName = ' yielded';
const generators = new WeakMap<FunctionDefinition, boolean>();

function isGenerator(definition: FunctionDefinition): boolean {
  let yields = generators.get(definition);
  if (yields === undefined) {
    yields = false;
    walk(definition, (node) => {
      if (node.kind === 'Yield') yields = true;
    });
    generators.set(definition, yields);
  }
  return yields;
}

const anOperand = phrase`an operand`;

const bitOperators: ReadonlyMap<string, (left: boolean, right: boolean) => boolean> = new Map([
  ['&', (left, right) => left && right],
  ['|', (left, right) => left || right],
  ['^', (left, right) => left !== right],
]);

/** What an attribute of a tensor tells about it instead of its values. */
const tensorFacts: ReadonlySet<string> = new Set([
  ...['shape', 'dtype', 'device', 'ndim', 'size'],
  ...['is_cuda', 'requires_grad'],
]);

/** Decorators that leave what a function computes as it is. */
const harmlessDecorators: ReadonlySet<string> = new Set(
  (
    'jit njit script function vmap staticmethod classmethod property custom_gradient custom_jvp custom_vjp lru_cache cache wraps compact ' +
    'nowrap vectorize once_differentiable custom_fwd custom_bwd script_method ignore export unused override register_keras_serializable compile no_type_check'
  ).split(' '),
);

export class Interpreter implements AutogradContext {
  readonly library: LibraryContext;
  readonly #statements: StatementRunner;
  readonly #around = new Map<ClassDefinition, Scope>();
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
    Tuple: (expression, scope, self) => self.#list(expression.elements, scope),
    List: (expression, scope, self) => self.#list(expression.elements, scope),
    Set: (expression, scope, self) => self.#list(expression.elements, scope),
    Yield: (expression, scope, self) => self.#yield(expression, scope),
    Unary: (expression, scope, self) =>
      self.#unary(expression.operator, self.evaluate(expression.operand, scope), expression),
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
    Lambda: ({ body, parameters }, scope, self) => ({
      kind: 'callable',
      name: 'lambda',
      call: (given) => self.evaluate(body, self.bindParameters(parameters, given, scope, 'lambda')),
    }),
    Call: (expression, scope, self) => self.#call(expression, scope),
    Attribute: (expression, scope, self) => self.#attribute(expression, scope),
    Subscript: (expression, scope, self) => self.#subscript(expression, scope),
    Named: (expression, scope, self) => {
      const value = self.evaluate(expression.value, scope);
      if (expression.target.kind === 'Name') scope.names.set(expression.target.id, value);
      return value;
    },
    Comprehension: (expression, scope, self) => {
      const items = self.#comprehension(expression, scope);
      return expression.form === 'dictionary'
        ? dictionaryOf({ positional: [{ kind: 'list', items }], keywords: new Map(), place: expression })
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

  #list(elements: readonly Expression[], scope: Scope): Value {
    return { kind: 'list', items: elements.map((element) => this.evaluate(element, scope)) };
  }

  #dictionary(expression: DictionaryExpression, scope: Scope): Value {
    const entries = expression.entries.flatMap(({ key, value }): readonly (readonly [Key, Value])[] => {
      const held = this.evaluate(value, scope);
      if (key) return [[keyOf(this.evaluate(key, scope), key), held]];
      if (held.kind === 'dictionary') {
        this.#goThrough(expression, held);
        return [...held.entries];
      }
      throw new Refused(phrase`${describe(held)} is no dictionary`, value);
    });
    return dictionary(entries, expression);
  }

  truth(value: Value, place: Place): boolean {
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
    const { constant, referent, assigned } = meaningOf(expression, this.bindings);
    if (assigned && typeof constant === 'number') this.noteParameter(id, assigned);
    if (constant !== undefined && !(assigned && this.options.changed.size > 0)) {
      const made = new Map<object, Value>();
      const value = fromConstant(constant, made);
      this.trace.spend(made.size, expression);
      this.#goThrough(expression, ...made.values(), value);
      return value;
    }
    if (referent?.kind === 'qualified')
      return (
        (isKnownPackage(referent.name) ? undefined : this.#underCondition(id, expression)) ??
        fromQualified(referent.name)
      );
    if (referent?.kind === 'function')
      return this.function(referent.definition, { names: new Map(), parent: undefined });
    if (referent?.kind === 'class') return { kind: 'class', definition: referent.definition };
    if (assigned) this.noteParameter(id, assigned);
    if (assigned)
      return this.#called(expression, () => this.evaluate(assigned, { names: new Map(), parent: undefined }));
    const builtin = builtinFunction(id, this.library) ?? this.#underCondition(id, expression);
    if (builtin) return builtin;
    throw new Refused(phrase`\`${id}\` is not known here`, expression);
  }

  /** What a condition of the module decides: `if EXACT: def act(x): … else: def act(x): …`, `except ImportError: def act(x): …`. */
  #underCondition(id: string, place: Place): Value | undefined {
    const statement = conditionOf(this.bindings.module, id);
    if (statement === undefined) return undefined;
    const body = (statement.kind === 'Try' ? instead(statement, isKnownPackage) : undefined) ?? [statement];
    const scope: Scope = { names: new Map(), parent: undefined };
    this.#called(place, () => this.#statements.run(body, scope));
    return scope.names.get(id);
  }

  #unary(operator: '+' | '-' | '~' | 'not', value: Value, place: Place): Value {
    if (value.kind === 'nothing' && operator !== 'not') return value;
    if (value.kind === 'tensor')
      return elementwise([value], place, ([cell]) => this.#unary(operator, cell ?? none, place));
    if (operator === 'not' || (operator === '~' && value.kind === 'truth'))
      return truthValue(!this.truth(value, place));
    if (operator === '~') throw new Refused(phrase`bit operations are not followed`, place);
    if (value.kind === 'total') return operator === '-' ? { ...value, term: negate(value.term) } : value;
    const jet = jetOf(value, place, anOperand);
    const result = numberValue(operator === '-' ? negate(jet) : jet);
    return value.kind === 'number' && value.python ? { ...result, python: true } : result;
  }

  binary(operator: BinaryOperator, left: Value, right: Value, place: Place): Value {
    if (left.kind === 'nothing' || left.kind === 'unknown') return left;
    if (right.kind === 'nothing' || right.kind === 'unknown') return right;
    if (operator === '@') return dotted(left, right, this.trace, place);
    const sequence = this.#ofSequences(operator, left, right, place) ?? ofTotals(operator, left, right);
    if (sequence) return sequence;
    if (left.kind === 'tensor' || right.kind === 'tensor') {
      // numpy and PyTorch make a tensor of a list beside one.
      const whole = [left, right].map((one) => (one.kind === 'list' ? tensorOf(one, place) : one));
      return elementwise(whole, place, ([a, b]) => this.binary(operator, a ?? none, b ?? none, place));
    }
    const onBits = bitOperators.get(operator);
    if (onBits) {
      if (left.kind === 'truth' && right.kind === 'truth') return truthValue(onBits(left.value, right.value));
      throw new Refused(phrase`bit operations are not followed`, place);
    }
    return this.#ofNumbers(operator, left, right, place);
  }

  /** Lists and texts joined, lists repeated; undefined where neither happens. */
  #ofSequences(operator: BinaryOperator, left: Value, right: Value, place: Place): Value | undefined {
    if (operator === '*' && left.kind === 'list') return this.#repeated(left, right, place);
    if (operator === '*' && right.kind === 'list') return this.#repeated(right, left, place);
    if (operator !== '+') return undefined;
    if (left.kind === 'list' && right.kind === 'list') {
      this.#goThrough(place, left, right);
      return { kind: 'list', items: [...left.items, ...right.items] };
    }
    return left.kind === 'text' && right.kind === 'text'
      ? { kind: 'text', value: `${left.value}${right.value}`.slice(0, 1_000) }
      : undefined;
  }

  #repeated(list: OfKind<Value, 'list'>, times: Value, place: Place): Value | undefined {
    if (times.kind !== 'number' || !times.python || !Number.isInteger(times.jet.value)) return undefined;
    const count = Math.max(0, times.jet.value);
    this.trace.spend(count * list.items.length, place);
    return { kind: 'list', items: Array.from({ length: count }, () => list.items).flat() };
  }

  #ofNumbers(operator: BinaryOperator, left: Value, right: Value, place: Place): Value {
    const [a, b] = [jetOf(left, place, anOperand), jetOf(right, place, anOperand)];
    const isPython = [left, right].every(
      (one) => one.kind === 'truth' || (one.kind === 'number' && one.python),
    );
    if (isPython && b.value === 0 && (operator === '/' || operator === '//' || operator === '%'))
      throw new Raised();
    const result = this.#arithmetic(operator, a, b);
    if (!result) throw new Refused(phrase`the operator \`${operator}\` is not followed`, place);
    return isPython ? { ...numberValue(result), python: true } : numberValue(result);
  }

  #arithmetic(operator: BinaryOperator, a: Jet, b: Jet): Jet | undefined {
    switch (operator) {
      case '+':
        return add(a, b);
      case '-':
        return subtract(a, b);
      case '*':
        return multiply(a, b);
      case '/':
        return divide(a, b);
      case '**':
        return power(a, b);
      case '//':
      case '%': {
        const quotient = Math.floor(a.value / b.value);
        this.trace.branch(quotient);
        if (operator === '//') return constantJet(quotient);
        const { slope, curvature } = subtract(a, multiply(constantJet(quotient), b));
        const raw = a.value % b.value;
        return { value: raw !== 0 && raw < 0 !== b.value < 0 ? raw + b.value : raw, slope, curvature };
      }
      default:
        return undefined;
    }
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
      if (isTensor)
        result = elementwise([left, right], expression, ([a, b]) =>
          truthValue(this.#compare(operator, a ?? none, b ?? none, expression)),
        );
      else if (!this.#compare(operator, left, right, expression)) return truthValue(false);
      left = right;
    }
    return result ?? truthValue(true);
  }

  #compare(
    operator: ComparisonExpression['rest'][number]['operator'],
    left: Value,
    right: Value,
    place: Place,
  ): boolean {
    this.#goThrough(place, left, right);
    if (operator === 'in' || operator === 'not in') {
      const items =
        right.kind === 'list' ? right.items : right.kind === 'dictionary' ? keysOf(right) : [right];
      const isIt = (item: Value) => comparedTypes(left, item, place) ?? isSame(left, item);
      return items.some(isIt) === (operator === 'in');
    }
    const ofVersion = comparedVersions(left, right, operator);
    if (ofVersion !== undefined) return ofVersion;
    const ofType = comparedTypes(left, right, place);
    if (ofType !== undefined) return ofType === (operator === '==' || operator === 'is');
    const numeric = (value: Value) => value.kind === 'number' || value.kind === 'truth';
    if (operator === 'is' || operator === 'is not' || !numeric(left) || !numeric(right)) {
      const known = (value: Value) => value.kind !== 'opaque' || value.name === '...';
      if (!known(left) || !known(right))
        throw new Refused(phrase`${describe(known(left) ? right : left)} is not known here`, place);
      if (operator === '==' || operator === 'is') return isSame(left, right);
      if (operator === '!=' || operator === 'is not') return !isSame(left, right);
    }
    const [a, b] = [jetOf(left, place, anOperand).value, jetOf(right, place, anOperand).value];
    const holds = { '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b, '==': a === b, '!=': a !== b }[
      operator as '<' | '>' | '<=' | '>=' | '==' | '!='
    ];
    this.trace.branch(holds ? 1 : 0);
    return holds;
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
    this.#goThrough(place, value);
    if (value.kind === 'list') return value.items;
    if (value.kind === 'dictionary') return keysOf(value);
    if (value.kind === 'tensor') return slices(value, place);
    throw new Refused(phrase`it goes through the elements of its input`, place);
  }

  // Attributes and calls

  #attribute(expression: AttributeExpression, scope: Scope): Value {
    const object = this.evaluate(expression.object, scope);
    const attribute = forSomeKind(Interpreter.#attributes, object)?.(object, expression, this);
    if (attribute) return attribute;
    throw new Refused(phrase`\`${expression.name}\` of ${describe(object)} is not known here`, expression);
  }

  /** What an attribute of each kind of value is; undefined where it is not known. */
  static readonly #attributes: BySomeKinds<Value, [AttributeExpression, Interpreter], Value | undefined> = {
    qualified: (object, { name }) => fromQualified(`${object.name}.${name}`),
    opaque: ({ name }) => ({ kind: 'opaque', name }),
    instance: (object, expression, self) =>
      expression.name === 'apply' && isAutogradFunction(object.definition, self.bindings)
        ? autogradFunction(object.definition, expression, self)
        : attributeOf(object, expression.name, expression, self),
    class: ({ definition }, expression, self) => {
      const method = methodOf(definition, expression.name, self.bindings);
      if (method) {
        const found = self.function(method.definition, { names: new Map(), parent: undefined });
        return isClassMethod(method.definition)
          ? withFirst({ kind: 'class', definition }, found, self)
          : found;
      }
      if (expression.name === 'apply') return autogradFunction(definition, expression, self);
      const instance = { kind: 'instance', definition, attributes: new Map<string, Value>() } as const;
      return attributeOf(instance, expression.name, expression, self, false);
    },
    nothing: (object) => object,
    number: (object, expression, self) => self.#tensorAttribute(object, expression),
    truth: (object, expression, self) => self.#tensorAttribute(object, expression),
    tensor: (object, expression, self) => self.#tensorAttribute(object, expression),
    text: ({ value }, { name }) => textMethod(value, name),
    list: ({ fields, items }, { name }) => items[fields?.indexOf(name) ?? -1],
    super: (object, expression, self) => superAttribute(object, expression.name, expression, self),
    context: (object, expression) => contextAttribute(object, expression.name, expression),
    dictionary: (object, expression) => {
      const method = dictionaryMethod(object, expression.name) ?? object.entries.get(expression.name);
      if (method) return method;
      throw new Refused(phrase`\`${expression.name}\` of a dictionary is not followed`, expression);
    },
    unknown: ({ because, place }) => {
      throw new Refused(because, place);
    },
  };

  #tensorAttribute(
    object: OfKind<Value, 'number' | 'truth' | 'tensor'>,
    expression: AttributeExpression,
  ): Value {
    const { name } = expression;
    if (name === 'data') return callMethod('detach', this.#given([object], expression), this.library);
    if (name === 'real' || name === 'value') return object;
    if (['T', 'mT', 'H'].includes(name) && object.kind !== 'tensor') return object;
    const size = object.kind === 'tensor' ? sizeFact(object, name) : undefined;
    if (size) return size;
    if (/^is_(?:cuda|sparse|quantized|mps|meta)$/u.test(name)) return truthValue(false);
    if (tensorFacts.has(name)) return { kind: 'opaque', name };
    return {
      kind: 'callable',
      name,
      call: (given) =>
        callMethod(name, { ...given, positional: [object, ...given.positional] }, this.library),
    };
  }

  /** Notes that the number in an expression goes by this name. */
  noteParameter(name: string, expression: Expression): void {
    if (!this.trace.notesParameters) return;
    const slot = slotIn(expression, this.bindings);
    if (slot) this.trace.noteParameter({ ...slot, name });
  }

  ownDerivative(source: 'backward' | 'hidden'): void {
    this.trace.ownDerivative(source);
  }

  #given(positional: readonly Value[], place: Place): CallArguments {
    return { positional, keywords: new Map(), place };
  }

  arguments(call: CallExpression, scope: Scope): CallArguments {
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    for (const { form, name, value } of call.arguments) {
      const evaluated = this.evaluate(value, scope);
      if (form === 'double-star') {
        if (evaluated.kind !== 'dictionary')
          throw new Refused(phrase`${describe(evaluated)} after \`**\` is not followed`, value);
        this.#goThrough(value, evaluated);
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
        return this.#tensorMethod(object, callee.name, this.arguments(call, scope));
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

  #tensorMethod(
    object: OfKind<Value, 'number' | 'truth' | 'tensor'>,
    name: string,
    given: CallArguments,
  ): Value {
    const { place } = given;
    if (object.kind === 'number' && (name === 'dim' || name === 'ndimension'))
      return { kind: 'unknown', because: phrase`\`${name}\` of its input is not known`, place };
    const size = object.kind === 'tensor' ? sizeAsked(object, name, given) : undefined;
    return size ?? callMethod(name, { ...given, positional: [object, ...given.positional] }, this.library);
  }

  call(callee: Value, given: CallArguments): Value {
    this.#goThrough(given.place, ...given.positional, ...given.keywords.values());
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
    this.#goThrough(given.place, result);
    return result;
  }

  /** Whatever takes or makes a list copies it: that work counts like steps, or a list that doubles would fill the memory. */
  #goThrough(place: Place, ...values: readonly Value[]): void {
    for (const value of values) this.trace.spend(sizeOf(value), place);
  }

  #subscript(expression: SubscriptExpression, scope: Scope): Value {
    const object = this.evaluate(expression.object, scope);
    if (object.kind === 'nothing') return object;
    if (object.kind === 'qualified') {
      const index = this.evaluate(expression.index, scope);
      return subscriptQualified(object.name, index, this.#given([], expression), this.library);
    }
    if (object.kind === 'dictionary')
      return entryOf(object, this.evaluate(expression.index, scope), expression.index);
    if (object.kind === 'opaque')
      throw new Refused(phrase`\`${object.name}\` of its input is not known`, expression);
    if (object.kind === 'list' || object.kind === 'text') return this.#item(object, expression, scope);
    const parts = expression.index.kind === 'Tuple' ? expression.index.elements : [expression.index];
    const [only, ...more] = parts;
    if (only && more.length === 0) return this.#indexedOnce(object, only, expression, scope);
    let at: Indexed = { value: object, behind: false };
    for (const part of parts) at = this.#indexed(at, part, expression, scope);
    return at.value;
  }

  /** `x[mask]`, where the mask decides whether anything is left, or `x` by another index. */
  #indexedOnce(object: Value, part: Expression, expression: SubscriptExpression, scope: Scope): Value {
    const start: Indexed = { value: object, behind: false };
    if (part.kind === 'Slice') return this.#indexed(start, part, expression, scope).value;
    const index = this.evaluate(part, scope);
    if (index.kind !== 'truth' || object.kind === 'tensor') return indexedBy(start, index, expression).value;
    this.trace.branch(index.value ? 1 : 0);
    if (!index.value) return { kind: 'nothing', place: expression };
    return object.kind === 'number' ? numberValue(jetOf(object, expression)) : { ...object };
  }

  #indexed(at: Indexed, part: Expression, expression: SubscriptExpression, scope: Scope): Indexed {
    if (part.kind !== 'Slice') return indexedBy(at, this.evaluate(part, scope), expression);
    const [from, to, step] = [part.lower, part.upper, part.step].map((bound) =>
      bound === undefined ? undefined : jetOf(this.evaluate(bound, scope), bound).value,
    );
    if ([from, to, step].every((bound) => bound === undefined)) return { ...at, behind: true };
    if (at.value.kind !== 'tensor' || (step !== undefined && step !== 1))
      throw new Refused(phrase`it takes single elements of its input`, expression);
    return { value: sliced(at.value, at.behind ? -1 : 0, [from, to], expression), behind: at.behind };
  }

  #item(
    object: Extract<Value, { kind: 'list' | 'text' }>,
    expression: SubscriptExpression,
    scope: Scope,
  ): Value {
    const items: readonly Value[] =
      object.kind === 'list' ? object.items : [...object.value].map((value) => ({ kind: 'text', value }));
    const { index } = expression;
    if (index.kind === 'Slice') {
      const bound = (part: Expression | undefined) =>
        part === undefined ? undefined : jetOf(this.evaluate(part, scope), part).value;
      const [from, to, step] = [bound(index.lower), bound(index.upper), bound(index.step)];
      this.#goThrough(expression, object);
      if (step === -1 && from === undefined && to === undefined)
        return { kind: 'list', items: [...items].reverse() };
      if (step !== undefined && step !== 1) throw new Refused(phrase`this slice is not followed`, expression);
      return { kind: 'list', items: items.slice(from, to) };
    }
    const at = this.evaluate(index, scope);
    const item = at.kind === 'number' ? items.at(at.jet.value) : undefined;
    if (item) return item;
    if (at.kind === 'number') throw new Raised();
    throw new Refused(phrase`it takes single elements of its input`, expression);
  }

  // Functions

  /** Where a class stands inside a function its methods see that function's names. */
  remember(definition: ClassDefinition, scope: Scope): void {
    this.#around.set(definition, scope);
  }

  function(definition: FunctionDefinition, given: Scope, self?: Value, decorated = true): Value {
    const owner = this.#around.size > 0 ? enclosing(definition)[0] : undefined;
    const scope = (owner?.kind === 'Class' ? this.#around.get(owner) : undefined) ?? given;
    const decorators = decorated ? definition.decorators : [];
    this.trace.spend(decorators.length, definition);
    const isStatic = definition.decorators.some((decorator) => lastName(decorator) === 'staticmethod');
    if (self && !isStatic && decorators.some((decorator) => this.#isOwnDecorator(decorator)))
      return withFirst(self, this.function(definition, scope), this);
    const first =
      self?.kind === 'instance' && isClassMethod(definition)
        ? ({ kind: 'class', definition: self.definition } as const)
        : self;
    const run = (given: CallArguments): Value => {
      const positional = first && !isStatic ? [first, ...given.positional] : given.positional;
      const inner = this.bindParameters(
        definition.parameters,
        { ...given, positional },
        scope,
        definition.name,
      );
      rememberOwner(inner, definition, positional[0]);
      if (!isGenerator(definition)) return this.#statements.run(definition.body, inner);
      const yielded: Value = { kind: 'list', items: [] };
      inner.names.set(yieldedName, yielded);
      this.#statements.run(definition.body, inner);
      return yielded;
    };
    const rule = decorators.find((decorator) => /^custom_(?:gradient|jvp|vjp)$/u.test(lastName(decorator)));
    const call = (given: CallArguments): Value =>
      rule === undefined
        ? run(given)
        : lastName(rule) === 'custom_gradient'
          ? withCustomGradient(run, given, this)
          : withJaxRule(
              { name: definition.name, fixed: this.#fixedArguments(rule, scope), run },
              given,
              this,
            );
    return decorators.reduceRight<Value>(
      (inner, decorator) => this.#decorated(inner, decorator, definition, scope),
      { kind: 'callable', name: definition.name, call },
    );
  }

  /** What a decorator makes of a function: the same, the same without a derivative, or what a function of one's own returns. */
  #decorated(inner: Value, decorator: Expression, definition: FunctionDefinition, scope: Scope): Value {
    const name = lastName(decorator);
    if (harmlessDecorators.has(name)) return inner;
    const head = decorator.kind === 'Call' ? decorator.callee : decorator;
    if (cutsGradient(this.bindings.qualifiedName(head) ?? '')) {
      const call = (given: CallArguments): Value =>
        this.withoutGradient(this.call(inner, given), given.place);
      return { kind: 'callable', name: definition.name, call };
    }
    if (this.#isOwnDecorator(decorator))
      return this.call(this.evaluate(decorator, scope), this.#given([inner], decorator));
    // What enters a function in a table gives it back.
    if (name.startsWith('register')) return inner;
    throw new Refused(
      phrase`the decorator \`${name}\` may change what \`${definition.name}\` does`,
      decorator,
    );
  }

  #isOwnDecorator(decorator: Expression): boolean {
    const head = decorator.kind === 'Call' ? decorator.callee : decorator;
    return this.bindings.referent(head)?.kind === 'function' && !harmlessDecorators.has(lastName(decorator));
  }

  /** `nondiff_argnums=(1,)` of a decorator: places of arguments that have no derivative. */
  #fixedArguments(decorator: Expression, scope: Scope): readonly number[] {
    const given = decorator.kind === 'Call' ? decorator.arguments : [];
    const named = given.find(({ name }) => name === 'nondiff_argnums');
    if (named === undefined) return [];
    const value = this.evaluate(named.value, scope);
    const places = value.kind === 'list' ? value.items : [value];
    return places.map((place) => jetOf(place, decorator).value);
  }

  /** The same numbers without a derivative. */
  withoutGradient(value: Value, place: Place): Value {
    if (value.kind === 'list')
      return { ...value, items: value.items.map((item) => this.withoutGradient(item, place)) };
    if (value.kind !== 'number' && value.kind !== 'tensor') return value;
    return callMethod('detach', this.#given([value], place), this.library) ?? value;
  }

  bindParameters(parameters: readonly Parameter[], given: CallArguments, parent: Scope, name: string): Scope {
    this.trace.spend(parameters.length, given.place);
    const scope: Scope = { names: new Map(), parent };
    let position = 0;
    for (const parameter of parameters) {
      if (parameter.form === 'star') {
        scope.names.set(parameter.name, { kind: 'list', items: given.positional.slice(position) });
        position = given.positional.length;
        continue;
      }
      if (parameter.form === 'double-star') {
        const named = new Set(parameters.map(({ name: own }) => own));
        scope.names.set(
          parameter.name,
          dictionary(
            [...given.keywords].filter(([keyword]) => !named.has(keyword)),
            given.place,
          ),
        );
        continue;
      }
      const value =
        (parameter.form === 'keyword-only' ? undefined : given.positional[position++]) ??
        given.keywords.get(parameter.name);
      if (value) bindName(scope, parameter.name, value);
      else if (parameter.defaultValue) {
        this.noteParameter(parameter.name, parameter.defaultValue);
        bindName(scope, parameter.name, this.evaluate(parameter.defaultValue, parent));
      } else throw new Refused(phrase`\`${parameter.name}\` of \`${name}\` has no value`, given.place);
    }
    return scope;
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

  /** Runs what stands inside something else, as a block of statements does. */
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

  /** Runs statements one by one, going on after one that cannot be followed: for `__init__`, of which little may matter. */
  runTolerantly(body: readonly Statement[], scope: Scope): void {
    this.#statements.runTolerantly(body, scope);
  }
}

/** Sums over the input added, or times a number: of such the derivative is known. */
function ofTotals(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const isNumber = (value: Value): value is OfKind<Value, 'number'> =>
    value.kind === 'number' && value.python === true;
  if (left.kind === 'total' && right.kind === 'total') {
    if (operator === '+') return { ...left, term: add(left.term, right.term) };
    return operator === '-' ? { ...left, term: subtract(left.term, right.term) } : undefined;
  }
  if (left.kind === 'total' && isNumber(right)) {
    if (operator === '+' || operator === '-') return left;
    if (operator === '*') return { ...left, term: multiply(left.term, right.jet) };
    return operator === '/' ? { ...left, term: divide(left.term, right.jet) } : undefined;
  }
  if (right.kind === 'total' && isNumber(left)) {
    if (operator === '+') return right;
    if (operator === '-') return { ...right, term: negate(right.term) };
    return operator === '*' ? { ...right, term: multiply(left.jet, right.term) } : undefined;
  }
  return undefined;
}

const isClassMethod = (definition: FunctionDefinition): boolean =>
  definition.decorators.some((decorator) => lastName(decorator) === 'classmethod');

/** The same function with its first argument given, as a method has its object. */
const withFirst = (first: Value, callee: Value, context: Pick<Interpreter, 'call'>): Value => ({
  kind: 'callable',
  name: callee.kind === 'callable' ? callee.name : 'method',
  call: (given) => context.call(callee, { ...given, positional: [first, ...given.positional] }),
});

/** A tensor between two parts of a subscript. */
interface Indexed {
  readonly value: Value;
  /** Whether an ellipsis or a whole axis came before: new axes are then put behind, else in front. */
  readonly behind: boolean;
}

function indexedBy({ value, behind }: Indexed, index: Value, expression: SubscriptExpression): Indexed {
  if (index.kind === 'opaque' && index.name === '...') return { value, behind: true };
  const axis = behind ? -1 : 0;
  if (index.kind === 'none' || (index.kind === 'qualified' && /\.newaxis$/u.test(index.name)))
    return { value: unsqueezed(value, axis, expression), behind };
  if (value.kind === 'tensor' && index.kind === 'number' && index.python)
    return { value: selected(value, axis, index.jet.value, expression), behind };
  const looked =
    index.kind === 'number' && !behind ? lookedUp(value, index.jet.value, expression) : undefined;
  if (looked) return { value: looked, behind };
  throw new Refused(phrase`it takes single elements of its input`, expression);
}

function notePlaces(value: Value, expression: Expression, places: Map<Step, Expression>): void {
  const cells = value.kind === 'tensor' ? value.cells : [value];
  for (const cell of cells) {
    const step = cell.kind === 'number' ? cell.jet.step : undefined;
    if (step && !places.has(step)) places.set(step, expression);
  }
}

/** `@a.b(c)` → `b`. */
function lastName(expression: Expression): string {
  // `@partial(jax.jit, static_argnums=1)` is `@jax.jit`.
  if (expression.kind === 'Call' && lastName(expression.callee) === 'partial') {
    const [head] = expression.arguments;
    return head ? lastName(head.value) : '';
  }
  if (expression.kind === 'Call') return lastName(expression.callee);
  return expression.kind === 'Attribute' ? expression.name : expression.kind === 'Name' ? expression.id : '';
}

function fromQualified(name: string): Value {
  const number = namedNumber(name);
  return number === undefined ? { kind: 'qualified', name } : pythonNumber(number);
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

/** `torch.__version__ >= '1.9'`: what is drawn is the newest version. */
function comparedVersions(left: Value, right: Value, operator: string): boolean | undefined {
  const isVersion = (value: Value) => value.kind === 'qualified' && value.name.endsWith('.__version__');
  if (isVersion(left) && right.kind === 'text') return operator.startsWith('>') || operator === '!=';
  return isVersion(right) && left.kind === 'text' ? operator.startsWith('<') || operator === '!=' : undefined;
}

/** Whether the input, which is a tensor of floats, is of a type; undefined where no such thing is asked. */
function comparedTypes(a: Value, b: Value, place: Place): boolean | undefined {
  const [type, other] = a.kind === 'opaque' ? [a, b] : [b, a];
  if (type.kind !== 'opaque' || type.name !== 'dtype' || other.kind !== 'qualified') return undefined;
  if (/\.(?:b?float16|half|u?int\d*|long|short|bool_?|complex\d*)$/u.test(other.name)) return false;
  throw new Refused(phrase`${describe(type)} is not known here`, place);
}

function isSame(a: Value, b: Value): boolean {
  if (a.kind === 'unknown') throw new Refused(a.because, a.place);
  if (b.kind === 'unknown') throw new Refused(b.because, b.place);
  if (a.kind === 'number' && b.kind === 'number') return a.jet.value === b.jet.value;
  if (a.kind === 'text' && b.kind === 'text') return a.value === b.value;
  if (a.kind === 'truth' && b.kind === 'truth') return a.value === b.value;
  if (a.kind === 'qualified' && b.kind === 'qualified') return a.name === b.name;
  return a.kind === 'none' && b.kind === 'none';
}
