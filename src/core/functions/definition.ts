/** Which function of one's own is meant at a place. */
import { activationById } from '../activations/catalogue';
import { symbolOf } from '../frameworks';
import type { Bindings } from '../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  LambdaExpression,
  Place,
  SourceModule,
} from '../python/syntax';
import { enclosing, expressionAt, pathAt, walk, type SyntaxNode } from '../python/walk';
import { isAutogradFunction } from './autograd';
import { lineage, methodOf } from './classes';
import { moduleExpression } from './module-names';
import { givesBack } from './returned';

export type OwnFunction =
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly definition: FunctionDefinition;
      /** The class whose method it is. */
      readonly owner: ClassDefinition | undefined;
      /** The call that makes an object of the class where it is used: `SquaredReLU(scale=2.0)`. */
      readonly made?: CallExpression;
    }
  | { readonly kind: 'lambda'; readonly name: string; readonly definition: LambdaExpression }
  /** A selected expression in one variable; without a variable its value is itself a function (`nn.LeakyReLU(0.2)`). */
  | {
      readonly kind: 'expression';
      readonly name: string;
      readonly definition: Expression;
      readonly variable: string | undefined;
      /** Whether its value is a function for certain, or it may be anything: `model = build(cfg)`. */
      readonly tried?: true;
    };

/** What a hover underlines and a refusal points into: the header of a definition, or the whole expression. */
export function placeOf(own: OwnFunction): Place {
  const { definition } = own;
  if (own.kind !== 'function') return definition;
  return { unit: definition.unit, start: own.definition.nameStart, end: own.definition.nameEnd };
}

const called = ['forward', 'call', '__call__'];

function ownMethod(definition: ClassDefinition, bindings: Bindings): OwnFunction | undefined {
  const name = called.find((candidate) => methodOf(definition, candidate, bindings));
  const method = name === undefined ? undefined : methodOf(definition, name, bindings);
  return (
    method && { kind: 'function', name: definition.name, definition: method.definition, owner: definition }
  );
}

/** Parts of an autograd function: what is plotted from any of them is the function. */
const rules = ['backward', 'setup_context', 'vjp', 'jvp'];

function ownFunction(definition: FunctionDefinition, bindings: Bindings): OwnFunction {
  const around = enclosing(definition)[0];
  const owner = around?.kind === 'Class' ? around : undefined;
  if (owner && rules.includes(definition.name) && isAutogradFunction(owner, bindings))
    return ownMethod(owner, bindings) ?? { kind: 'function', name: definition.name, definition, owner };
  const name = owner && called.includes(definition.name) ? owner.name : definition.name;
  return { kind: 'function', name, definition, owner };
}

/** `swish = lambda x: …` is called swish. */
function ownLambda(definition: LambdaExpression): OwnFunction {
  const around = enclosing(definition)[0];
  const target = around?.kind === 'Assign' && around.value === definition ? around.targets[0] : undefined;
  const name = target?.kind === 'Name' ? target.id : target?.kind === 'Attribute' ? target.name : 'lambda';
  return { kind: 'lambda', name, definition };
}

/** The function that a definition is, or the lambda. */
export const functionDefinedBy = (
  definition: FunctionDefinition | LambdaExpression,
  bindings: Bindings,
): OwnFunction =>
  definition.kind === 'Function' ? ownFunction(definition, bindings) : ownLambda(definition);

/** A function of one's own, and what stands for it at the place that was asked about. */
export interface OwnFunctionAt {
  readonly own: OwnFunction;
  readonly at: Place;
}

/** What the module's names, classes and calls stand for, however often they are renamed. */
const deepestRenaming = 10;

