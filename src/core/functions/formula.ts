/**
 * The formula of a function of one's own: its code read as one expression of its input, names put in for what they stand for. What does not
 * reduce to one has none; and a formula whose values are not those of the curve is never shown.
 */
import { activationById } from '../activations/catalogue';
import { forSomeKind, type BySomeKinds, type OfKind } from '../by-kind';
import { activationCall, bindArguments, symbolOf } from '../frameworks';
import { lastPart } from '../python/dotted-name';
import type { Bindings } from '../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  LambdaExpression,
  Parameter,
  Place,
  Statement,
} from '../python/syntax';
import { walk } from '../python/walk';
import { lineage, methodOf } from './classes';
import type { OwnFunction } from './definition';
import type { InterpretedFunction } from './curve';
import { moduleExpression } from './module-names';
import { slotIn } from './parameters';
import { holds, partsOf, sizeOf, valueOfTerm, type Comparison, type Condition, type Term } from './term';
import { binary, extremum, isFlag, negative, number } from './term-arithmetic';
import { texOf } from './term-tex';
import { unaryFunction, usualName } from './unary';

/** Larger ones nobody reads. */
const mostNodes = 80;
const longestTex = 320;
const deepest = 24;
/** Turns of a loop that are written out. */
const mostItems = 6;

/** TeX, or undefined where the code does not reduce to one expression. */
export function formulaOf(
  own: OwnFunction,
  bindings: Bindings,
  curve: Pick<InterpretedFunction, 'evaluate' | 'parameters'>,
): string | undefined {
  const term = new Reader(own, bindings, curve.parameters).term();
  if (term === undefined || sizeOf(term, mostNodes) > mostNodes || !isCurve(term, curve)) return undefined;
  const tex = texOf(term);
  return tex.length > longestTex ? undefined : tex;
}

/** Where a formula is held against the curve, kinks at round numbers avoided. */
const probes: readonly number[] = [
  -9.37, -5.83, -3.21, -2.13, -1.07, -0.61, -0.137, 0.083, 0.47, 0.93, 1.39, 2.71, 4.33, 7.19,
];

function isCurve(
  term: Term,
  { evaluate, parameters }: Pick<InterpretedFunction, 'evaluate' | 'parameters'>,
): boolean {
  const used = new Set<string>();
  collectNames(term, used);
  const agrees = (changed: ReadonlyMap<string, number>): boolean =>
    probes.every((x) => {
      const [mine, drawn] = [valueOfTerm(term, x, changed), evaluate(x, Object.fromEntries(changed)).value];
      return Number.isFinite(drawn)
        ? Math.abs(mine - drawn) <= 1e-9 * Math.max(1, Math.abs(drawn))
        : !Number.isFinite(mine);
    });
  return (
    agrees(new Map()) &&
    parameters.every(
      ({ name, default: value, whole }) =>
        !used.has(name) ||
        typeof value !== 'number' ||
        agrees(new Map([[name, value + (whole === true ? 1 : 0.37)]])),
    )
  );
}

function collectNames(term: Term | Condition, into: Set<string>): void {
  if (term.kind === 'parameter') into.add(term.name);
  for (const part of partsOf(term)) collectNames(part, into);
}

/** What names stand for inside a function that is read. */
type Names = Map<string, Term | Expression>;
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

const binaries: ReadonlyMap<string, '+' | '-' | '*' | '/' | '**'> = new Map(
  Object.entries({
    add: '+',
    sub: '-',
    subtract: '-',
    mul: '*',
    multiply: '*',
    div: '/',
    divide: '/',
    true_divide: '/',
    truediv: '/',
    pow: '**',
    power: '**',
    float_power: '**',
  } as const),
);
const comparisons: ReadonlyMap<string, Comparison> = new Map(
  Object.entries({
    gt: '>',
    greater: '>',
    ge: '>=',
    greater_equal: '>=',
    lt: '<',
    less: '<',
    le: '<=',
    less_equal: '<=',
  } as const),
);
/** Functions that give back what goes in, as far as values are concerned. */
const passing =
  /^(?:clone|contiguous|float|double|float32|float64|to|type_as|cast|asarray|array|convert_to_tensor|as_tensor|identity|copy|requires_grad|tensor|astype|squeeze|unsqueeze|detach|stop_gradient|type)$/;

