import { phrase, type Phrase } from '../../phrase';
import type { Rule, Severity } from '../rule';
import { boundCall } from '../analysis/bound-call';

interface Verdict {
  readonly severity: Severity;
  readonly reason: Phrase;
}

/** What a negative slope does; undefined for the usual 0.01 to 0.3. */
function judge(slope: number): Verdict | undefined {
  if (slope < 0)
    return {
      severity: 'error',
      reason: phrase`folds f back: two inputs share one output`,
    };
  if (slope === 1)
    return { severity: 'warning', reason: phrase`makes it the identity: no nonlinearity is left` };
  if (slope > 1) {
    return {
      severity: 'warning',
      reason: phrase`exceeds 1: negative inputs are amplified`,
    };
  }
  if (slope === 0) return { severity: 'hint', reason: phrase`makes it a plain ReLU: units can die` };
  if (slope > 0.3)
    return {
      severity: 'hint',
      reason: phrase`makes f nearly linear`,
    };
  return undefined;
}

export const leakyReluSlope: Rule = {
  meta: {
    name: 'leaky-relu-slope',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'training',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'The negative slope of a Leaky ReLU is negative, 1 or more, 0, or unusually large.',
  },
  onCall(call, context) {
    const bound = boundCall(call, context.bindings);
    if (bound?.symbol.role !== 'activation' || bound.symbol.activation !== 'leaky_relu') return;
    for (const argument of bound.arguments.byName.values()) {
      if (argument.parameter.maps !== 'alpha' || argument.expression === undefined) continue;
      const { value } = argument;
      if (typeof value !== 'number' && typeof value !== 'boolean') continue;
      const verdict = judge(Number(value));
      if (verdict === undefined) continue;
      const literal =
        argument.expression.kind === 'Number' ||
        argument.expression.kind === 'Unary' ||
        argument.expression.kind === 'Constant';
      context.report({
        place: argument.expression,
        severity: verdict.severity,
        message: phrase`A negative slope of ${typeof value === 'number' ? String(value) : value ? 'True' : 'False'} ${verdict.reason}. Usual values are 0.01 to 0.3.`,
        fixes: literal
          ? [
              {
                title: phrase`Use a slope of 0.01 (changes training)`,
                safe: false,
                edits: [{ kind: 'replace', place: argument.expression, newText: '0.01' }],
              },
            ]
          : [],
      });
    }
  },
};