/** The function that an expression's value is: a name, a lambda, `SquaredReLU(2.0)`, `partial(act, beta=2.0)`. */
function functionOf(expression: Expression, bindings: Bindings, depth = 0): OwnFunction | undefined {
  if (depth > deepestRenaming) return undefined;
  switch (expression.kind) {
    case 'Lambda':
      return ownLambda(expression);
    case 'Name':
    case 'Attribute': {
      const referent = bindings.referent(expression);
      if (referent?.kind === 'function') return ownFunction(referent.definition, bindings);
      if (referent?.kind === 'class') return ownMethod(referent.definition, bindings);
      if (expression.kind === 'Attribute' && expression.name === 'apply') {
        const owner = bindings.referent(expression.object);
        if (owner?.kind === 'class' && isAutogradFunction(owner.definition, bindings))
          return ownMethod(owner.definition, bindings);
      }
      if (referent !== undefined) return undefined;
      if (expression.kind === 'Attribute') {
        const method = methodOfClass(expression, bindings);
        return method && isOfClass(method)
          ? ownFunction(method, bindings)
          : attributeFunction(expression, bindings, depth + 1);
      }
      const insideFunction = enclosing(expression).some(
        ({ kind }) => kind === 'Lambda' || kind === 'Function',
      );
      const assigned = moduleExpression(bindings.module, expression.id);
      // A name of the module; in a function one that the function itself does not set.
      if (!assigned || (insideFunction && isLocal(expression))) return undefined;
      return functionOf(assigned, bindings, depth + 1);
    }
    case 'Call':
      return functionOfCall(expression, bindings, depth);
    case 'Subscript': {
      const entry = tableEntry(expression, bindings);
      return entry && functionOf(entry, bindings, depth + 1);
    }
    default:
      return undefined;
  }
}

const handsOnFunction =
  /^(?:jax\.(?:vmap|jit|checkpoint|remat)|torch\.(?:vmap|func\.vmap|compile|jit\.script)|tf\.function|numpy\.vectorize|numba\.(?:jit|njit|vectorize)|(?:\w+\.)*keras\.layers\.(?:Activation|Lambda))$/u;
const derivatives = /^(?:jax|torch\.func)\.grad$/u;
const sequences = /^(?:torch\.nn\.Sequential|(?:tf\.)?keras\.(?:models\.)?Sequential)$/u;

/** The function that a call makes: an object of a class, a `partial`, modules one after the other, or what the function called returns. */
function functionOfCall(
  expression: CallExpression,
  bindings: Bindings,
  depth: number,
): OwnFunction | undefined {
  const { callee } = expression;
  const referent = bindings.referent(callee);
  const evaluated = (name: string): OwnFunction => evaluatedCall(expression, name);
  switch (referent?.kind) {
    case 'class': {
      const own = ownMethod(referent.definition, bindings);
      const isMade = own?.kind === 'function' && !isAutogradFunction(referent.definition, bindings);
      return isMade && expression.arguments.length > 0 ? { ...own, made: expression } : own;
    }
    case 'function':
      return returnsFunction(referent.definition, bindings, depth) && isKnownOutside(expression, bindings)
        ? evaluated(referent.definition.name)
        : undefined;
    case 'qualified':
      return functionOfLibrary(referent.name, expression, bindings, depth);
    default: {
      const factory = callee.kind === 'Attribute' ? methodOfClass(callee, bindings) : undefined;
      if (factory && returnsFunction(factory, bindings, depth) && isKnownOutside(expression, bindings))
        return evaluated(factory.name);
      if (isMadeByLambda(callee, bindings) && isKnownOutside(expression, bindings)) return evaluated('call');
      const makes = callee.kind === 'Subscript' && isTableOfClasses(callee, bindings, depth);
      return makes && isKnownOutside(expression, bindings) ? evaluated('call') : undefined;
    }
  }
}

/** `compose = lambda f, g: lambda x: f(g(x))` is called. */
function isMadeByLambda(callee: Expression, bindings: Bindings): boolean {
  const made = callee.kind === 'Name' ? moduleExpression(bindings.module, callee.id) : undefined;
  return made?.kind === 'Lambda' && made.body.kind === 'Lambda';
}

const evaluatedCall = (expression: CallExpression, name: string): OwnFunction => ({
  kind: 'expression',
  name: assignedName(expression) ?? name,
  definition: expression,
  variable: undefined,
});

