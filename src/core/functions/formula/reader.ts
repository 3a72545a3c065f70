/** The code of a function read as terms: names put in for what they stand for, calls of the file's own functions read where they are called. */
import { activationById } from '../../activations/catalogue';
import { forSomeKind, type BySomeKinds, type OfKind } from '../../by-kind';
import { activationCall, bindArguments, symbolOf } from '../../frameworks';
import { lastPart } from '../../python/dotted-name';
import type { Bindings } from '../../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  LambdaExpression,
  Parameter,
  Place,
} from '../../python/syntax';
import { walk } from '../../python/walk';
import { methodOf } from '../classes';
import type { InterpretedFunction } from '../curve';
import type { OwnFunction } from '../definition';
import { moduleExpression } from '../module-names';
import { slotIn } from '../parameters';
import { unaryFunction, usualName } from '../unary';
import { comparisons, filled, keyword, libraryTerm, selections, type GivenTerms } from './library-terms';
import { attributeValue, constructorArguments, isName, skipContext, skipSelf } from './own-code';
import { statementsTerm, type Names, type TermReader } from './statements';
import { dependsOnInput, holds, valueOfTerm, type Comparison, type Condition, type Term } from './term';
import { binary, isFlag, negative, number } from './term-arithmetic';

/** Expressions within expressions, and steps in all, that are read. */
const deepest = 24;
const mostSteps = 2_000;

const always = (holds: boolean): Condition => ({
  kind: 'compare',
  operator: '==',
  left: number(1),
  right: number(holds ? 1 : 0),
});
const conditionJoins: ReadonlyMap<string, 'both' | 'either'> = new Map([
  ['and', 'both'],
  ['&', 'both'],
  ['or', 'either'],
  ['|', 'either'],
]);
const isTerm = (one: Term | Expression): one is Term => !('unit' in one);

/** What a function computes, as one term of its input; undefined where it is none. */
export function termOf(
  own: OwnFunction,
  bindings: Bindings,
  parameters: InterpretedFunction['parameters'],
): Term | undefined {
  return new Reader(own, bindings, parameters).term();
}

class Reader implements TermReader {
  #depth = 0;
  #steps = 0;
  readonly #owner: ClassDefinition | undefined;

  constructor(
    private readonly own: OwnFunction,
    readonly bindings: Bindings,
    private readonly parameters: InterpretedFunction['parameters'],
  ) {
    this.#owner = own.kind === 'function' ? own.owner : undefined;
  }

  spend(): boolean {
    this.#steps += 1;
    return this.#steps <= mostSteps;
  }

  term(): Term | undefined {
    const { own } = this;
    if (own.kind === 'expression') {
      if (own.variable === undefined) return this.#partial(own.definition);
      return this.read(own.definition, new Map([[own.variable, { kind: 'input' }]]));
    }
    const definition: FunctionDefinition | LambdaExpression = own.definition;
    const declared = own.kind === 'function' && own.owner ? skipSelf(own.definition) : definition.parameters;
    const names = this.#bound(skipContext(declared), [{ kind: 'input' }], new Map());
    return names && this.#body(definition, names);
  }

