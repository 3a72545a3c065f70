/** Formula and derivative as LaTeX, with the values of the parameters. */
import type { Subject } from '../model/subject';
import { exact } from '../model/numbers';
import { own } from '../../core/own';

/**
 * Undefined for a function of one's own whose code is no single expression.
 * @param tex of such a function
 */
export function latex({ activation, parameters }: Subject, tex?: string): string | undefined {
  if (!activation)
    return tex === undefined ? undefined : `\\begin{align*}\n  ${sided(tex, 'f(x)')}\n\\end{align*}\n`;
  const values = activation.parameters.flatMap(({ name, symbol }) => {
    const value = own(parameters, name);
    return typeof value === 'number' && (symbol.startsWith('\\') || symbol.length <= 3)
      ? [`${symbol} = ${scientific(value)}`]
      : [];
  });
  const lines = [sided(activation.formula, 'f(x)'), sided(activation.derivative, "f'(x)")];
  const where = values.length > 0 ? ` \\qquad ${values.join(', \\; ')}` : '';
  return `\\begin{align*}\n  ${lines.join(' \\\\\n  ')}${where}\n\\end{align*}\n`;
}

/** `f(x) &= …`, whether or not the catalogue's formula has a left side. */
function sided(formula: string, left: string): string {
  return formula.startsWith('f') && formula.includes('=')
    ? formula.replace('=', '&=')
    : `${left} &= ${formula}`;
}

function scientific(value: number): string {
  const [mantissa = '', exponent] = exact(value).split('e');
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}