/** What a library makes of functions: a `partial`, a derivative, the same run otherwise, modules one after the other. */
function functionOfLibrary(
  name: string,
  expression: CallExpression,
  bindings: Bindings,
  depth: number,
): OwnFunction | undefined {
  const [first] = expression.arguments;
  const base = first && functionOf(first.value, bindings, depth + 1);
  if (/(?:^|\.)partial$|^dataclasses\.replace$/u.test(name))
    return base && evaluatedCall(expression, base.name);
  if (derivatives.test(name)) return base && evaluatedCall(expression, `grad(${base.name})`);
  // What only runs a function otherwise: compiled, over a batch, element by element.
  if (handsOnFunction.test(name))
    return base?.kind === 'expression' ? { ...base, name: assignedName(expression) ?? base.name } : base;
  const isComposition = sequences.test(name) && isOfActivations(expression, bindings, depth);
  return isComposition ? evaluatedCall(expression, 'Sequential') : undefined;
}

/** `Curve.steep`: the method of a class of the file. */
function methodOfClass(
  { object, name }: Extract<Expression, { kind: 'Attribute' }>,
  bindings: Bindings,
): FunctionDefinition | undefined {
  const owner = bindings.referent(object);
  return owner?.kind === 'class' ? methodOf(owner.definition, name, bindings)?.definition : undefined;
}

/** Whether a method needs no object: `@staticmethod`, `@classmethod`. */
const isOfClass = ({ decorators }: FunctionDefinition): boolean =>
  decorators.some((one) => one.kind === 'Name' && /^(?:static|class)method$/u.test(one.id));

/** Whether all that stands in an expression means the same outside of the function that it stands in. */
const isKnownOutside = (expression: Expression, bindings: Bindings): boolean =>
  freeNames(expression, bindings).length === 0;

/** Whether layers one after the other are activations alone, listed as arguments, in a list or in an `OrderedDict`. */
function isOfActivations({ arguments: given }: CallExpression, bindings: Bindings, depth: number): boolean {
  const layers = given.flatMap(({ value, form }) =>
    form === 'positional' || form === 'star' ? layersIn(listNamed(value, bindings), bindings) : [undefined],
  );
  return (
    layers.length > 1 &&
    layers.every((layer) => layer !== undefined && isElementwise(layer, bindings, depth + 1))
  );
}

/** `layers = [nn.Softplus(), nn.Tanh()]` behind its name. */
const listNamed = (value: Expression, bindings: Bindings): Expression => {
  const named = value.kind === 'Name' ? moduleExpression(bindings.module, value.id) : undefined;
  return named?.kind === 'List' || named?.kind === 'Tuple' ? named : value;
};

function layersIn(value: Expression, bindings: Bindings): readonly (Expression | undefined)[] {
  if (value.kind === 'List' || value.kind === 'Tuple') return value.elements;
  if (value.kind === 'Dictionary') return value.entries.map((entry) => entry.value);
  const isOrdered =
    value.kind === 'Call' && bindings.qualifiedName(value.callee) === 'collections.OrderedDict';
  if (!isOrdered) return [value];
  const [pairs] = value.arguments;
  if (pairs?.value.kind !== 'List') return pairs ? layersIn(pairs.value, bindings) : [undefined];
  return pairs.value.elements.map((pair) =>
    pair.kind === 'Tuple' || pair.kind === 'List' ? pair.elements[1] : undefined,
  );
}

/** Whether an expression is an activation of the catalogue that takes each element for itself, or a function of one's own. */
function isElementwise(expression: Expression, bindings: Bindings, depth: number): boolean {
  const name = expression.kind === 'Call' ? bindings.qualifiedName(expression.callee) : undefined;
  const symbol = name === undefined ? undefined : symbolOf(name);
  if (symbol !== undefined)
    return (
      symbol.role === 'activation' &&
      symbol.form === 'module' &&
      activationById(symbol.activation)?.elementwise === true
    );
  return functionOf(expression, bindings, depth) !== undefined;
}

/** Whether a function gives back a function. */
const returnsFunction = (definition: FunctionDefinition, bindings: Bindings, depth: number): boolean =>
  depth <= deepestRenaming &&
  givesBack(definition, bindings.module, (expression) =>
    expression.kind === 'Call'
      ? isElementwise(expression, bindings, depth + 1) || isMadeByClass(expression, definition, bindings)
      : isActivationFunction(expression, bindings, depth),
  );

