import { canonicalName } from '../../frameworks';
import type { BoundArgument } from '../../frameworks/symbol';
import { phrase, type Phrase } from '../../phrase';
import type { ResolvedCall } from '../../python/names';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import type { Fix, Rule, RuleContext } from '../rule';
import { boundCall } from '../analysis/bound-call';
import type { BoundCall } from '../analysis/bound-call';
import { quotedLike, sourceOf } from '../../python/source-text';
import { own } from '../../own';

/** Keras 3 names of arguments that Keras 2 called otherwise. */
const renamedInKeras3: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'keras.layers.LeakyReLU': { alpha: 'negative_slope' },
};

export const invalidActivationArgument: Rule = {
  meta: {
    name: 'invalid-activation-argument',
    frameworks: ['torch', 'keras'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'safe',
    summary: 'An activation gets an argument that its framework refuses or has renamed.',
  },
  onCall(call, context) {
    const bound = boundCall(call, context.bindings);
    if (bound?.symbol.role !== 'activation') return;
    reportApproximateFlag(bound, context);
    reportNegativeKerasSlope(bound, context);
    reportRenamedArgument(call, context);
  },
};

/** `GELU(approximate=True)`: PyTorch wants a string and raises in the forward pass; Keras wants the bool and is left alone. */
function reportApproximateFlag(bound: BoundCall, context: RuleContext): void {
  if (bound.symbol.framework !== 'torch') return;
  const argument = bound.arguments.byName.get('approximate');
  if (argument?.expression === undefined || typeof argument.value !== 'boolean') return;
  const wanted = argument.value ? 'tanh' : 'none';
  context.report({
    place: argument.expression,
    message: phrase`PyTorch's GELU takes approximate='none' or 'tanh', not a bool: the forward pass raises. Write '${wanted}'.`,
    fixes: [
      replacement(
        phrase`Write approximate='${wanted}'`,
        true,
        argument.expression,
        quotedLike(wanted, argument.expression),
      ),
    ],
  });
}

/** Keras raises ValueError for a negative `negative_slope` / `alpha` of its ReLU and LeakyReLU layers. */
function reportNegativeKerasSlope(bound: BoundCall, context: RuleContext): void {
  if (bound.symbol.framework !== 'keras') return;
  if (
    bound.symbol.qualifiedName !== 'keras.layers.ReLU' &&
    bound.symbol.qualifiedName !== 'keras.layers.LeakyReLU'
  )
    return;
  for (const name of ['negative_slope', 'alpha', 'max_value', 'threshold']) {
    const argument: BoundArgument | undefined = bound.arguments.byName.get(name);
    if (argument?.expression === undefined || typeof argument.value !== 'number' || argument.value >= 0)
      continue;
    context.report({
      place: argument.expression,
      message: phrase`Keras raises ValueError for a negative ${name} (${sourceOf(argument.expression)}).`,
      fixes: [],
    });
  }
}

/** `LeakyReLU(alpha=0.2)` under Keras 3: still accepted with a warning, and `tf.keras` 2 has only the old name. */
function reportRenamedArgument(call: ResolvedCall, context: RuleContext): void {
  // Only the stand-alone package is certain to be Keras 3; tf.keras may be either.
  if (!call.qualifiedName.startsWith('keras.')) return;
  const renamed = own(renamedInKeras3, canonicalName(call.qualifiedName));
  if (renamed === undefined) return;
  for (const argument of call.call.arguments) {
    const newName = argument.name === undefined ? undefined : own(renamed, argument.name);
    if (argument.name === undefined || newName === undefined) continue;
    const place: Place = placeOf(call.call, {
      start: argument.start,
      end: argument.start + argument.name.length,
    });
    context.report({
      place,
      severity: 'information',
      deprecated: true,
      message: phrase`Keras 3 calls ${argument.name} ${newName}; the old name is accepted with a warning.`,
      fixes: [replacement(phrase`Rename to ${newName}`, true, place, newName)],
    });
  }
}

function replacement(title: Phrase, safe: boolean, place: Place, newText: string): Fix {
  return { title, safe, edits: [{ kind: 'replace', place, newText }] };
}