/** What a call is given, the tensor whose method it is in front. */
interface GivenTerms {
  readonly positional: readonly (Term | undefined)[];
  readonly keywords: ReadonlyMap<string, Term>;
  readonly count: number;
}
interface Selection {
  readonly condition: Expression;
  readonly whenTrue: Term | undefined;
  readonly whenFalse: Term | undefined;
}

function selectedWhere(call: CallExpression, { positional }: GivenTerms): Selection | undefined {
  const condition = call.arguments[0]?.value;
  return condition && { condition, whenTrue: positional[1], whenFalse: positional[2] };
}

/** Functions that choose between two values by a condition among their arguments. */
const selections: ReadonlyMap<string, (call: CallExpression, terms: GivenTerms) => Selection | undefined> =
  new Map([
    ['where', selectedWhere],
    ['select', selectedWhere],
    [
      'masked_fill',
      (call, { positional }) => {
        const condition = call.arguments.at(-2)?.value;
        return condition && { condition, whenTrue: positional[2], whenFalse: positional[0] };
      },
    ],
  ]);

function clamped(name: string, input: Term, { positional, keywords }: GivenTerms): Term {
  const [, second, third] = positional;
  const onlyAbove = name === 'clamp_max';
  const low = onlyAbove
    ? undefined
    : keyword(keywords, second, 'min', 'a_min', 'min_value', 'clip_value_min', 'x_min');
  const high = keyword(
    keywords,
    onlyAbove ? second : third,
    ...['max', 'a_max', 'max_value', 'clip_value_max', 'x_max'],
  );
  const raised = low === undefined ? input : extremum('max', input, low);
  return high === undefined ? raised : extremum('min', raised, high);
}

class Reader {
  #depth = 0;
  #steps = 0;
  readonly #owner: ClassDefinition | undefined;

  constructor(
    private readonly own: OwnFunction,
    private readonly bindings: Bindings,
    private readonly parameters: InterpretedFunction['parameters'],
  ) {
    this.#owner = own.kind === 'function' ? own.owner : undefined;
  }

