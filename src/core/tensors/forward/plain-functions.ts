/** Plain functions of each element by their names. */
import { erf } from '../../numerics/error-function';

/** A function by its name, on each element. */
export function plainFunction(name: string, exponent: number | undefined, base: number | undefined) {
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
  ['expm1', 'expm1'],
]);
