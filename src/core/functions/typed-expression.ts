/** An expression in x that a person typed: what it is made of, and the Python by which its curve is computed. */
import { forSomeKind, type BySomeKinds } from '../by-kind';
import type { Phrase } from '../phrase';
import { phrase } from '../phrase';
import { parseModule } from '../python/parse';
import type { Expression } from '../python/syntax';
import { constants, operations } from './operations';

export interface TypedExpression {
  readonly kind: 'expression';
  /** Without blanks around it. */
  readonly text: string;
  readonly tree: Expression;
  /** Names besides x that stand for numbers, in order of appearance. */
  readonly parameters: readonly string[];
}
export interface UnreadExpression {
  readonly kind: 'unread';
  readonly reason: Phrase;
}

/** Longer ones are not typed by hand. UTF-16 units. */
const longestExpression = 500;
const mostParameters = 8;
/** Roots before the dot that mean the same functions: `torch.exp`, `jnp.exp`. */
const libraries = new Set([
  'torch',
  'nn',
  'F',
  'functional',
  'keras',
  'ops',
  'tf',
  'math',
  'jax',
  'jnp',
  'np',
  'numpy',
]);

export function readExpression(typed: string): TypedExpression | UnreadExpression {
  const text = typed.trim().replaceAll(/\s+/g, ' ').replaceAll('−', '-').replaceAll('^', '**');
  if (text === '') return { kind: 'unread', reason: phrase`Type an expression in x.` };
  if (text.length > longestExpression)
    return { kind: 'unread', reason: phrase`This is longer than ${longestExpression} characters.` };
  const module = parseModule('typed:expression.py', `${text}\n`);
  const [statement, ...more] = module.units.flatMap(({ body }) => body);
  if (module.errors.length > 0 || statement?.kind !== 'ExpressionStatement' || more.length > 0)
    return { kind: 'unread', reason: phrase`This is no whole expression yet.` };
  const parameters: string[] = [];
  const reason = examine(statement.value, parameters);
  if (reason) return { kind: 'unread', reason };
  return { kind: 'expression', text, tree: statement.value, parameters };
}

/** What each kind of node may hold: a phrase for the first thing that an expression in x may not. */
const examiners: BySomeKinds<Expression, [parameters: string[]], Phrase | undefined> = {
  Number: ({ imaginary }) => (imaginary ? phrase`It has a complex number.` : undefined),
  Name: ({ id }, parameters) => {
    if (id === 'x' || constants.has(id) || parameters.includes(id)) return undefined;
    if (operations.has(id)) return phrase`\`${id}\` needs its argument in parentheses.`;
    if (parameters.length >= mostParameters) return phrase`It has more than ${mostParameters} parameters.`;
    parameters.push(id);
    return undefined;
  },
  Attribute: (node) =>
    constantOf(node) === undefined ? phrase`\`${plainName(node)}\` is not known here.` : undefined,
  Unary: ({ operator, operand }, parameters) =>
    operator === '-' || operator === '+'
      ? examine(operand, parameters)
      : phrase`The operator \`${operator}\` is not known here.`,
  Binary: ({ operator, left, right }, parameters) =>
    ['+', '-', '*', '/', '**'].includes(operator)
      ? examineAll([left, right], parameters)
      : phrase`The operator \`${operator}\` is not known here.`,
  Comparison: ({ left, rest }, parameters) => {
    const [only, ...more] = rest;
    if (!only || more.length > 0 || !['<', '>', '<=', '>='].includes(only.operator))
      return phrase`A comparison is one of \`<\`, \`>\`, \`<=\`, \`>=\` between two values.`;
    return examineAll([left, only.right], parameters);
  },
  Conditional: ({ test, whenTrue, whenFalse }, parameters) =>
    examineAll([test, whenTrue, whenFalse], parameters),
  Call: ({ callee, arguments: given }, parameters) => {
    const name = operationName(callee);
    const operation = name === undefined ? undefined : operations.get(name);
    if (!operation) return phrase`The function \`${plainName(callee)}\` is not known here.`;
    if (given.length !== operation.takes || given.some(({ form }) => form !== 'positional'))
      return phrase`\`${name ?? ''}\` takes ${operation.takes} values here.`;
    return examineAll(
      given.map(({ value }) => value),
      parameters,
    );
  },
};

/** Notes names that stand for numbers; a phrase for the first thing that an expression in x may not hold. */
function examine(node: Expression, parameters: string[]): Phrase | undefined {
  const examiner = forSomeKind(examiners, node);
  return examiner ? examiner(node, parameters) : phrase`This is no expression in x.`;
}

function examineAll(nodes: readonly Expression[], parameters: string[]): Phrase | undefined {
  for (const node of nodes) {
    const reason = examine(node, parameters);
    if (reason) return reason;
  }
  return undefined;
}

/** `sigmoid`, `torch.sigmoid` and `jax.nn.sigmoid` are one; undefined for what is no function of a library. */
export function operationName(callee: Expression): string | undefined {
  if (callee.kind === 'Name') return callee.id;
  if (callee.kind !== 'Attribute') return undefined;
  let root: Expression = callee.object;
  while (root.kind === 'Attribute') root = root.object;
  return root.kind === 'Name' && libraries.has(root.id) ? callee.name : undefined;
}

/** `math.pi`, `jnp.e`. */
export function constantOf(node: Expression): number | undefined {
  const name = operationName(node);
  return name === undefined ? undefined : constants.get(name);
}

function plainName(node: Expression): string {
  return node.unit.text.slice(node.start, node.end).slice(0, 60);
}

/** Name under which `pythonOf` defines the function. */
export const definedName = 'expression';

/** A module of Python that defines the expression as a function of x and its parameters, each 1 at first. */
export function pythonOf({ tree, parameters }: TypedExpression): string {
  const imports = [...new Set([...operations.values()].map(({ meaning }) => meaning))].map((meaning) => {
    const dot = meaning.lastIndexOf('.');
    return `from ${meaning.slice(0, dot)} import ${meaning.slice(dot + 1)}`;
  });
  const given = parameters.map((name) => `, ${name}=1.0`).join('');
  return `${imports.join('\n')}\n\n\ndef ${definedName}(x${given}):\n    return ${meaningOf(tree)}\n`;
}

/** The expression in the words by which it is computed. */
function meaningOf(node: Expression): string {
  switch (node.kind) {
    case 'Number':
      return String(node.value);
    case 'Name':
      return constants.has(node.id) ? String(constants.get(node.id)) : node.id;
    case 'Attribute':
      return String(constantOf(node));
    case 'Unary':
      return `(${node.operator}${meaningOf(node.operand)})`;
    case 'Binary':
      return `(${meaningOf(node.left)} ${node.operator} ${meaningOf(node.right)})`;
    case 'Comparison':
      return `(${meaningOf(node.left)} ${node.rest[0]?.operator ?? '<'} ${meaningOf(node.rest[0]?.right ?? node.left)})`;
    case 'Conditional':
      return `where(${[node.test, node.whenTrue, node.whenFalse].map(meaningOf).join(', ')})`;
    case 'Call': {
      const meaning = operations.get(operationName(node.callee) ?? '')?.meaning ?? '';
      const given = node.arguments.map(({ value }) => meaningOf(value)).join(', ');
      return `${meaning.slice(meaning.lastIndexOf('.') + 1)}(${given})`;
    }
    default:
      return 'x';
  }
}