  term(): Term | undefined {
    const { own } = this;
    if (own.kind === 'expression') {
      if (own.variable === undefined) return this.#partial(own.definition);
      return this.#read(own.definition, new Map([[own.variable, { kind: 'input' }]]));
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
      definition.kind === 'Lambda' ? this.#read(definition.body, names) : this.#run(definition.body, names);
    this.#depth -= 1;
    return result === 'falls through' ? undefined : result;
  }

  /** Statements up to a `return`; undefined where one of them is not followed. */
  #run(body: readonly Statement[], names: Names): Term | 'falls through' | undefined {
    for (const [index, statement] of body.entries()) {
      this.#steps += 1;
      if (this.#steps > 2_000) return undefined;
      switch (statement.kind) {
        case 'Return':
          return statement.value && this.#read(statement.value, names);
        case 'Assign': {
          if (!this.#assign(statement.targets, statement.value, names)) return undefined;
          break;
        }
        case 'AugmentedAssign': {
          const left = this.#read(statement.target, names);
          const right = this.#read(statement.value, names);
          const value = binary(statement.operator, left, right);
          if (statement.target.kind !== 'Name' || value === undefined) return undefined;
          names.set(statement.target.id, value);
          break;
        }
        case 'ExpressionStatement': {
          if (!this.#effect(statement.value, names)) return undefined;
          break;
        }
        case 'If': {
          const rest = body.slice(index + 1);
          return this.#branch(statement, rest, names);
        }
        case 'For': {
          const items = this.#items(statement.iterable, names);
          if (items === undefined || statement.target.kind !== 'Name') return undefined;
          for (const item of items) {
            names.set(statement.target.id, item);
            const result = this.#run(statement.body, names);
            if (result !== 'falls through') return result;
          }
          break;
        }
        case 'Function':
        case 'Pass':
        case 'Assert':
        case 'Import':
        case 'ImportFrom':
          break;
        default:
          return undefined;
      }
    }
    return 'falls through';
  }

  /** The numbers that a short loop goes through. */
  #items(iterable: Expression, names: Names): readonly Term[] | undefined {
    if (iterable.kind === 'Name') {
      const list = moduleExpression(this.bindings.module, iterable.id);
      return list && (list.kind === 'List' || list.kind === 'Tuple') ? this.#items(list, names) : undefined;
    }
    if (iterable.kind === 'List' || iterable.kind === 'Tuple') {
      const items = iterable.elements.slice(0, mostItems + 1).map((element) => this.#read(element, names));
      const known = items.filter((item) => item !== undefined);
      return known.length === items.length && items.length <= mostItems ? known : undefined;
    }
    if (iterable.kind !== 'Call' || iterable.callee.kind !== 'Name') return undefined;
    const [first, second] = iterable.arguments.map(({ value }) => value);
    if (iterable.callee.id === 'reversed' && first) return this.#items(first, names)?.toReversed();
    if (iterable.callee.id !== 'range' || iterable.arguments.length > 2) return undefined;
    const ends = [first, second].map((one) => one && this.#read(one, names));
    const [from, to] = second === undefined ? [0, plainValue(ends[0])] : ends.map(plainValue);
    if (from === undefined || to === undefined || to - from > mostItems) return undefined;
    return Array.from({ length: Math.max(0, to - from) }, (_, index) => number(from + index));
  }

  #assign(targets: readonly Expression[], value: Expression | undefined, names: Names): boolean {
    const [target, ...more] = targets;
    if (target === undefined || more.length > 0 || value === undefined) return false;
    if (target.kind === 'Name') {
      const term = this.#read(value, names);
      // What is no number (a flag, a callable) is looked at where it is used.
      names.set(target.id, term ?? value);
      return true;
    }
    if (target.kind === 'Tuple' && value.kind === 'Tuple') {
      const terms = value.elements.map((element) => this.#read(element, names));
      return target.elements.every((element, index) => {
        const term = terms[index];
        if (element.kind !== 'Name' || term === undefined) return false;
        names.set(element.id, term);
        return true;
      });
    }
    if (target.kind !== 'Subscript' || target.object.kind !== 'Name') return false;
    // `y[mask] = …`
    const condition = this.#condition(target.index, names);
    const before = this.#read(target.object, names);
    const after = this.#read(value, names);
    if (condition === undefined || before === undefined || after === undefined) return false;
    names.set(target.object.id, { kind: 'cases', condition, whenTrue: after, whenFalse: before });
    return true;
  }

  /** A docstring, or a method that works in place on a name. */
  #effect(expression: Expression, names: Names): boolean {
    if (expression.kind === 'String' || expression.kind === 'Constant') return true;
    if (expression.kind !== 'Call') return false;
    // What an autograd function keeps for its backward is no part of the value.
    if (expression.callee.kind === 'Attribute' && isName(expression.callee.object, 'ctx')) return true;
    const changed = this.#changedName(expression);
    const value = changed === undefined ? undefined : this.#read(expression, names);
    if (changed === undefined || value === undefined) return false;
    names.set(changed, value);
    return true;
  }

  /** `y` of `y.mul_(2).add_(1)` and of `F.relu_(y)`. */
  #changedName(call: CallExpression): string | undefined {
    let at: Expression = call;
    for (let step = 0; step < deepest && at.kind === 'Call'; step += 1) {
      const callee: Expression = at.callee;
      if (this.bindings.qualifiedName(callee) !== undefined) {
        const isInPlace =
          (callee.kind === 'Attribute' && callee.name.endsWith('_')) ||
          at.arguments.some(({ name }) => name === 'inplace');
        const first: Expression | undefined = at.arguments[0]?.value;
        if (!isInPlace || first === undefined) return undefined;
        at = first;
      } else if (callee.kind === 'Attribute' && callee.name.endsWith('_')) at = callee.object;
      else return undefined;
    }
    return at.kind === 'Name' ? at.id : undefined;
  }

  #branch(
    statement: Extract<Statement, { kind: 'If' }>,
    rest: readonly Statement[],
    names: Names,
  ): Term | 'falls through' | undefined {
    const condition = this.#condition(statement.test, names);
    if (condition === undefined) return undefined;
    // What follows the `if` follows each of its ways that does not return.
    const way = (body: readonly Statement[]): Term | 'falls through' | undefined =>
      this.#run([...body, ...rest], new Map(names));
    if (!dependsOnInput(condition))
      return way(holds(condition, 0, new Map()) ? statement.body : statement.orElse);
    const [whenTrue, whenFalse] = [way(statement.body), way(statement.orElse)];
    if (whenTrue === undefined || whenFalse === undefined) return undefined;
    if (whenTrue === 'falls through' || whenFalse === 'falls through') return undefined;
    return { kind: 'cases', condition, whenTrue, whenFalse };
  }

  #read(expression: Expression, names: Names): Term | undefined {
    this.#steps += 1;
    if (this.#depth > deepest || this.#steps > 2_000) return undefined;
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
      if (known !== undefined) return isTerm(known) ? known : this.#read(known, names);
      const assigned = moduleExpression(this.bindings.module, expression.id);
      return (assigned && this.#constantAt(assigned)) ?? this.#constant(expression);
    },
    Unary: ({ operator, operand }, names) => {
      const of = this.#read(operand, names);
      if (of === undefined || (operator !== '-' && operator !== '+')) return undefined;
      return operator === '+' ? of : negative(of);
    },
    Binary: (expression, names) => {
      const folded = this.#constant(expression);
      if (folded !== undefined && !this.#holdsParameter(expression)) return folded;
      return binary(
        expression.operator,
        this.#read(expression.left, names),
        this.#read(expression.right, names),
      );
    },
    Comparison: (expression, names) => this.#flag(expression, names),
    Logical: (expression, names) => this.#flag(expression, names),
    Conditional: (expression, names) => {
      const condition = this.#condition(expression.test, names);
      const whenTrue = this.#read(expression.whenTrue, names);
      const whenFalse = this.#read(expression.whenFalse, names);
      if (condition === undefined) return undefined;
      if (!dependsOnInput(condition)) return holds(condition, 0, new Map()) ? whenTrue : whenFalse;
      return whenTrue && whenFalse && { kind: 'cases', condition, whenTrue, whenFalse };
    },
    Attribute: (expression) => this.#attribute(expression),
    Named: ({ target, value: given }, names) => {
      const value = this.#read(given, names);
      if (value !== undefined && target.kind === 'Name') names.set(target.id, value);
      return value;
    },
    // `y[mask]`, where the mask decides where it goes.
    Subscript: ({ object, index }, names) => this.#condition(index, names) && this.#read(object, names),
    Call: (expression, names) => this.#call(expression, names),
  };

  /** A condition that is calculated with. */
  #flag(expression: Expression, names: Names): Term | undefined {
    const condition = this.#condition(expression, names);
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
      const value = this.#attributeValue(expression.name);
      return value && this.#ofConstructor(value);
    }
    return this.#constant(expression);
  }

