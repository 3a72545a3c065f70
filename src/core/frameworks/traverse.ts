/** Goes through a unit's statements and expressions in source order, keeping the scope that each expression stands in. */
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
  for (const statement of body) visitStatement(statement, scope, visitor);
}

function visitStatement(statement: Statement, scope: Scope, visitor: Visitor): void {
  const visit = (expression: Expression | undefined): void => {
    if (expression !== undefined) visitExpression(expression, scope, visitor);
  };
  const block = (body: readonly Statement[]): void => {
    statements(body, scope, visitor);
  };
  switch (statement.kind) {
    case 'ExpressionStatement':
      visit(statement.value);
      break;
    case 'Assign': {
      // An annotated name in a class body is a field that the constructor may set (dataclasses, Flax).
      const isField = scope.kind === 'class' && statement.annotation !== undefined;
      for (const target of statement.targets) {
        if (statement.value !== undefined) bindTarget(scope, target, isField ? undefined : statement.value);
        if (target.kind === 'Subscript') visit(target);
        else if (statement.value !== undefined) visitor.target(target, statement.value);
      }
      visit(statement.annotation);
      visit(statement.value);
      break;
    }
    case 'AugmentedAssign':
      bindTarget(scope, statement.target, undefined);
      visit(statement.value);
      break;
    case 'Return':
      visit(statement.value);
      break;
    case 'If':
    case 'While':
      visit(statement.test);
      block(statement.body);
      block(statement.orElse);
      break;
    case 'For':
      bindTarget(scope, statement.target, undefined);
      visit(statement.iterable);
      block(statement.body);
      block(statement.orElse);
      break;
    case 'With':
      for (const item of statement.items) {
        visit(item.value);
        if (item.target !== undefined) bindTarget(scope, item.target, undefined);
      }
      block(statement.body);
      break;
    case 'Try':
      block(statement.body);
      for (const handler of statement.handlers) {
        visit(handler.type);
        if (handler.name !== undefined) bindOnce(scope.names, handler.name, undefined);
        block(handler.body);
      }
      block(statement.orElse);
      block(statement.finalBody);
      break;
    case 'Function':
      bindOnce(scope.names, statement.name, undefined);
      statement.decorators.forEach(visit);
      visit(statement.returns);
      visitFunction(statement, scope, visitor);
      break;
    case 'Class': {
      bindOnce(scope.names, statement.name, undefined);
      statement.decorators.forEach(visit);
      for (const argument of statement.arguments) visit(argument.value);
      const inner = newScope('class', scope, { definition: statement });
      statements(statement.body, inner, visitor);
      for (const [name, value] of inner.names) bindOnce(inner.attributes, name, value ?? undefined);
      visitor.classEnd(statement, inner);
      break;
    }
    case 'Global':
    case 'Nonlocal':
      for (const name of statement.names) bindOnce(scope.names, name, undefined);
      break;
    case 'Delete':
      for (const target of statement.targets) bindTarget(scope, target, undefined);
      break;
    case 'Raise':
      visit(statement.value);
      break;
    case 'Assert':
      visit(statement.test);
      visit(statement.message);
      break;
    case 'Match':
      visit(statement.subject);
      for (const one of statement.cases) {
        for (const name of one.captures) bindOnce(scope.names, name, undefined);
        visit(one.guard);
        block(one.body);
      }
      break;
    case 'Import':
      for (const { module, alias } of statement.names)
        bindOnce(scope.names, alias ?? module.split('.')[0] ?? module, undefined);
      break;
    case 'ImportFrom':
      for (const { name, alias } of statement.names) bindOnce(scope.names, alias ?? name, undefined);
      break;
  }
}

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