/** A function of the file, or an activation that a library has as a function. */
function isActivationFunction(expression: Expression, bindings: Bindings, depth: number): boolean {
  const name = bindings.qualifiedName(expression);
  if (name === undefined) return functionOf(expression, bindings, depth + 1) !== undefined;
  const symbol = symbolOf(name);
  return symbol?.role === 'activation' && symbol.form === 'function';
}

/** `return cls(4.0)` in a method of a class whose objects are called. */
function isMadeByClass(
  { callee }: CallExpression,
  definition: FunctionDefinition,
  bindings: Bindings,
): boolean {
  const owner = enclosing(definition)[0];
  return (
    callee.kind === 'Name' &&
    callee.id === definition.parameters[0]?.name &&
    definition.decorators.some((one) => one.kind === 'Name' && one.id === 'classmethod') &&
    owner?.kind === 'Class' &&
    ownMethod(owner, bindings) !== undefined
  );
}

/** `REGISTRY['bent'](k=0.6)`: whether all that the table holds are classes whose objects are activations. */
function isTableOfClasses(
  { object }: Extract<Expression, { kind: 'Subscript' }>,
  bindings: Bindings,
  depth: number,
): boolean {
  const table = object.kind === 'Name' ? moduleExpression(bindings.module, object.id) : undefined;
  return (
    table?.kind === 'Dictionary' &&
    depth < deepestRenaming &&
    table.entries.every(({ value }) => {
      const referent = bindings.referent(value);
      if (referent?.kind === 'class') return ownMethod(referent.definition, bindings) !== undefined;
      const symbol = referent?.kind === 'qualified' ? symbolOf(referent.name) : undefined;
      return symbol?.role === 'activation' && symbol.form === 'module';
    })
  );
}

/** What a table of the module holds under a text: `ACTIVATIONS['swish']`. */
function tableEntry(
  { object, index }: Extract<Expression, { kind: 'Subscript' }>,
  bindings: Bindings,
): Expression | undefined {
  if (object.kind !== 'Name' || index.kind !== 'String') return undefined;
  const table = moduleExpression(bindings.module, object.id);
  return table?.kind === 'Dictionary' ? entryUnder(table, index.value) : undefined;
}

const entryUnder = (
  { entries }: Extract<Expression, { kind: 'Dictionary' }>,
  text: string | undefined,
): Expression | undefined => entries.find(({ key }) => key?.kind === 'String' && key.value === text)?.value;

function assignedName(expression: Expression): string | undefined {
  const around = enclosing(expression)[0];
  const target = around?.kind === 'Assign' && around.value === expression ? around.targets[0] : undefined;
  return target?.kind === 'Name' ? target.id : target?.kind === 'Attribute' ? target.name : undefined;
}

/** Whether a function around a name takes it as an argument or assigns it. */
function isLocal(name: Extract<Expression, { kind: 'Name' }>): boolean {
  return enclosing(name).some((around) => {
    if (around.kind !== 'Function' && around.kind !== 'Lambda') return false;
    if (around.parameters.some((parameter) => parameter.name === name.id)) return true;
    let assigns = false;
    walk(around, (node) => {
      if (node.kind === 'Assign' || node.kind === 'For') {
        const targets = node.kind === 'Assign' ? node.targets : [node.target];
        assigns ||= targets.some((target) => target.kind === 'Name' && target.id === name.id);
      }
    });
    return assigns;
  });
}

/** `self.act`: what the class assigns it, if it assigns it once. */
function attributeFunction(
  expression: Extract<Expression, { kind: 'Attribute' }>,
  bindings: Bindings,
  depth: number,
): OwnFunction | undefined {
  if (expression.object.kind !== 'Name' || expression.object.id !== 'self') return undefined;
  const owner = enclosing(expression).find((around) => around.kind === 'Class');
  if (owner?.kind !== 'Class') return undefined;
  const found: Expression[] = [];
  for (const one of lineage(owner, bindings)) {
    for (const method of one.body) {
      if (method.kind !== 'Function') continue;
      if (method.name === expression.name) return ownFunction(method, bindings);
      walk(method, (node) => {
        if (node.kind !== 'Assign' || !node.value) return;
        const isIt = node.targets.some(
          (target) =>
            target.kind === 'Attribute' &&
            target.name === expression.name &&
            target.object.kind === 'Name' &&
            target.object.id === 'self',
        );
        if (isIt) found.push(node.value);
      });
    }
  }
  const [only, ...more] = found;
  return only && more.length === 0 ? functionOf(only, bindings, depth) : undefined;
}

