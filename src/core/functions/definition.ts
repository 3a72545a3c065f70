/** Which function of one's own is meant at a place. */
import type { Bindings } from '../python/names';
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  LambdaExpression,
  Place,
  SourceModule,
} from '../python/syntax';
import { enclosing, expressionAt, pathAt, walk } from '../python/walk';
import { isAutogradFunction } from './autograd';
import { methodOf } from './classes';
import { moduleExpression } from './module-names';

export type OwnFunction =
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly definition: FunctionDefinition;
      /** The class whose method it is. */
      readonly owner: ClassDefinition | undefined;
    }
  | { readonly kind: 'lambda'; readonly name: string; readonly definition: LambdaExpression }
  /** A selected expression in one variable; without a variable its value is itself a function (`nn.LeakyReLU(0.2)`). */
  | {
      readonly kind: 'expression';
      readonly name: string;
      readonly definition: Expression;
      readonly variable: string | undefined;
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

/**
 * The function at an absolute offset: what a name there refers to, the lambda around it, the method that a class's name stands for, or the
 * definition in whose header or body the offset lies. Undefined elsewhere.
 */
export function functionAt(bindings: Bindings, offset: number): OwnFunction | undefined {
  const { module } = bindings;
  const unit = module.unitAt(offset);
  const inside = unit && module.offsetIn(unit, offset);
  if (!unit || inside === undefined) return undefined;
  const path = [...pathAt(unit, inside)].reverse();
  const [innermost] = path;
  if (innermost?.kind === 'Name' || innermost?.kind === 'Attribute') {
    const referent = bindings.referent(innermost);
    if (referent?.kind === 'function') return ownFunction(referent.definition, bindings);
    if (referent?.kind === 'class') return ownMethod(referent.definition, bindings);
    const assigned = innermost.kind === 'Name' ? moduleExpression(module, innermost.id) : undefined;
    const insideFunction = path.some((node) => node.kind === 'Lambda' || node.kind === 'Function');
    if (assigned?.kind === 'Lambda' && !insideFunction) return ownLambda(assigned);
  }
  for (const node of path) {
    if (node.kind === 'Lambda') return ownLambda(node);
    if (node.kind === 'Function') return ownFunction(node, bindings);
    if (node.kind === 'Class') {
      const onName = inside >= node.nameStart && inside <= node.nameEnd;
      return onName ? ownMethod(node, bindings) : undefined;
    }
  }
  return undefined;
}

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
      if (statement.kind === 'Assign' && statement.value?.kind === 'Lambda')
        found.push(ownLambda(statement.value));
    }
  }
  return found;
}
