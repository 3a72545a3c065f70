/** Plain functions of each element by their names. */
import { erf } from '../../numerics/error-function';

/** A function by its name, on each element. @param isPositive whether no element is below 0, where some are not defined */
export function plainFunction(
  name: string,
  exponent: number | undefined,
  base: number | undefined,
  isPositive = false,
) {
  if ((name === '**' || name === 'pow' || name === 'square') && base === undefined) {
    const power = name === 'square' ? 2 : exponent;
    if (power === undefined || !Number.isInteger(power) || power < 1 || power > 4) return undefined;
    return {
      value: (x: number) => x ** power,
      slope: (x: number) => power * x ** (power - 1),
      breaks: [],
      key: `x^${power}`,
      hinge: power === 1 ? { below: 1, above: 1 } : undefined,
      increasing: power % 2 === 1,
    };
  }
  const id = functions.get(name);
  if (id === 'abs')
    return {
      value: Math.abs,
      slope: Math.sign,
      breaks: [0],
      key: 'abs',
      hinge: { below: -1, above: 1 },
      increasing: false,
    };
  if (name === 'sin' || name === 'cos')
    return {
      value: name === 'sin' ? Math.sin : Math.cos,
      slope: name === 'sin' ? Math.cos : (x: number) => -Math.sin(x),
      breaks: [],
      key: name,
      hinge: undefined,
      increasing: false,
    };
  if (name === 'erf')
    return {
      value: erf,
      slope: (x: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
      breaks: [],
      key: 'erf',
      hinge: undefined,
      increasing: true,
    };
  if (id === 'log1p' && isPositive)
    return {
      value: Math.log1p,
      slope: (x: number) => 1 / (1 + x),
      breaks: [],
      key: 'log1p',
      hinge: undefined,
      increasing: true,
    };
  if (id === 'sqrt' && isPositive)
    return {
      value: (x: number) => Math.sqrt(Math.max(0, x)),
      slope: (x: number) => (x > 0 ? 0.5 / Math.sqrt(x) : 0),
      breaks: [],
      key: 'sqrt',
      hinge: undefined,
      increasing: true,
    };
  if (id === 'expm1')
    return {
      value: Math.expm1,
      slope: Math.exp,
      breaks: [],
      key: 'expm1',
      hinge: undefined,
      increasing: true,
    };
  if (id === 'exp')
    return { value: Math.exp, slope: Math.exp, breaks: [], key: 'exp', hinge: undefined, increasing: true };
  return undefined;
}

const functions = new Map<string, string>([
  ['exp', 'exp'],
  ['abs', 'abs'],
  ['square', 'square'],
  ['log1p', 'log1p'],
  ['sqrt', 'sqrt'],
  ['expm1', 'expm1'],
]);