/** A string that a table of the module (`ACTS = {'sq': squared}`) holds a function of one's own for. */
function namedFunction(text: string, bindings: Bindings): OwnFunction | undefined {
  for (const { body } of bindings.module.units) {
    for (const statement of body) {
      const tables: Expression[] = [];
      if (statement.kind === 'Assign' && statement.value) tables.push(statement.value);
      if (statement.kind === 'ExpressionStatement' && statement.value.kind === 'Call')
        tables.push(...statement.value.arguments.map(({ value }) => value));
      for (const table of tables) {
        if (table.kind !== 'Dictionary') continue;
        const value = entryUnder(table, text);
        if (!value) continue;
        // `Activation(mish_like)` of Keras stands for what it is given.
        const inner =
          value.kind === 'Call' && bindings.referent(value.callee)?.kind === 'qualified'
            ? value.arguments[0]?.value
            : undefined;
        const own = functionOf(value, bindings) ?? (inner && functionOf(inner, bindings));
        if (own) return own;
      }
    }
  }
  return undefined;
}

/**
 * The function at an absolute offset: what a name there refers to, the lambda around it, the method that a class's name stands for, or the
 * definition in whose header or body the offset lies. Undefined elsewhere.
 */
export function functionAt(bindings: Bindings, offset: number): OwnFunctionAt | undefined {
  const { module } = bindings;
  const unit = module.unitAt(offset);
  const inside = unit && module.offsetIn(unit, offset);
  if (!unit || inside === undefined) return undefined;
  const path = [...pathAt(unit, inside)].reverse();
  return namedAt(path, bindings) ?? around(path, inside, bindings);
}

/**
 * What a name of the module may stand for beyond what `functionAt` knows: `act = compose(f, g)`, `act = TABLE[cfg.kind](0.7)`. Whether it is a
 * function at all, running it tells.
 */
export function assignedAt(bindings: Bindings, offset: number): OwnFunctionAt | undefined {
  const { module } = bindings;
  const unit = module.unitAt(offset);
  const inside = unit && module.offsetIn(unit, offset);
  const innermost = unit && inside !== undefined ? pathAt(unit, inside).at(-1) : undefined;
  if (innermost?.kind !== 'Name' || isLocal(innermost)) return undefined;
  const assigned = moduleExpression(module, innermost.id);
  if (assigned === undefined || !mayBeFunction.has(assigned.kind) || isOfCatalogue(assigned, bindings))
    return undefined;
  const own = { kind: 'expression', name: innermost.id, definition: assigned, variable: undefined } as const;
  return { own: { ...own, tried: true }, at: innermost };
}

const mayBeFunction: ReadonlySet<Expression['kind']> = new Set([
  ...(['Call', 'Subscript', 'Attribute', 'Conditional', 'Logical'] as const),
]);

/** `nn.ReLU()`, `F.relu`: known without running it. */
function isOfCatalogue(expression: Expression, bindings: Bindings): boolean {
  const name = bindings.qualifiedName(expression.kind === 'Call' ? expression.callee : expression);
  return name !== undefined && symbolOf(name)?.role === 'activation';
}

/** What a name or a string names, `SquaredReLU(2.0)` being one thing with its arguments. */
function namedAt([innermost, parent]: readonly SyntaxNode[], bindings: Bindings): OwnFunctionAt | undefined {
  if (innermost?.kind === 'String') {
    const own = typeof innermost.value === 'string' ? namedFunction(innermost.value, bindings) : undefined;
    return own && { own, at: innermost };
  }
  if (innermost?.kind !== 'Name' && innermost?.kind !== 'Attribute') return undefined;
  const call = parent?.kind === 'Call' && parent.callee === innermost ? parent : undefined;
  const made = call && functionOf(call, bindings);
  if (made && call) return { own: made, at: call };
  const own = functionOf(innermost, bindings);
  return own && { own, at: innermost };
}

