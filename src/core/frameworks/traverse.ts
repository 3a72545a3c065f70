/** Goes through a unit's statements and expressions in source order, keeping the scope that each expression stands in. */
import { forSomeKind, type BySomeKinds, type OfKind } from '../by-kind';
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  LambdaExpression,
  Statement,
  Unit,
} from '../python/syntax';
import { childrenOf, isExpression } from '../python/walk';
import { bindOnce, bindTarget, newScope, type Scope } from './scope';

export interface Visitor {
  readonly expression: (expression: Expression, scope: Scope) => void;
  /** A name or attribute that takes a value as it is: `self.act = nn.ReLU()`. */
  readonly target: (target: Expression, value: Expression) => void;
  /** The end of a class, whose scope is then complete. */
  readonly classEnd: (definition: ClassDefinition, scope: Scope) => void;
  /** A default value of a parameter, `def f(activation='relu')`, before it is visited as an expression. */
  readonly parameterDefault: (name: string, value: Expression, scope: Scope) => void;
}

/** Returns the module scope with the names that this unit binds. */
export function traverseUnit(unit: Unit, visitor: Visitor): Scope {
  const module = newScope('module', undefined);
  statements(unit.body, module, visitor);
  return module;
}

function statements(body: readonly Statement[], scope: Scope, visitor: Visitor): void {
  const visit: Visit = {
    scope,
    visitor,
    expression: (expression) => {
      if (expression !== undefined) visitExpression(expression, scope, visitor);
    },
    block: (inner) => {
      statements(inner, scope, visitor);
    },
  };
  for (const statement of body) forSomeKind(statementVisits, statement)?.(statement, visit);
}

/** A visit to one statement's parts. */
interface Visit {
  readonly scope: Scope;
  readonly visitor: Visitor;
  readonly expression: (expression: Expression | undefined) => void;
  readonly block: (body: readonly Statement[]) => void;
}

type Some<K extends Statement['kind']> = OfKind<Statement, K>;

function testAndBlocks({ test, body, orElse }: Some<'If' | 'While'>, visit: Visit): void {
  visit.expression(test);
  visit.block(body);
  visit.block(orElse);
}

function declareNames({ names }: Some<'Global' | 'Nonlocal'>, { scope }: Visit): void {
  for (const name of names) bindOnce(scope.names, name, undefined);
}