  /** What the class assigns an attribute, if it assigns it once; a field of its body otherwise. */
  #attributeValue(name: string): Expression | undefined {
    if (this.#owner === undefined) return undefined;
    const found: Expression[] = [];
    const fields: Expression[] = [];
    for (const definition of lineage(this.#owner, this.bindings))
      for (const member of definition.body) {
        if (member.kind === 'Assign' && member.value && member.targets.some((one) => isName(one, name)))
          fields.push(member.value);
        if (member.kind !== 'Function') continue;
        walk(member, (node) => {
          if (node.kind === 'Call') {
            const registered = registeredValue(node, name);
            if (registered) found.push(registered);
          }
          if (node.kind !== 'Assign' || node.value === undefined) return;
          const isIt = node.targets.some(
            (one) => one.kind === 'Attribute' && one.name === name && isName(one.object, 'self'),
          );
          if (isIt) found.push(node.value);
        });
      }
    const [only, ...more] = found.length > 0 ? found : fields.slice(0, 1);
    return more.length === 0 ? only : undefined;
  }

  /** A value that the constructor computes from its own arguments. */
  #ofConstructor(value: Expression): Term | undefined {
    return this.#constantAt(value) ?? this.#weightOf(value, this.#constructorNames());
  }

  /** The constructor's arguments: as it is called where the object is used, else its defaults. */
  #constructorNames(): Names {
    const constructor = this.#owner && methodOf(this.#owner, '__init__', this.bindings)?.definition;
    const made = this.own.kind === 'function' ? this.own.made : undefined;
    const names: Names = new Map();
    for (const [index, { name, defaultValue, form }] of (constructor
      ? skipSelf(constructor)
      : []
    ).entries()) {
      if (form === 'star' || form === 'double-star') continue;
      const given =
        made?.arguments.find((one) => one.name === name) ??
        made?.arguments.filter((one) => one.form === 'positional')[index];
      const expression = given?.value ?? defaultValue;
      const term = expression && this.#constantAt(expression);
      if (term !== undefined) names.set(name, term);
    }
    return names;
  }