/** The nearest lambda, call of `partial`, function or class around a place. */
function around(path: readonly SyntaxNode[], inside: number, bindings: Bindings): OwnFunctionAt | undefined {
  for (const node of path) {
    if (node.kind === 'Lambda') return { own: ownLambda(node), at: node };
    if (node.kind === 'Call') {
      const own = functionOf(node, bindings);
      if (own?.kind === 'expression') return { own, at: node };
    }
    // Nobody means `__init__` or `__repr__` by the line that the cursor is on.
    if (node.kind === 'Function' && /^__\w+__$/u.test(node.name) && !called.includes(node.name))
      return undefined;
    if (node.kind === 'Function') return located(ownFunction(node, bindings));
    if (node.kind === 'Class') {
      const onName = inside >= node.nameStart && inside <= node.nameEnd;
      return onName
        ? located(ownMethod(node, bindings), { unit: node.unit, start: node.nameStart, end: node.nameEnd })
        : undefined;
    }
  }
  return undefined;
}

const located = (own: OwnFunction | undefined, at?: Place): OwnFunctionAt | undefined =>
  own && { own, at: at ?? placeOf(own) };

/** Names in an expression that nothing outside it gives a meaning to. */
function freeNames(expression: Expression, bindings: Bindings): readonly string[] {
  const bound = new Set<string>();
  const free = new Set<string>();
  walk(expression, (node) => {
    if (node.kind === 'Lambda') for (const { name } of node.parameters) bound.add(name);
    if (node.kind === 'Comprehension') {
      for (const { target } of node.clauses) if (target.kind === 'Name') bound.add(target.id);
    }
    if (node.kind !== 'Name') return;
    const known =
      bindings.referent(node) ??
      bindings.constant(node) ??
      (moduleExpression(bindings.module, node.id) &&
        !enclosing(node).some((around) => around.kind === 'Function'));
    if (known === undefined || known === false) free.add(node.id);
  });
  const builtin = /^(?:abs|max|min|pow|round|sum|float|int|bool|len|range|isinstance|self)$/u;
  return [...free].filter((name) => !bound.has(name) && !builtin.test(name));
}

/** An expression as a function of the only name in it that has no meaning yet; undefined when there are several. */
export function expressionFunction(expression: Expression, bindings: Bindings): OwnFunction | undefined {
  if (expression.kind === 'Lambda') return ownLambda(expression);
  const [variable, ...more] = freeNames(expression, bindings);
  if (more.length > 0) return undefined;
  return { kind: 'expression', name: 'expression', definition: expression, variable };
}

/** The expression selected between two absolute offsets; blanks around it do not matter. */
export function functionInSelection(bindings: Bindings, start: number, end: number): OwnFunction | undefined {
  const { module } = bindings;
  const unit = module.unitAt(start);
  const first = unit && module.offsetIn(unit, start);
  const last = unit && module.offsetIn(unit, end);
  if (!unit || first === undefined || last === undefined) return undefined;
  const text = unit.text.slice(first, last);
  const from = first + (text.length - text.trimStart().length);
  const expression = expressionAt({ unit, start: from, end: from + text.trim().length });
  return expression && expressionFunction(expression, bindings);
}

/** Functions, classes with a `forward` and named lambdas at the top of the module that may be activations: one input, the rest given. */
export function definedFunctions(module: SourceModule, bindings: Bindings): readonly OwnFunction[] {
  const found: OwnFunction[] = [];
  for (const { body } of module.units) {
    for (const statement of body) {
      if (statement.kind === 'Function') found.push(ownFunction(statement, bindings));
      if (statement.kind === 'Class') {
        const own = ownMethod(statement, bindings);
        if (own) found.push(own);
      }
      if (statement.kind === 'Assign' && statement.value && statement.value.kind !== 'Name') {
        const own = functionOf(statement.value, bindings);
        if (own && own.kind !== 'function') found.push(own);
      }
    }
  }
  return found;
}
