/** The typed tree as nested lists, the form that scripts/corpus-shapes.py prints of CPython's tree: what they are compared in. */
import type {
  Argument,
  ComprehensionExpression,
  Expression,
  Parameter,
  Statement,
} from '../../src/core/python/syntax';

export type Shape = string | number | boolean | null | readonly Shape[];

function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function optional(expression: Expression | undefined): Shape {
  return expression === undefined ? null : shapeOfExpression(expression);
}

function each(expressions: readonly Expression[]): readonly Shape[] {
  return expressions.map(shapeOfExpression);
}

function argument({ form, name, value }: Argument): Shape {
  return form === 'keyword' ? [form, name ?? '', shapeOfExpression(value)] : [form, shapeOfExpression(value)];
}

function parameter({ form, name, annotation, defaultValue }: Parameter): Shape {
  return [form, name, optional(annotation), optional(defaultValue)];
}

function clauses(list: ComprehensionExpression['clauses']): Shape {
  return list.map(({ target, iterable, conditions }) => [
    shapeOfExpression(target),
    shapeOfExpression(iterable),
    each(conditions),
  ]);
}

export function shapeOfExpression(node: Expression): Shape {
  switch (node.kind) {
    case 'Name':
      return ['name', node.id];
    case 'Number':
      return node.imaginary ? ['imaginary', bits(node.value)] : ['number', bits(node.value), node.integer];
    case 'String':
      return node.value === undefined && node.replacements.length > 0
        ? ['format', each(node.replacements)]
        : [node.bytes ? 'bytes' : 'string', node.value ?? null];
    case 'Constant':
      return ['constant', node.value];
    case 'Tuple':
    case 'List':
    case 'Set':
      return [node.kind, each(node.elements)];
    case 'Dictionary':
      return ['Dictionary', node.entries.map(({ key, value }) => [optional(key), shapeOfExpression(value)])];
    case 'Unary':
      return ['unary', node.operator, shapeOfExpression(node.operand)];
    case 'Binary':
      return ['binary', node.operator, shapeOfExpression(node.left), shapeOfExpression(node.right)];
    case 'Logical':
      return ['logical', node.operator, each(operands(node, node.operator))];
    case 'Comparison':
      return [
        'comparison',
        shapeOfExpression(node.left),
        node.rest.map(({ operator, right }) => [operator, shapeOfExpression(right)]),
      ];
    case 'Conditional':
      return [
        'conditional',
        shapeOfExpression(node.test),
        shapeOfExpression(node.whenTrue),
        shapeOfExpression(node.whenFalse),
      ];
    case 'Lambda':
      return ['lambda', node.parameters.map(parameter), shapeOfExpression(node.body)];
    case 'Call':
      return ['call', shapeOfExpression(node.callee), node.arguments.map(argument)];
    case 'Attribute':
      return ['attribute', shapeOfExpression(node.object), node.name];
    case 'Subscript':
      return ['subscript', shapeOfExpression(node.object), shapeOfExpression(node.index)];
    case 'Slice':
      return ['slice', optional(node.lower), optional(node.upper), optional(node.step)];
    case 'Starred':
      return ['starred', shapeOfExpression(node.value)];
    case 'Named':
      return ['named', shapeOfExpression(node.target), shapeOfExpression(node.value)];
    case 'Await':
      return ['await', shapeOfExpression(node.value)];
    case 'Yield':
      return ['yield', node.from, optional(node.value)];
    case 'Comprehension':
      return [
        'comprehension',
        node.form,
        shapeOfExpression(node.element),
        optional(node.value),
        clauses(node.clauses),
      ];
    case 'Missing':
      return ['missing'];
  }
}

/** CPython lists `a and b and c` flat, unless brackets stand around `a and b`; the typed tree tells these by their places. */
function operands(node: Expression & { readonly kind: 'Logical' }, operator: string): readonly Expression[] {
  const bare =
    node.left.kind === 'Logical' && node.left.operator === operator && node.left.start === node.start;
  return bare && node.left.kind === 'Logical'
    ? [...operands(node.left, operator), node.right]
    : [node.left, node.right];
}

export function shapesOf(statements: readonly Statement[]): readonly Shape[] {
  return statements.map(shapeOfStatement);
}

export function shapeOfStatement(node: Statement): Shape {
  switch (node.kind) {
    case 'ExpressionStatement':
      return ['expression', shapeOfExpression(node.value)];
    case 'Assign':
      return ['assign', each(node.targets), optional(node.annotation), optional(node.value)];
    case 'AugmentedAssign':
      return ['augmented', node.operator, shapeOfExpression(node.target), shapeOfExpression(node.value)];
    case 'Return':
      return ['return', optional(node.value)];
    case 'If':
    case 'While':
      return [
        node.kind.toLowerCase(),
        shapeOfExpression(node.test),
        shapesOf(node.body),
        shapesOf(node.orElse),
      ];
    case 'For':
      return [
        'for',
        shapeOfExpression(node.target),
        shapeOfExpression(node.iterable),
        shapesOf(node.body),
        shapesOf(node.orElse),
      ];
    case 'With':
      return [
        'with',
        node.items.map(({ value, target }) => [shapeOfExpression(value), optional(target)]),
        shapesOf(node.body),
      ];
    case 'Try':
      return [
        'try',
        shapesOf(node.body),
        node.handlers.map(({ type, name, body }) => [optional(type), name ?? null, shapesOf(body)]),
        shapesOf(node.orElse),
        shapesOf(node.finalBody),
      ];
    case 'Function':
      return [
        'function',
        node.name,
        node.async,
        each(node.decorators),
        node.parameters.map(parameter),
        optional(node.returns),
        shapesOf(node.body),
      ];
    case 'Class':
      return ['class', node.name, each(node.decorators), node.arguments.map(argument), shapesOf(node.body)];
    case 'Import':
      return ['import', node.names.map(({ module, alias }) => [module, alias ?? null])];
    case 'ImportFrom':
      return ['from', node.level, node.module, node.names.map(({ name, alias }) => [name, alias ?? null])];
    case 'Global':
    case 'Nonlocal':
      return [node.kind, node.names];
    case 'Delete':
      return ['delete', each(node.targets)];
    case 'Raise':
      return ['raise', optional(node.value), optional(node.cause)];
    case 'Assert':
      return ['assert', shapeOfExpression(node.test), optional(node.message)];
    case 'Match':
      return [
        'match',
        shapeOfExpression(node.subject),
        node.cases.map(({ captures, guard, body }) => [
          [...captures].sort(),
          optional(guard),
          shapesOf(body),
        ]),
      ];
    default:
      return [node.kind];
  }
}