const statementVisits: BySomeKinds<Statement, [Visit], void> = {
  ExpressionStatement: ({ value }, visit) => {
    visit.expression(value);
  },
  Assign: ({ targets, value, annotation }, visit) => {
    const { scope, visitor } = visit;
    // An annotated name in a class body is a field that the constructor may set (dataclasses, Flax).
    const isField = scope.kind === 'class' && annotation !== undefined;
    for (const target of targets) {
      if (value !== undefined) bindTarget(scope, target, isField ? undefined : value);
      if (target.kind === 'Subscript') visit.expression(target);
      else if (value !== undefined) visitor.target(target, value);
    }
    visit.expression(annotation);
    visit.expression(value);
  },
  AugmentedAssign: ({ target, value }, visit) => {
    bindTarget(visit.scope, target, undefined);
    visit.expression(value);
  },
  Return: ({ value }, visit) => {
    visit.expression(value);
  },
  If: testAndBlocks,
  While: testAndBlocks,
  For: ({ target, iterable, body, orElse }, visit) => {
    bindTarget(visit.scope, target, undefined);
    visit.expression(iterable);
    visit.block(body);
    visit.block(orElse);
  },
  With: ({ items, body }, visit) => {
    for (const { value, target } of items) {
      visit.expression(value);
      if (target !== undefined) bindTarget(visit.scope, target, undefined);
    }
    visit.block(body);
  },
  Try: ({ body, handlers, orElse, finalBody }, visit) => {
    visit.block(body);
    for (const handler of handlers) {
      visit.expression(handler.type);
      if (handler.name !== undefined) bindOnce(visit.scope.names, handler.name, undefined);
      visit.block(handler.body);
    }
    visit.block(orElse);
    visit.block(finalBody);
  },
  Function: (definition, visit) => {
    bindOnce(visit.scope.names, definition.name, undefined);
    definition.decorators.forEach(visit.expression);
    visit.expression(definition.returns);
    visitFunction(definition, visit.scope, visit.visitor);
  },
  Class: (definition, visit) => {
    const { scope, visitor } = visit;
    bindOnce(scope.names, definition.name, undefined);
    definition.decorators.forEach(visit.expression);
    for (const argument of definition.arguments) visit.expression(argument.value);
    const inner = newScope('class', scope, { definition });
    statements(definition.body, inner, visitor);
    for (const [name, value] of inner.names) bindOnce(inner.attributes, name, value ?? undefined);
    visitor.classEnd(definition, inner);
  },
  Global: declareNames,
  Nonlocal: declareNames,
  Delete: ({ targets }, { scope }) => {
    for (const target of targets) bindTarget(scope, target, undefined);
  },
  Raise: ({ value }, visit) => {
    visit.expression(value);
  },
  Assert: ({ test, message }, visit) => {
    visit.expression(test);
    visit.expression(message);
  },
  Match: ({ subject, cases }, visit) => {
    visit.expression(subject);
    for (const one of cases) {
      for (const name of one.captures) bindOnce(visit.scope.names, name, undefined);
      visit.expression(one.guard);
      visit.block(one.body);
    }
  },
  Import: ({ names }, { scope }) => {
    for (const { module, alias } of names)
      bindOnce(scope.names, alias ?? module.split('.')[0] ?? module, undefined);
  },
  ImportFrom: ({ names }, { scope }) => {
    for (const { name, alias } of names) bindOnce(scope.names, alias ?? name, undefined);
  },
};

function visitFunction(definition: FunctionDefinition, scope: Scope, visitor: Visitor): void {
  const isMethod =
    scope.kind === 'class' &&
    !definition.decorators.some(
      (d) => d.kind === 'Name' && (d.id === 'staticmethod' || d.id === 'classmethod'),
    );
  const inner = newScope('function', scope, {
    selfName: isMethod ? definition.parameters[0]?.name : undefined,
  });
  visitParameters(definition, scope, inner, visitor);
  statements(definition.body, inner, visitor);
}

function visitParameters(
  { parameters }: FunctionDefinition | LambdaExpression,
  outer: Scope,
  inner: Scope,
  visitor: Visitor,
): void {
  for (const parameter of parameters) {
    bindOnce(inner.names, parameter.name, undefined);
    if (parameter.annotation !== undefined) visitExpression(parameter.annotation, outer, visitor);
    if (parameter.defaultValue !== undefined) {
      visitor.parameterDefault(parameter.name, parameter.defaultValue, outer);
      visitExpression(parameter.defaultValue, outer, visitor);
    }
  }
}

/** Expressions that nest deeper (thousands of summands) are left unvisited below this. */
const deepest = 500;

function visitExpression(expression: Expression, scope: Scope, visitor: Visitor, depth = 0): void {
  if (depth > deepest) return;
  visitor.expression(expression, scope);
  if (expression.kind === 'Lambda') {
    const inner = newScope('function', scope);
    visitParameters(expression, scope, inner, visitor);
    visitExpression(expression.body, inner, visitor, depth + 1);
    return;
  }
  if (expression.kind === 'Named') {
    bindTarget(scope, expression.target, expression.value);
    visitExpression(expression.value, scope, visitor, depth + 1);
    return;
  }
  let inner = scope;
  if (expression.kind === 'Comprehension') {
    inner = newScope('function', scope);
    for (const clause of expression.clauses) bindTarget(inner, clause.target, undefined);
  }
  for (const child of childrenOf(expression)) {
    if (isExpression(child)) visitExpression(child, inner, visitor, depth + 1);
  }
}