  /** `nn.Parameter(torch.tensor(alpha))`: the number inside, by way of the constructor's argument. */
  #weightOf(value: Expression, inside: Names): Term | undefined {
    if (value.kind !== 'Call') return this.#read(value, inside);
    const name = lastPart(this.bindings.qualifiedName(value.callee) ?? '');
    const positional = value.arguments.filter(({ form }) => form === 'positional');
    const inner = /^(?:full|full_like)$/.test(name) ? positional[1] : positional[0];
    const isWeight =
      /^(?:Parameter|Param|Variable|tensor|as_tensor|FloatTensor|Tensor|array|asarray|constant|float|full)$/;
    if (inner === undefined || !isWeight.test(name)) return this.#read(value, inside);
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
      const [left, right] = [this.#read(expression.left, names), this.#read(only.right, names)];
      return left && right && { kind: 'compare', operator: operator as Comparison, left, right };
    },
    Logical: (expression, names) => this.#joinedCondition(expression, names),
    Binary: (expression, names) => this.#joinedCondition(expression, names),
    Unary: ({ operator, operand }, names) => {
      const of = operator === 'not' || operator === '~' ? this.#condition(operand, names) : undefined;
      return of && { kind: 'not', of };
    },
    Name: ({ id }, names) => {
      const known = names.get(id);
      return known === undefined || isTerm(known) ? conditionOf(known) : this.#condition(known, names);
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

  #condition(expression: Expression, names: Names): Condition | undefined {
    return forSomeKind(this.#conditions, expression)?.(expression, names);
  }

  /** `a and b`, `a | b`. */
  #joinedCondition(
    { operator, left, right }: OfKind<Expression, 'Logical' | 'Binary'>,
    names: Names,
  ): Condition | undefined {
    const kind = conditionJoins.get(operator);
    const [one, other] = [this.#condition(left, names), this.#condition(right, names)];
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
      ...(object === undefined ? [] : [this.#read(object, names)]),
      ...given.filter(({ form }) => form === 'positional').map(({ value }) => this.#read(value, names)),
    ];
    const keywords = new Map<string, Term>();
    for (const { name, value } of given) {
      const term = name === undefined ? undefined : this.#read(value, names);
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
      const condition = test && this.#condition(test.condition, names);
      const { whenTrue, whenFalse } = test ?? {};
      return condition && whenTrue && whenFalse && { kind: 'cases', condition, whenTrue, whenFalse };
    }
    const filled = this.#filled(named.name, call, positional[1]);
    if (filled !== 'other') return filled;
    const input = positional[0] ?? keyword(keywords, undefined, 'input', 'x', 'features');
    return input === undefined
      ? this.#constantAt(call)
      : this.#library(named.name, call, input, terms, names);
  }

  /** `zeros_like(x)`, `full_like(x, 2)`, `ones(1)`; `other` where it makes no tensor of one number. */
  #filled(name: string, call: CallExpression, second: Term | undefined): Term | undefined | 'other' {
    if (name === 'full_like') return second;
    const like = name.endsWith('_like');
    const value = name.startsWith('zeros') ? 0 : 1;
    if (!/^(?:zeros|ones)(?:_like)?$/.test(name)) return 'other';
    return like ? number(value) : (this.#parameterAt(call) ?? number(value));
  }

  /** A function of a library, of one input or of two. */
  #library(
    name: string,
    call: CallExpression,
    input: Term,
    terms: GivenTerms,
    names: Names,
  ): Term | undefined {
    const usual = usualName(name);
    if (unaryFunction(usual) !== undefined && terms.count === 1)
      return { kind: 'apply', name: usual, of: input };
    const activation = this.#activation(call, input, names);
    if (activation) return activation;
    const second = terms.positional[1];
    if (/^(?:maximum|minimum|max|min|fmax|fmin)$/.test(name))
      return second && extremum(name.includes('max') ? 'max' : 'min', input, second);
    if (/^(?:clamp|clip|clip_by_value|clamp_min|clamp_max)$/.test(name)) return clamped(name, input, terms);
    const operator = binaries.get(name);
    if (operator !== undefined) return terms.count === 2 ? binary(operator, input, second) : undefined;
    return passing.test(name) ? input : undefined;
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
      ? this.#attributeValue(callee.name)
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
    const input = call.arguments[0] && this.#read(call.arguments[0].value, names);
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
      const term = this.#read(one, names);
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

/** What `self.register_buffer("scale", value)` sets. */
function registeredValue({ callee, arguments: given }: CallExpression, name: string): Expression | undefined {
  if (callee.kind !== 'Attribute' || !/^register_(?:buffer|parameter)$/.test(callee.name)) return undefined;
  const [key, value] = given;
  return key?.value.kind === 'String' && key.value.value === name ? value?.value : undefined;
}

const skipSelf = (definition: FunctionDefinition): readonly Parameter[] => {
  const isStatic = definition.decorators.some((one) => isName(one, 'staticmethod'));
  return isStatic ? definition.parameters : definition.parameters.slice(1);
};
/** An autograd function's `ctx` is no input. */
const skipContext = (parameters: readonly Parameter[]): readonly Parameter[] =>
  parameters[0]?.name === 'ctx' ? parameters.slice(1) : parameters;
const isName = (expression: Expression, name: string): boolean =>
  expression.kind === 'Name' && expression.id === name;
const plainValue = (term: Term | undefined): number | undefined =>
  term?.kind === 'number' || term?.kind === 'parameter' ? term.value : undefined;

function keyword(
  keywords: ReadonlyMap<string, Term>,
  positional: Term | undefined,
  ...names: readonly string[]
): Term | undefined {
  return positional ?? names.map((name) => keywords.get(name)).find((term) => term !== undefined);
}

function dependsOnInput(term: Term | Condition): boolean {
  return term.kind === 'input' || partsOf(term).some(dependsOnInput);
}

/** A condition that a name holds as a number of 1 and 0. */
const conditionOf = (term: Term | undefined): Condition | undefined =>
  term !== undefined && isFlag(term) ? term.condition : undefined;
