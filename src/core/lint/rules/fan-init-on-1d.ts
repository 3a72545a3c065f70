import { canonicalName, symbolOf } from '../../frameworks';
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import { placeOf } from '../../python/place';
import type { CallExpression, Expression, ForStatement, Statement } from '../../python/syntax';
import { enclosing, parentOf } from '../../python/walk';
import { spellBeside } from '../fixes/imports';
import { exchangeJax } from '../fixes/jax-initializer';
import type { Fix, Rule, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';

const fanInitializers: ReadonlySet<string> = new Set([
  'xavier_uniform',
  'xavier_normal',
  'kaiming_uniform',
  'kaiming_normal',
  'orthogonal',
]);
const guard =
  /\.(?:dim|ndimension)\(\)|\.ndim\b|\.shape\b|\.size\(|isinstance|len\(|requires_grad|hasattr|['"]weight|['"]bias|['"]norm|['"]bn/;

export const fanInitOn1d: Rule = {
  meta: {
    name: 'fan-init-on-1d',
    frameworks: ['torch', 'jax'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'safe',
    summary:
      'Xavier, Kaiming or orthogonal initialisation of a bias or norm weight: it has no fan-out and raises ValueError.',
  },
  onCall(call, context) {
    const name = canonicalName(call.qualifiedName);
    const symbol = symbolOf(name);
    if (
      symbol?.role === 'initializer' &&
      symbol.form === 'in-place' &&
      fanInitializers.has(symbol.initializer)
    ) {
      checkTorchTarget(call.call, context);
    } else if (name.startsWith('flax.') && symbol?.role === 'linear') {
      checkFlaxBias(call.call, context);
    } else if (name.startsWith('flax.') && symbol?.role === 'conv') {
      checkFlaxBias(call.call, context);
    }
  },
};

function checkTorchTarget(call: CallExpression, context: RuleContext): void {
  const [first] = call.arguments;
  if (first === undefined || first.form !== 'positional') return;
  const target = withoutData(first.value);
  if (target.kind === 'Attribute' && target.name === 'bias') {
    const initializer = sourceOf(call.callee);
    context.report({
      place: call,
      message: phrase`A bias has one dimension, and ${initializer} needs two: it raises ValueError. Biases start at zero.`,
      fixes: zerosFix(call, target, context.bindings),
    });
    return;
  }
  if (target.kind !== 'Name') return;
  const loop = unguardedParameterLoop(call, target.id);
  if (loop === undefined) return;
  context.report({
    place: call,
    severity: 'warning',
    message: phrase`This loop includes biases and norm weights: they have one dimension, and the initialiser raises ValueError on them.`,
    related: [{ place: loop.iterable, message: phrase`All parameters come from here.` }],
    fixes: guardFix(call, target.id, loop),
  });
}

/** `m.bias.data` is `m.bias`. */
function withoutData(expression: Expression): Expression {
  return expression.kind === 'Attribute' && expression.name === 'data' ? expression.object : expression;
}

/** `for p in net.parameters(): init(p)` with nothing between that looks at p's shape, name or kind. */
function unguardedParameterLoop(call: CallExpression, name: string): ForStatement | undefined {
  for (const node of enclosing(call)) {
    if (node.kind === 'If' || node.kind === 'Conditional' || node.kind === 'Try' || node.kind === 'While')
      return undefined;
    if (node.kind === 'Function' || node.kind === 'Class' || node.kind === 'Lambda') return undefined;
    if (node.kind !== 'For') continue;
    if (!bindsParameter(node, name)) return undefined;
    return node.body.some((statement) => mayGuard(statement, call)) ? undefined : node;
  }
  return undefined;
}

function bindsParameter(loop: ForStatement, name: string): boolean {
  if (loop.iterable.kind !== 'Call' || loop.iterable.callee.kind !== 'Attribute') return false;
  if (loop.iterable.callee.name === 'parameters')
    return loop.target.kind === 'Name' && loop.target.id === name;
  if (loop.iterable.callee.name !== 'named_parameters' || loop.target.kind !== 'Tuple') return false;
  const second = loop.target.elements[1];
  return second?.kind === 'Name' && second.id === name;
}

/** A statement before the call that may leave the loop's round: `if p.dim() < 2: continue`. */
function mayGuard(statement: Statement, call: CallExpression): boolean {
  return statement.kind === 'If' && statement.end <= call.start && guard.test(sourceOf(statement));
}

function zerosFix(call: CallExpression, target: Expression, bindings: Bindings): readonly Fix[] {
  const name = bindings.qualifiedName(call.callee);
  if (name === undefined) return [];
  const { text, edits } = spellBeside(bindings, call.callee, name, 'zeros_');
  const newText = `${text}(${sourceOf(target)})`;
  return [
    {
      title: phrase`Start the bias at zero`,
      safe: true,
      edits: [{ kind: 'replace', place: placeOf(call), newText }, ...edits],
    },
  ];
}

/** The statement behind an `if`, on the loop's own line or below it. */
function guardFix(call: CallExpression, name: string, loop: ForStatement): readonly Fix[] {
  const { unit } = call;
  const lineStart = unit.text.lastIndexOf('\n', call.start - 1) + 1;
  const before = unit.text.slice(lineStart, call.start);
  const indent = /^[ \t]*/.exec(before)?.[0] ?? '';
  const ownLine = before.trim() === '';
  // `for p in net.parameters(): init(p)`
  const besideLoop = loop.body.length === 1 && loop.body[0]?.start === call.start && loop.start >= lineStart;
  if (parentOf(call)?.kind !== 'ExpressionStatement' || !(ownLine || besideLoop)) return [];
  const deeper = ownLine ? indent : `${indent}    `;
  const start = ownLine ? call.start : lineStart + before.trimEnd().length;
  const newline = unit.text.includes('\r\n') ? '\r\n' : '\n';
  const guarded = `if ${name}.dim() > 1:${newline}${deeper}    ${sourceOf(call)}`;
  const newText = ownLine ? guarded : newline + deeper + guarded;
  return [
    {
      title: phrase`Initialise only where ${name}.dim() > 1`,
      safe: true,
      edits: [{ kind: 'replace', place: { unit, start, end: call.end }, newText }],
    },
  ];
}

/** Flax: `bias_init=nn.initializers.xavier_uniform()`; JAX raises for fewer than two dimensions (jax#2075). */
function checkFlaxBias(call: CallExpression, context: RuleContext): void {
  const argument = call.arguments.find((candidate) => candidate.name === 'bias_init');
  if (argument?.value.kind !== 'Call') return;
  const name = context.bindings.qualifiedName(argument.value.callee);
  const symbol = name === undefined ? undefined : symbolOf(canonicalName(name));
  if (symbol?.role !== 'initializer') return;
  if (!fanInitializers.has(symbol.initializer) && !symbol.initializer.startsWith('lecun')) return;
  const zeros = { target: { family: 'zeros' }, shape: 'normal' } as const;
  const edits = name === undefined ? undefined : exchangeJax(argument.value, name, zeros, context.bindings);
  context.report({
    place: argument.value,
    message: phrase`A bias has one dimension, and this initialiser needs two: it raises ValueError. Biases start at zero.`,
    fixes: edits === undefined ? [] : [{ title: phrase`Start the bias at zero`, safe: true, edits }],
  });
}