  /** `partial(act, beta=2.0)`. */
  #partial(expression: Expression): Term | undefined {
    const call = expression.kind === 'Call' ? expression : undefined;
    const [base, ...positional] = call?.arguments.filter(({ form }) => form === 'positional') ?? [];
    if (call === undefined || base === undefined || positional.length > 0) return undefined;
    if (!/(?:^|\.)partial$/.test(this.bindings.qualifiedName(call.callee) ?? '')) return undefined;
    const referent = this.bindings.referent(base.value);
    if (referent?.kind !== 'function') return undefined;
    const keywords = new Map<string, Term>();
    for (const { name, value } of call.arguments) {
      const term = name === undefined ? undefined : this.#constantAt(value);
      if (name !== undefined && term !== undefined) keywords.set(name, term);
    }
    const names = this.#bound(referent.definition.parameters, [{ kind: 'input' }], keywords);
    return names && this.#body(referent.definition, names);
  }

  /** Parameters with what they are given, the rest with their defaults. */
  #bound(
    parameters: readonly Parameter[],
    given: readonly Term[],
    keywords: ReadonlyMap<string, Term>,
  ): Names | undefined {
    const names: Names = new Map();
    for (const [index, { name, defaultValue, form }] of parameters.entries()) {
      if (form === 'star' || form === 'double-star') continue;
      const value = (form === 'keyword-only' ? undefined : given[index]) ?? keywords.get(name);
      if (value !== undefined) names.set(name, value);
      else if (defaultValue !== undefined) names.set(name, this.#constantAt(defaultValue) ?? defaultValue);
    }
    return names;
  }

  #body(definition: FunctionDefinition | LambdaExpression, names: Names): Term | undefined {
    if (this.#depth > deepest) return undefined;
    this.#depth += 1;
    const result =
      definition.kind === 'Lambda'
        ? this.read(definition.body, names)
        : statementsTerm(definition.body, names, this);
    this.#depth -= 1;
    return result === 'falls through' ? undefined : result;
  }

  read(expression: Expression, names: Names): Term | undefined {
    if (!this.spend() || this.#depth > deepest) return undefined;
    this.#depth += 1;
    const term = forSomeKind(this.#readers, expression)?.(expression, names);
    this.#depth -= 1;
    return term;
  }

  /** How each kind of expression that a formula can hold is read. */
  readonly #readers: BySomeKinds<Expression, [Names], Term | undefined> = {
    Number: (expression) =>
      expression.imaginary ? undefined : (this.#parameterAt(expression) ?? number(expression.value)),
    Name: (expression, names) => {
      const known = names.get(expression.id);
      if (known !== undefined) return isTerm(known) ? known : this.read(known, names);
      const assigned = moduleExpression(this.bindings.module, expression.id);
      return (assigned && this.#constantAt(assigned)) ?? this.#constant(expression);
    },
    Unary: ({ operator, operand }, names) => {
      const of = this.read(operand, names);
      if (of === undefined || (operator !== '-' && operator !== '+')) return undefined;
      return operator === '+' ? of : negative(of);
    },
    Binary: (expression, names) => {
      const folded = this.#constant(expression);
      if (folded !== undefined && !this.#holdsParameter(expression)) return folded;
      return binary(
        expression.operator,
        this.read(expression.left, names),
        this.read(expression.right, names),
      );
    },
    Comparison: (expression, names) => this.#flag(expression, names),
    Logical: (expression, names) => this.#flag(expression, names),
    Conditional: (expression, names) => {
      const condition = this.condition(expression.test, names);
      const whenTrue = this.read(expression.whenTrue, names);
      const whenFalse = this.read(expression.whenFalse, names);
      if (condition === undefined) return undefined;
      if (!dependsOnInput(condition)) return holds(condition, 0, new Map()) ? whenTrue : whenFalse;
      return whenTrue && whenFalse && { kind: 'cases', condition, whenTrue, whenFalse };
    },
    Attribute: (expression) => this.#attribute(expression),
    Named: ({ target, value: given }, names) => {
      const value = this.read(given, names);
      if (value !== undefined && target.kind === 'Name') names.set(target.id, value);
      return value;
    },
    // `y[mask]`, where the mask decides where it goes.
    Subscript: ({ object, index }, names) => this.condition(index, names) && this.read(object, names),
    Call: (expression, names) => this.#call(expression, names),
  };

  /** A condition that is calculated with. */
  #flag(expression: Expression, names: Names): Term | undefined {
    const condition = this.condition(expression, names);
    return condition && { kind: 'cases', condition, whenTrue: number(1), whenFalse: number(0) };
  }

  /** A number that the code may change, by the place where it is written. */
  #parameterAt(place: Place): Term | undefined {
    for (const { name, default: value, written } of this.parameters) {
      const at = written?.place;
      if (typeof value !== 'number' || at === undefined) continue;
      if (at.unit === place.unit && at.start === place.start && at.end === place.end)
        return { kind: 'parameter', name, value };
    }
    return undefined;
  }

  #holdsParameter(expression: Expression): boolean {
    let found = false;
    walk(expression, (node) => {
      found ||= this.#parameterAt(node) !== undefined;
    });
    return found;
  }

  /** A number, or what makes a weight of one: `nn.Parameter(torch.tensor(0.25))`. */
  #constantAt(expression: Expression): Term | undefined {
    const own = this.#parameterAt(expression);
    if (own) return own;
    const slot = slotIn(expression, this.bindings);
    if (slot === undefined) return this.#constant(expression);
    return this.#parameterAt(slot.expression) ?? number(slot.value);
  }

  #constant(expression: Expression): Term | undefined {
    const value = this.bindings.constant(expression);
    return typeof value === 'number' ? number(value) : undefined;
  }

  #attribute(expression: Extract<Expression, { kind: 'Attribute' }>): Term | undefined {
    if (expression.object.kind === 'Name' && expression.object.id === 'self') {
      const property = this.#owner && methodOf(this.#owner, expression.name, this.bindings)?.definition;
      if (property?.decorators.some((one) => isName(one, 'property'))) return this.#body(property, new Map());
      const value = this.#owner && attributeValue(this.#owner, expression.name, this.bindings);
      return value && this.#ofConstructor(value);
    }
    return this.#constant(expression);
  }

  /** A value that the constructor computes from its own arguments. */
  #ofConstructor(value: Expression): Term | undefined {
    return this.#constantAt(value) ?? this.#weightOf(value, this.#constructorNames());
  }

  /** The constructor's arguments that are numbers. */
  #constructorNames(): Names {
    const names: Names = new Map();
    const made = this.own.kind === 'function' ? this.own.made : undefined;
    for (const [name, expression] of this.#owner
      ? constructorArguments(this.#owner, made, this.bindings)
      : []) {
      const term = this.#constantAt(expression);
      if (term !== undefined) names.set(name, term);
    }
    return names;
  }

  /** `nn.Parameter(torch.tensor(alpha))`: the number inside, by way of the constructor's argument. */
  #weightOf(value: Expression, inside: Names): Term | undefined {
    if (value.kind !== 'Call') return this.read(value, inside);
    const name = lastPart(this.bindings.qualifiedName(value.callee) ?? '');
    const positional = value.arguments.filter(({ form }) => form === 'positional');
    const inner = /^(?:full|full_like)$/.test(name) ? positional[1] : positional[0];
    const isWeight =
      /^(?:Parameter|Param|Variable|tensor|as_tensor|FloatTensor|Tensor|array|asarray|constant|float|full)$/;
    if (inner === undefined || !isWeight.test(name)) return this.read(value, inside);
    const content =
      inner.value.kind === 'List' && inner.value.elements.length === 1
        ? inner.value.elements[0]
        : inner.value;
    return content && this.#weightOf(content, inside);
  }

  /** How each kind of expression that says yes or no is read. */
  readonly #conditions: BySomeKinds<Expression, [Names], Condition | undefined> = {
    Comparison: (expression, names) => {
      const [only, ...more] = expression.rest;
      if (only === undefined || more.length > 0) return undefined;
      const { operator } = only;
      if (!/^(?:[<>]=?|[=!]=)$/.test(operator)) return undefined;
      const [left, right] = [this.read(expression.left, names), this.read(only.right, names)];
      return left && right && { kind: 'compare', operator: operator as Comparison, left, right };
    },
    Logical: (expression, names) => this.#joinedCondition(expression, names),
    Binary: (expression, names) => this.#joinedCondition(expression, names),
    Unary: ({ operator, operand }, names) => {
      const of = operator === 'not' || operator === '~' ? this.condition(operand, names) : undefined;
      return of && { kind: 'not', of };
    },
    Name: ({ id }, names) => {
      const known = names.get(id);
      return known === undefined || isTerm(known) ? conditionOf(known) : this.condition(known, names);
    },
    // In training, as the curve is drawn unless training is random.
    Attribute: ({ object, name }) =>
      isName(object, 'self') && name === 'training' ? always(true) : undefined,
    Constant: ({ value }) => (typeof value === 'boolean' ? always(value) : undefined),
    Call: (expression, names) => {
      const name = this.#nameOf(expression);
      const operator = name === undefined ? undefined : comparisons.get(name.name);
      const given = name && this.#terms(expression, name.object, names);
      const [left, right] = given?.positional ?? [];
      return operator && left && right ? { kind: 'compare', operator, left, right } : undefined;
    },
  };

  condition(expression: Expression, names: Names): Condition | undefined {
    return forSomeKind(this.#conditions, expression)?.(expression, names);
  }

  /** `a and b`, `a | b`. */
  #joinedCondition(
    { operator, left, right }: OfKind<Expression, 'Logical' | 'Binary'>,
    names: Names,
  ): Condition | undefined {
    const kind = conditionJoins.get(operator);
    const [one, other] = [this.condition(left, names), this.condition(right, names)];
    return kind && one && other && { kind, left: one, right: other };
  }

  /** What is called, by its last name without the underscore of what works in place, and the tensor whose method it is. */
  #nameOf({
    callee,
  }: CallExpression): { readonly name: string; readonly object: Expression | undefined } | undefined {
    const qualified = this.bindings.qualifiedName(callee);
    const bare = (name: string): string => name.replace(/(?<=[a-z0-9])_$/, '');
    if (qualified !== undefined) return { name: bare(lastPart(qualified)), object: undefined };
    if (callee.kind === 'Attribute' && !isName(callee.object, 'self'))
      return { name: bare(callee.name), object: callee.object };
    if (
      callee.kind === 'Name' &&
      /^(?:abs|max|min|pow|float)$/.test(callee.id) &&
      !this.bindings.referent(callee)
    )
      return { name: callee.id, object: undefined };
    return undefined;
  }

  #terms(
    { arguments: given }: CallExpression,
    object: Expression | undefined,
    names: Names,
  ): { readonly positional: readonly (Term | undefined)[]; readonly keywords: ReadonlyMap<string, Term> } {
    const positional = [
      ...(object === undefined ? [] : [this.read(object, names)]),
      ...given.filter(({ form }) => form === 'positional').map(({ value }) => this.read(value, names)),
    ];
    const keywords = new Map<string, Term>();
    for (const { name, value } of given) {
      const term = name === undefined ? undefined : this.read(value, names);
      if (name !== undefined && term !== undefined) keywords.set(name, term);
    }
    return { positional, keywords };
  }

  #call(call: CallExpression, names: Names): Term | undefined {
    if (call.arguments.some(({ form }) => form === 'star' || form === 'double-star')) return undefined;
    const own = this.#ownCall(call, names);
    if (own !== 'other') return own;
    const named = this.#nameOf(call);
    if (named === undefined) return undefined;
    const { positional, keywords } = this.#terms(call, named.object, names);
    const terms: GivenTerms = {
      positional,
      keywords,
      count: call.arguments.length + Number(named.object !== undefined),
    };
    const selecting = selections.get(named.name);
    if (selecting !== undefined) {
      const test = selecting(call, terms);
      const condition = test && this.condition(test.condition, names);
      const { whenTrue, whenFalse } = test ?? {};
      return condition && whenTrue && whenFalse && { kind: 'cases', condition, whenTrue, whenFalse };
    }
    const made = filled(named.name, positional[1], this.#parameterAt(call));
    if (made !== 'other') return made;
    const input = positional[0] ?? keyword(keywords, undefined, 'input', 'x', 'features');
    return input === undefined
      ? this.#constantAt(call)
      : libraryTerm(named.name, input, terms, () => this.#activation(call, input, names));
  }

  /** A function or a module's activation of the file itself, called; `other` where it is a library's. */
  #ownCall(call: CallExpression, names: Names): Term | undefined | 'other' {
    const { callee } = call;
    const method = callee.kind === 'Attribute' ? this.#methodCalled(callee) : undefined;
    if (method) return this.#inlined(method.parameters, method.definition, call, names);
    const held = this.#heldBy(callee, names);
    if (held !== undefined && !isTerm(held)) return this.#heldCall(held, call, names);
    if (callee.kind === 'Lambda') return this.#inlined(callee.parameters, callee, call, names);
    const referent = this.bindings.referent(callee);
    if (referent?.kind === 'function')
      return this.#inlined(referent.definition.parameters, referent.definition, call, names);
    if (callee.kind === 'Name' && referent === undefined) {
      const assigned = moduleExpression(this.bindings.module, callee.id);
      if (assigned) return this.#heldCall(assigned, call, names);
    }
    // `nn.SiLU()(x)`
    if (callee.kind === 'Call') return this.#heldCall(callee, call, names);
    return referent?.kind === 'class' ? undefined : 'other';
  }

  /** What a name holds at this place, or the class assigns to an attribute of `self`. */
  #heldBy(callee: Expression, names: Names): Term | Expression | undefined {
    if (callee.kind === 'Name') return names.get(callee.id);
    return callee.kind === 'Attribute' && isName(callee.object, 'self')
      ? this.#owner && attributeValue(this.#owner, callee.name, this.bindings)
      : undefined;
  }

  /** `self.method(x)`, and `Function.apply(x)` of an autograd function. */
  #methodCalled({
    object,
    name,
  }: OfKind<Expression, 'Attribute'>):
    { readonly definition: FunctionDefinition; readonly parameters: readonly Parameter[] } | undefined {
    const method =
      this.#owner && isName(object, 'self') ? methodOf(this.#owner, name, this.bindings) : undefined;
    if (method) return { definition: method.definition, parameters: skipSelf(method.definition) };
    const owner = name === 'apply' ? this.bindings.referent(object) : undefined;
    const forward =
      owner?.kind === 'class' ? methodOf(owner.definition, 'forward', this.bindings)?.definition : undefined;
    return forward && { definition: forward, parameters: skipContext(forward.parameters) };
  }

  /** A call of what an attribute or a name holds: a lambda, a function, an activation's module. */
  #heldCall(held: Expression, call: CallExpression, names: Names): Term | undefined {
    if (held.kind === 'Lambda') return this.#inlined(held.parameters, held, call, names);
    const referent = this.bindings.referent(held);
    if (referent?.kind === 'function')
      return this.#inlined(referent.definition.parameters, referent.definition, call, names);
    const made = held.kind === 'Call' ? held : undefined;
    const name = this.bindings.qualifiedName(made?.callee ?? held);
    const symbol = name === undefined ? undefined : symbolOf(name);
    const input = call.arguments[0] && this.read(call.arguments[0].value, names);
    if (symbol?.role !== 'activation' || input === undefined) return undefined;
    if ((symbol.form === 'module') !== (made !== undefined)) return undefined;
    // An object's parameters stand where it is made, which for an attribute is the constructor.
    const isAttribute = call.callee.kind === 'Attribute' && isName(call.callee.object, 'self');
    return this.#catalogued(symbol, made ?? call, input, isAttribute ? this.#constructorNames() : names);
  }

  #inlined(
    parameters: readonly Parameter[],
    definition: FunctionDefinition | LambdaExpression,
    call: CallExpression,
    names: Names,
  ): Term | undefined {
    const { positional, keywords } = this.#terms(call, undefined, names);
    const given = positional.filter((term) => term !== undefined);
    if (given.length < positional.length) return undefined;
    const bound = this.#bound(parameters, given, keywords);
    return bound && this.#body(definition, bound);
  }

  /** `F.leaky_relu(x, 0.2)`. */
  #activation(call: CallExpression, input: Term, names: Names): Term | undefined {
    const name = this.bindings.qualifiedName(call.callee);
    const symbol = name === undefined ? undefined : symbolOf(name);
    if (symbol?.role !== 'activation' || symbol.form === 'module') return undefined;
    return this.#catalogued(symbol, call, input, names);
  }

  #catalogued(
    symbol: Extract<NonNullable<ReturnType<typeof symbolOf>>, { role: 'activation' }>,
    call: CallExpression,
    input: Term,
    names: Names,
  ): Term | undefined {
    const given = new Map<Expression, Term>();
    const inputs =
      symbol.form === 'module' ? symbol.parameters.filter(({ role }) => role !== 'input') : symbol.parameters;
    const bound = bindArguments(inputs, call, (one) => {
      const term = this.read(one, names);
      if (term !== undefined && !dependsOnInput(term)) given.set(one, term);
      return (
        this.bindings.constant(one) ?? (given.has(one) && term ? valueOfTerm(term, 0, new Map()) : undefined)
      );
    });
    const { activation, parameters, unknownParameters, expressions } = activationCall(symbol, bound);
    if (unknownParameters.length > 0 || activationById(activation)?.elementwise !== true) return undefined;
    if (unaryFunction(usualName(activation)) !== undefined && expressions.size === 0)
      return { kind: 'apply', name: usualName(activation), of: input };
    const settings = [...expressions].flatMap(([name, expression]) => {
      const term = given.get(expression);
      return term === undefined ? [] : [[name, term] as const];
    });
    return { kind: 'activation', id: activation, parameters, settings, of: input };
  }
}

/** A condition that a name holds as a number of 1 and 0. */
const conditionOf = (term: Term | undefined): Condition | undefined =>
  term !== undefined && isFlag(term) ? term.condition : undefined;
