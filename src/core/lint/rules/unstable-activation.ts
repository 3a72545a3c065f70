import { symbolOf } from '../../frameworks';
import { phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type { Expression } from '../../python/syntax';
import { formatFigure } from '../../numerics/figures';
import { mayReach } from '../analysis/bounded-inputs';
import { localValue } from '../analysis/local-value';
import { END_OF_EXPONENTIAL, failingFunctions, isOfOneSign } from '../analysis/own-arithmetic';
import type { Rule } from '../rule';
import { sourceOf } from '../../python/source-text';
import { stableFix, stableForm } from '../fixes/stable-form';
import { spell } from '../fixes/imports';

export const unstableActivation: Rule = {
  meta: {
    name: 'unstable-activation',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'arithmetic',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'A function of one’s own overflows in float32 where its true value is a number.',
  },
  onModule(models, context) {
    const { bindings } = context;
    for (const { instability, variable, place: whole } of failingFunctions(bindings)) {
      if (instability.kind !== 'overflow') continue;
      const { place, cause, value, from, exact, everywhere } = instability;
      if (place && (isLogarithmOfProbability(place, bindings) || !mayReach(models, place, from))) continue;
      const form = place && stableForm(place, bindings);
      const instead = form && spell(bindings, form.name, form.expression).text;
      const [result, at, truth] = [pythonFigure(value), formatFigure(from), formatFigure(exact)];
      context.report({
        place: place ?? whole,
        ...(everywhere &&
        Math.abs(from) <= END_OF_EXPONENTIAL &&
        !isOfOneSign(variable) &&
        !isUnderflow(place, cause)
          ? {}
          : { severity: 'information' }),
        message:
          instead === undefined
            ? phrase`In float32 this is ${result} at ${variable} = ${at} and beyond; the true value is ${truth}. Rewrite it without overflow.`
            : phrase`In float32 this is ${result} at ${variable} = ${at} and beyond; the true value is ${truth}. Use ${instead}.`,
        related:
          cause && cause !== place
            ? [{ place: cause, message: phrase`The first result that is no number arises here.` }]
            : [],
        fixes: form ? [stableFix(form, bindings)] : [],
      });
    }
  },
};

/** The logarithm of a number that is too small to be told from 0: nothing overflowed before, and training seldom comes there. */
const isUnderflow = (place: Expression | undefined, cause: Expression | undefined): boolean =>
  place?.kind === 'Call' &&
  (cause === undefined || cause === place) &&
  /(?:^|\.)log(?:2|10|1p)?$/u.test(sourceOf(place.callee));

/** As Python prints what is no number. */
export const pythonFigure = (value: number): string =>
  Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';

/** `log(sigmoid(x))` and `log(softmax(x))` have a rule of their own. */
function isLogarithmOfProbability(place: Expression, bindings: Bindings): boolean {
  if (place.kind !== 'Call') return false;
  const [first] = place.arguments;
  const inner = first && (localValue(first.value) ?? first.value);
  const name = inner?.kind === 'Call' ? bindings.qualifiedName(inner.callee) : undefined;
  const symbol = name === undefined ? undefined : symbolOf(name);
  return (
    symbol?.role === 'activation' && (symbol.activation === 'sigmoid' || symbol.activation === 'softmax')
  );
}
